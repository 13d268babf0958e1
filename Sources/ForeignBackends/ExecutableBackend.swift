public import EnvironmentAPI

/// An engine that is a program of its own, `spiral-backend-NAME` (PROTOCOL.md, section 9): one
/// process for each lane.
public struct ExecutableBackend: PaintingBackend {
  /// The name, from that of the file.
  public let name: String
  /// The version that the engine reports.
  public let version: String
  /// The engine's own line, or where it is.
  public let summary: String
  /// The path of the program.
  public let origin: String
  /// What the engine takes beside the core's options.
  public let options: [OptionDeclaration]
  private let spec: ForeignSpec
  private let patienceSeconds: Double

  /// How long an answer may take unless somebody says otherwise, s.
  public static let defaultPatienceSeconds = 60.0

  /// Starts the program once and asks what it is.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - patienceSeconds: How long it may take to answer a request.
  /// - Throws: `pluginLoad` when it does not start or says something else than a spec.
  public init(
    name: String, path: String, patienceSeconds: Double = defaultPatienceSeconds
  ) throws(EnvironmentError) {
    let processes: EngineProcesses
    do throws(EnvironmentError) {
      processes = try .start(path: path, patienceSeconds: patienceSeconds)
    } catch {
      if case .pluginLoad = error { throw error }
      throw .pluginLoad(place: path, expected: "defaults that it takes", got: error.description)
    }
    spec = processes.description
    self.name = name
    version = spec.version
    summary = spec.summary.isEmpty ? "an engine in a process of its own" : spec.summary
    origin = path
    options = spec.options
    self.patienceSeconds = patienceSeconds
  }

  /// Starts the program with these options.
  ///
  /// - Throws: `invalidOption` or `resourceLimit` as the engine says, `pluginLoad` when it does not
  ///   answer.
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    let processes = try EngineProcesses.start(
      path: origin, patienceSeconds: patienceSeconds, known: spec, options: options)
    return ExecutableEngine(backend: self, options: options, processes: processes)
  }
}
