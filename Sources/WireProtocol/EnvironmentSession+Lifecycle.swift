import EnvironmentAPI
import JSONText
import StrokeProgram

extension EnvironmentSession {
  /// What the `env` of an `initialize` says.
  private struct Wishes {
    var backend: String?
    var laneCount: Int?
    var isBatched = true
    var autoreset: Autoreset?
    var options: [String: OptionValue] = [:]
  }

  // MARK: initialize

  /// `initialize`: agrees on the environment and how it is encoded, and makes the lanes.
  mutating func initialize(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(
      allowing: ["protocolVersion", "clientInfo", "capabilities", "env"])
    guard environment == nil else {
      throw WireError(.alreadyInitialized, "this session is initialized already")
    }
    try Handshake.checkVersion(tree.member("protocolVersion"))
    try Handshake.checkClientInfo(tree["clientInfo"])
    let (encoding, maximumLineBytes) = try Handshake.readCapabilities(
      tree["capabilities"], known: encodings)
    let wishes = try readWishes(tree["env"])
    let laneCount = wishes.laneCount ?? configuration.laneCount
    let autoreset = wishes.autoreset ?? configuration.autoreset
    guard wishes.isBatched || laneCount == 1 else {
      throw EnvironmentError.invalidOption(
        name: "batched", expected: "numEnvs 1 when it is false", got: "numEnvs \(laneCount)")
    }
    let resolved = try configuration.environment(
      backend: backend(wished: wishes.backend), options: wishes.options)
    let bound = try responseBound(
      ResponseBound(
        configuration: resolved, laneCount: laneCount, encoding: encoding, autoreset: autoreset),
      client: maximumLineBytes)
    let reward = resolved.core.reward == .critic ? try configuration.makeReward?() : nil
    let wantsTargets = resolved.core.needsTarget || reward?.scorer.isConditional ?? false
    let targets = wantsTargets ? try configuration.makeTargets?(resolved.canvasShape) : nil
    let lanes = try VectorEnvironment(
      resolved, laneCount: laneCount, autoreset: autoreset, reward: reward, targets: targets)
    let agreement = ServedEnvironment.Agreement(
      isBatched: wishes.isBatched,
      maximumResponseBytes: maximumLineBytes ?? ResponseBound.maximumBytes,
      firstSeed: configuration.seed)
    let transport = try TensorTransport(
      encoding, memory: encoding == .shm ? sharedMemory(for: lanes) : nil,
      encodePNG: configuration.encodePNG)
    let environment = ServedEnvironment(lanes, agreement, transport)
    writeAgreement(of: environment, bound: bound, to: &writer)
    try Self.checkLength(writer.bytes.count + 2, limit: agreement.maximumResponseBytes)
    self.environment = environment
  }

  /// The encodings that this server has.
  private var encodings: [TensorEncoding] {
    TensorEncoding.allCases.filter { $0 != .shm || configuration.makeSharedMemory != nil }
  }

  /// Makes room for the observations of all lanes, twice.
  private func sharedMemory(
    for lanes: VectorEnvironment
  ) throws(EnvironmentError) -> (any SharedMemory)? {
    let tensors = lanes.configuration.observation.map(\.space)
      .filter { TensorEncoding.shm.encoding(of: $0) == .shm }.map { $0.byteCount * lanes.laneCount }
    let copies = lanes.autoreset == .sameStep ? tensors + tensors : tensors
    guard let size = SharedSlots.memoryBytes(for: copies) else { return nil }
    return try configuration.makeSharedMemory?(size)
  }

  private func readWishes(_ node: JSONNode?) throws -> Wishes {
    var wishes = Wishes()
    guard let node else { return wishes }
    try node.allowOnly(["backend", "numEnvs", "batched", "autoreset", "options"])
    wishes.backend = try node["backend"]?.string()
    wishes.laneCount = try node["numEnvs"]?.integer()
    wishes.isBatched = try node["batched"]?.boolean() ?? true
    if let word = node["autoreset"] {
      guard let autoreset = Autoreset(rawValue: try word.string()) else {
        throw word.error(expected: "NextStep, SameStep or Disabled")
      }
      wishes.autoreset = autoreset
    }
    wishes.options = try readOptions(node["options"])
    return wishes
  }

  private func readOptions(_ node: JSONNode?) throws -> [String: OptionValue] {
    var options: [String: OptionValue] = [:]
    for member in try node?.object() ?? [] {
      do { options[member.name] = try OptionValue(member.value) } catch {
        throw EnvironmentError.invalidOption(
          name: member.name, expected: "a boolean, a number, a text or a list of numbers",
          got: "\(member.value.value.kind)")
      }
    }
    return options
  }

  private func backend(wished name: String?) throws(EnvironmentError) -> any PaintingBackend {
    if let own = configuration.backendName, let name, name != own {
      throw .invalidOption(
        name: "backend", expected: "\(own), which this server was started with", got: name)
    }
    return try configuration.backend(named: name)
  }

  /// The most bytes of a `reset` or `step` response; everybody concerned must be able to handle it.
  private func responseBound(
    _ bound: ResponseBound, client: Int?
  ) throws(EnvironmentError) -> Int {
    // Counts that no environment can have are the environment's to refuse.
    guard (1...VectorEnvironment.maximumLanes).contains(bound.laneCount) else { return 0 }
    let limit = min(client ?? .max, ResponseBound.maximumBytes)
    guard let bytes = bound.bytes, bytes <= limit else {
      throw .resourceLimit(
        what: "response", limit: "\(limit) bytes",
        got: bound.bytes.map { "up to \($0)" } ?? "far more")
    }
    return bytes
  }

  private func writeAgreement(
    of environment: ServedEnvironment, bound: Int, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    Handshake.writeServer(
      name: configuration.serverName, version: configuration.serverVersion, to: &writer)
    writeCapabilities(to: &writer)
    writer.key("limits")
    writer.beginObject()
    writer.key("maxRequestBytes")
    writer.integer(configuration.maximumRequestBytes)
    writer.key("maxResponseBytes")
    writer.integer(bound)
    writer.key("maxEnvs")
    writer.integer(VectorEnvironment.maximumLanes)
    writer.endObject()
    writer.key("obsEncoding")
    writer.string(environment.transport.encoding.rawValue)
    environment.transport.describe(to: &writer)
    writer.key("env")
    writer.beginObject()
    writer.key("backend")
    writer.string(environment.configuration.backend.name)
    writer.key("numEnvs")
    writer.integer(environment.laneCount)
    writer.key("batched")
    writer.boolean(environment.isBatched)
    writer.key("autoreset")
    writer.string(environment.lanes.autoreset.rawValue)
    writer.key("options")
    writer.optionValues(environment.configuration)
    writer.endObject()
    writer.key("spec")
    writer.spec(environment.configuration)
    writer.endObject()
  }

  private func writeCapabilities(to writer: inout JSONWriter) {
    writer.key("capabilities")
    writer.beginObject()
    writer.key("obsEncodings")
    writer.strings(encodings.map(\.rawValue))
    writer.key("autoreset")
    writer.strings(Autoreset.allCases.map(\.rawValue))
    writer.key("renderModes")
    writer.strings(RenderMode.allCases.map(\.rawValue))
    writer.key("programFormats")
    writer.strings(ProgramFormat.allCases.map(\.rawValue))
    writer.key("checkpoint")
    writer.boolean(true)
    writer.endObject()
  }

  // MARK: spec

  /// `spec`: describes an environment without making it; it works before `initialize` too.
  ///
  /// Without a backend it is that of `initialize`, else that of the command line. Options are over
  /// those of the command line, one by one; another backend than the command line's may be asked
  /// for, and starts from its defaults.
  func spec(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(allowing: ["backend", "options"])
    let name = try tree["backend"]?.string() ?? environment?.configuration.backend.name
    let resolved = try configuration.environment(
      backend: configuration.backend(named: name), options: readOptions(tree["options"]))
    writer.spec(resolved)
  }
}
