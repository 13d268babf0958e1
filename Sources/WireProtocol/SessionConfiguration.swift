public import EnvironmentAPI
public import PaintCore
import StrokeProgram

/// What a server was started with: everything an ``EnvironmentSession`` knows before its first line.
public struct SessionConfiguration: Sendable {
  /// The backends that this server has.
  public var catalog: [any PaintingBackend]
  /// Looks for a backend that the catalog lacks, such as a plugin; nil when there is none.
  public var findBackend:
    (@Sendable (_ name: String) throws(EnvironmentError) -> (any PaintingBackend)?)?
  /// The backend named on the command line; nil leaves the choice to the client.
  public var backendName: String?
  /// The options of the command line as texts; they are parsed by the types that the backend declares.
  public var options: [String: String]
  /// The number of lanes unless the client says otherwise.
  public var laneCount: Int
  /// What follows the end of an episode unless the client says otherwise.
  public var autoreset: Autoreset
  /// The seed of a first reset without one; nil draws one.
  public var seed: UInt64?
  /// The longest line that the framer in front of the session delivers, in bytes.
  public var maximumRequestBytes: Int
  /// The name in `serverInfo`.
  public var serverName: String
  /// The version in `serverInfo`.
  public var serverVersion: String
  /// Makes the reward by a critic, once for each `initialize` that wants it; nil when there is no
  /// critic.
  public var makeReward: (@Sendable () throws(EnvironmentError) -> CanvasReward)?
  /// Opens the pictures to paint, once for each `initialize` that wants targets, for canvases of a
  /// shape (height, width, channels); nil when clients bring their own.
  public var makeTargets: (@Sendable ([Int]) throws(EnvironmentError) -> TargetPictures)?
  /// Makes memory of so many bytes that clients on this machine can map; nil when `shm` tensors are
  /// not offered.
  public var makeSharedMemory:
    (@Sendable (_ byteCount: Int) throws(EnvironmentError) -> any SharedMemory)?
  /// Encodes a picture as a PNG file; given from outside because this module knows no file formats.
  public var encodePNG: @Sendable (PixelImage) throws -> [UInt8]

  /// Collects what the command line said.
  public init(
    catalog: [any PaintingBackend],
    findBackend: (
      @Sendable (String) throws(EnvironmentError) -> (any PaintingBackend)?
    )? = nil, backendName: String? = nil, options: [String: String] = [:],
    laneCount: Int = 1, autoreset: Autoreset = .nextStep, seed: UInt64? = nil,
    maximumRequestBytes: Int = 64 << 20, serverName: String = "spiral-env",
    serverVersion: String,
    makeReward: (@Sendable () throws(EnvironmentError) -> CanvasReward)? = nil,
    makeTargets: (@Sendable ([Int]) throws(EnvironmentError) -> TargetPictures)? = nil,
    makeSharedMemory: (@Sendable (Int) throws(EnvironmentError) -> any SharedMemory)? = nil,
    encodePNG: @escaping @Sendable (PixelImage) throws -> [UInt8]
  ) {
    self.catalog = catalog
    self.findBackend = findBackend
    self.backendName = backendName
    self.options = options
    self.laneCount = laneCount
    self.autoreset = autoreset
    self.seed = seed
    self.maximumRequestBytes = maximumRequestBytes
    self.serverName = serverName
    self.serverVersion = serverVersion
    self.makeReward = makeReward
    self.makeTargets = makeTargets
    self.makeSharedMemory = makeSharedMemory
    self.encodePNG = encodePNG
  }

  /// Throws what `initialize` would throw because of the command line, so that a program can say so
  /// before it waits for a client.
  ///
  /// - Returns: What the backend warns of.
  public func validate() throws(EnvironmentError) -> [String] {
    guard backendName != nil else { return [] }
    let configured = try environment(backend: backend(named: nil), options: [:])
    guard (1...VectorEnvironment.maximumLanes).contains(laneCount) else {
      throw .resourceLimit(
        what: "numEnvs", limit: "\(VectorEnvironment.maximumLanes)", got: "\(laneCount)")
    }
    return configured.engine.warnings
  }

  /// The backend called `name`, or that of the command line.
  func backend(named name: String?) throws(EnvironmentError) -> any PaintingBackend {
    let known = catalog.map(\.name)
    guard let name = name ?? backendName else {
      throw .invalidOption(
        name: "backend", expected: "one of \(known.joined(separator: ", "))", got: "none")
    }
    if let backend = catalog.first(where: { $0.name == name }) { return backend }
    if let backend = try findBackend?(name) { return backend }
    throw .unknownBackend(name: name, known: known)
  }

  /// A configured backend: `options` over those of the command line, one by one. The command line's
  /// options are those of its backend: another one starts from its defaults.
  func environment(
    backend: any PaintingBackend, options given: [String: OptionValue]
  ) throws(EnvironmentError) -> EnvironmentConfiguration {
    var merged = given
    if backend.name == backendName || backendName == nil {
      let declarations = backend.options + CoreOptions.declarations
      for (name, text) in options.sorted(by: { $0.key < $1.key }) where given[name] == nil {
        let declaration = declarations.first { $0.name == name }
        merged[name] = try declaration?.parse(text) ?? .string(text)
      }
    }
    return try EnvironmentConfiguration(backend: backend, given: merged)
  }
}
