import ImageFiles
import JSONText
public import WireProtocol

/// One client's session with a critic server (PROTOCOL.md, section 5): bytes in, bytes out.
///
/// Beyond the protocol's text: `score` takes `ends`, booleans that say which pictures are the last
/// of their episode, from which a critic with lessons learns; `capabilities.learns` says whether it
/// has lessons. Errors number lines and limit ids as the environment's session does.
public struct CriticSession: LineResponder, ~Copyable {
  /// What a server was started with beside its critic.
  public struct Options: Sendable {
    /// The longest line that the framer in front delivers, in bytes.
    public var maximumRequestBytes: Int
    /// The version in `serverInfo`.
    public var serverVersion: String
    /// The threads of a call of the critic.
    public var shards: Int

    /// Makes options.
    public init(maximumRequestBytes: Int = 64 << 20, serverVersion: String, shards: Int = 2) {
      self.maximumRequestBytes = maximumRequestBytes
      self.serverVersion = serverVersion
      self.shards = shards
    }
  }

  /// Nothing follows the answers of a critic.
  public let attachments: [UnsafeRawBufferPointer] = []

  private enum Method: String, CaseIterable {
    case initialize, score, update, save, load, ping, shutdown
  }

  /// The most pictures of one request.
  static let maximumPictures = 65_536

  private var critic: Critic
  private let lessons: CriticLessons?
  private let options: Options
  private let requests: RequestDispatcher
  private var isInitialized = false

  /// Starts a session with a critic, which learns by itself if there are lessons.
  public init(_ critic: Critic, lessons: CriticLessons? = nil, _ options: Options) {
    self.critic = critic
    self.lessons = lessons
    self.options = options
    requests = RequestDispatcher(maximumRequestBytes: options.maximumRequestBytes)
  }

  /// Appends the answer to one line: exactly one response, or nothing for a notification.
  public mutating func respond(
    to line: FramedLine, into output: inout [UInt8]
  ) -> WireDirective {
    requests.respond(to: line, into: &output) { request, writer in
      try perform(request, to: &writer)
    }
  }

  private mutating func perform(
    _ request: RequestDispatcher.Request, to writer: inout JSONWriter
  ) throws -> WireDirective {
    guard let method = Method(rawValue: request.method) else {
      let known = Method.allCases.map(\.rawValue).joined(separator: ", ")
      throw WireError(unknownMethod: request.method, known: known)
    }
    let parameters = request.parameters
    switch method {
    case .initialize: try initialize(parameters, to: &writer)
    case .ping: try parameters.acknowledge(to: &writer)
    case .shutdown:
      try parameters.acknowledge(to: &writer)
      return .exit(code: 0)
    case .score, .update, .save, .load:
      guard isInitialized else {
        throw WireError(.notInitialized, saying: "\(method.rawValue) needs initialize first")
      }
      try work(method, parameters, to: &writer)
    }
    return .proceed
  }

  private mutating func work(
    _ method: Method, _ parameters: Parameters, to writer: inout JSONWriter
  ) throws {
    switch method {
    case .score: try score(parameters, to: &writer)
    case .update: try update(parameters, to: &writer)
    case .save: try save(parameters, to: &writer)
    case .load: try load(parameters, to: &writer)
    case .initialize, .ping, .shutdown: break
    }
  }

  // MARK: initialize

  private mutating func initialize(
    _ parameters: Parameters, to writer: inout JSONWriter
  ) throws {
    let tree = try parameters.tree(allowing: ["protocolVersion", "clientInfo", "capabilities"])
    guard !isInitialized else {
      throw WireError(.alreadyInitialized, saying: "this session is initialized already")
    }
    try Handshake.checkVersion(tree.member("protocolVersion"))
    try Handshake.checkClientInfo(tree["clientInfo"])
    _ = try Handshake.readCapabilities(tree["capabilities"])
    let configuration = critic.configuration
    writer.beginObject()
    Handshake.writeServer(
      name: "spiral-discriminator", version: options.serverVersion, to: &writer)
    writer.key("capabilities")
    writer.beginObject()
    writer.key("role")
    writer.string("critic")
    writer.key("conditional")
    writer.boolean(configuration.isConditional)
    writer.key("trainable")
    writer.boolean(true)
    writer.key("learns")
    writer.boolean(lessons != nil)
    writer.endObject()
    writer.key("limits")
    writer.beginObject()
    writer.key("maxRequestBytes")
    writer.integer(options.maximumRequestBytes)
    writer.key("maxPictures")
    writer.integer(Self.maximumPictures)
    writer.endObject()
    writer.key("imageShape")
    writer.beginArray()
    for side in configuration.pictureShape { writer.integer(side) }
    writer.endArray()
    writer.endObject()
    isInitialized = true
  }

  // MARK: score and update

  private func score(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let batch = try PictureBatch(
      parameters, ["images"], allowsEnds: true, for: critic.configuration)
    let scores = batch.pictures["images", default: []].withUnsafeBufferPointer { images in
      batch.withTargets { critic.score(images, count: batch.count, targets: $0) }
    }
    guard scores.allSatisfy(\.isFinite) else {
      throw WireError(.backendFailure, saying: "the critic's scores are not finite any more")
    }
    writer.beginObject()
    writer.key("scores")
    writer.beginArray()
    for score in scores { writer.number(score) }
    writer.endArray()
    writer.endObject()
    learn(from: batch)
  }

  private func learn(from batch: PictureBatch) {
    guard let lessons, batch.ends.contains(true) else { return }
    let size = critic.configuration.pictureByteCount
    batch.pictures["images", default: []].withUnsafeBufferPointer { images in
      batch.withTargets { targets in
        for (index, isEnd) in batch.ends.enumerated() where isEnd {
          let range = index * size..<(index + 1) * size
          lessons.take(
            UnsafeBufferPointer(rebasing: images[range]),
            target: targets.map { UnsafeBufferPointer(rebasing: $0[range]) }, teaching: critic)
        }
      }
    }
  }

  private func update(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let batch = try PictureBatch(
      parameters, ["real", "fake"], allowsEnds: false, for: critic.configuration)
    guard batch.count > 0 else {
      throw WireError(
        .invalidParams, "an update needs pictures", name: "real", expected: "at least 1 picture",
        got: "none")
    }
    let result = critic.update(
      real: batch.pictures["real", default: []], fake: batch.pictures["fake", default: []],
      count: batch.count, targets: batch.targets)
    writer.beginObject()
    writer.key("losses")
    writer.beginObject()
    writer.key("loss")
    writer.number(result.loss)
    writer.key("realScore")
    writer.number(result.realScore)
    writer.key("fakeScore")
    writer.number(result.fakeScore)
    writer.endObject()
    writer.endObject()
  }

  // MARK: save and load

  private func save(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let path = try path(in: parameters)
    do { try FileBytes.write(critic.checkpoint(), to: path) } catch {
      throw WireError(
        .invalidParams, "\(error)", name: "path", expected: "a file that can be written",
        got: path)
    }
    writer.beginObject()
    writer.endObject()
  }

  private mutating func load(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let path = try path(in: parameters)
    let loaded: Critic
    do { loaded = try Critic(contentsOf: path, shards: options.shards) } catch {
      throw WireError(
        .stateIncompatible, "\(error)", name: "path", expected: "a critic's file", got: path)
    }
    let (own, other) = (critic.configuration, loaded.configuration)
    guard own.pictureShape == other.pictureShape, own.isConditional == other.isConditional else {
      throw WireError(
        .stateIncompatible, "\(path) is a critic of other pictures", name: "path",
        expected: own.pictureSummary, got: other.pictureSummary)
    }
    critic = loaded
    writer.beginObject()
    writer.endObject()
  }

  private func path(in parameters: Parameters) throws(JSONError) -> String {
    let node = try parameters.tree(allowing: ["path"]).member("path")
    let path = try node.string()
    guard !path.isEmpty, !path.utf8.contains(0) else { throw node.error(expected: "a path") }
    return path
  }
}
