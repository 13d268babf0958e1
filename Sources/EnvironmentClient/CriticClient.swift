public import EnvironmentAPI
import JSONText

/// Requests to a critic server and their answers (PROTOCOL.md, section 5), one at a time.
public final class CriticClient {
  /// Height, width and channels of the pictures it scores.
  public private(set) var imageShape: [Int] = []
  /// Whether every picture comes with a target.
  public private(set) var isConditional = false
  /// Whether it takes `update`.
  public private(set) var isTrainable = false
  /// Whether it learns by itself from the pictures that `ends` marks.
  public private(set) var learns = false
  private var maximumRequestBytes = 64 << 20
  private let client: WireClient

  /// The longest answer accepted.
  private static let maximumLineBytes = 1 << 24

  /// Begins a session over an exchange.
  ///
  /// - Throws: `ClientError`, or what the exchange throws.
  public init(_ exchange: any LineExchange) throws {
    client = WireClient(exchange)
    try begin()
  }

  /// Starts `command` with the shell and begins a session with it; it ends when the client goes.
  ///
  /// - Parameter inOwnGroup: Whether signals from the terminal pass it by.
  /// - Throws: `ChildProcessError`, `WireChannelError` or `ClientError`.
  public convenience init(startingCommand command: String, inOwnGroup: Bool = false) throws {
    let child = try ChildProcess(["/bin/sh", "-c", command], inOwnGroup: inOwnGroup)
    try self.init(WireChannel(child: child, maximumLineBytes: Self.maximumLineBytes))
  }

  private func begin() throws {
    let answer = try client.request("initialize") { writer in
      writer.key("protocolVersion")
      writer.string("1.0")
      writer.key("clientInfo")
      writer.beginObject()
      writer.key("name")
      writer.string("spiral")
      writer.endObject()
    }
    try client.reading("initialize") { () throws(JSONError) in
      let capabilities = try answer.member("capabilities")
      let role = try capabilities.member("role")
      guard try role.string() == "critic" else { throw role.error(expected: "\"critic\"") }
      isConditional = try capabilities["conditional"]?.boolean() ?? false
      isTrainable = try capabilities["trainable"]?.boolean() ?? false
      learns = try capabilities["learns"]?.boolean() ?? false
      let shape = try answer.member("imageShape")
      imageShape = []
      for side in try shape.array() { imageShape.append(try side.integer(in: 1...1 << 16)) }
      guard imageShape.count == 3 else { throw shape.error(expected: "three sides") }
      if let limit = try answer["limits"]?["maxRequestBytes"]?.integer(in: 1024...Int.max) {
        maximumRequestBytes = limit
      }
    }
  }

  // MARK: Scores

  /// Returns the raw logits of pictures, in one request unless the critic's limit asks for more.
  ///
  /// - Parameters:
  ///   - images: `count` pictures, bytes, `[count, height, width, channels]`.
  ///   - targets: As many, for a conditional critic.
  ///   - ends: For each picture, whether it is the last of its episode; only a critic that learns is
  ///     told.
  /// - Throws: `ClientError`, or what the exchange throws.
  public func score(
    _ images: [UInt8], count: Int, targets: [UInt8]? = nil, ends: [Bool] = []
  ) throws -> [Float] {
    let size = imageShape.reduce(1, *)
    precondition(images.count == count * size, "\(images.count) bytes of \(count) pictures")
    precondition(targets.map { $0.count == images.count } ?? true, "targets of another size")
    // Base64 takes 4 bytes for 3; a pair of pictures should not be torn apart.
    let pictureBytes = (size * (targets == nil ? 1 : 2)) / 3 * 4 + 16
    let most = max(2, (maximumRequestBytes - 1024) / pictureBytes / 2 * 2)
    var scores: [Float] = []
    for start in stride(from: 0, to: count, by: most) {
      let range = start..<min(start + most, count)
      let bytes = range.lowerBound * size..<range.upperBound * size
      scores += try self.scores(
        Array(images[bytes]), range.count, targets.map { Array($0[bytes]) },
        learns && !ends.isEmpty ? Array(ends[range]) : nil)
    }
    return scores
  }

  private func scores(
    _ images: [UInt8], _ count: Int, _ targets: [UInt8]?, _ ends: [Bool]?
  ) throws -> [Float] {
    let answer = try client.request("score") { writer in
      writer.key("images")
      tensor(images, count).write(to: &writer)
      if let targets {
        writer.key("targets")
        tensor(targets, count).write(to: &writer)
      }
      if let ends {
        writer.key("ends")
        writer.beginArray()
        for isEnd in ends { writer.boolean(isEnd) }
        writer.endArray()
      }
    }
    return try client.reading("score") { () throws(JSONError) in
      let list = try answer.member("scores")
      var scores: [Float] = []
      for score in try list.array() { scores.append(Float(try score.number())) }
      guard scores.count == count else {
        throw list.error(expected: "\(count) scores", got: "\(scores.count)")
      }
      return scores
    }
  }

  private func tensor(_ pictures: [UInt8], _ count: Int) -> WireTensor {
    WireTensor(type: .uint8, shape: [count] + imageShape, bytes: pictures)
  }

  // MARK: Learning and files

  /// Takes one optimiser step and returns what the critic reports of it, by name.
  ///
  /// - Parameters:
  ///   - real: `count` pictures; for a conditional critic normally the targets themselves.
  ///   - fake: As many.
  ///   - targets: As many, for a conditional critic.
  /// - Throws: `ClientError`, or what the exchange throws.
  @discardableResult
  public func update(
    real: [UInt8], fake: [UInt8], count: Int, targets: [UInt8]? = nil
  ) throws -> [String: Double] {
    let answer = try client.request("update") { writer in
      writer.key("real")
      tensor(real, count).write(to: &writer)
      writer.key("fake")
      tensor(fake, count).write(to: &writer)
      if let targets {
        writer.key("targets")
        tensor(targets, count).write(to: &writer)
      }
    }
    return try client.reading("update") { () throws(JSONError) in
      var losses: [String: Double] = [:]
      for member in try answer.member("losses").object() {
        losses[member.name] = try member.value.number()
      }
      return losses
    }
  }

  /// Has the critic write itself to a file on its machine.
  ///
  /// - Throws: `ClientError`, or what the exchange throws.
  public func save(to path: String) throws { try ask("save", path) }

  /// Has the critic read itself from a file on its machine.
  ///
  /// - Throws: `ClientError`, or what the exchange throws.
  public func load(from path: String) throws { try ask("load", path) }

  /// Ends the critic; nothing may be asked afterwards.
  ///
  /// - Throws: `ClientError`, or what the exchange throws.
  public func shutdown() throws { try client.shutdown() }

  private func ask(_ method: String, _ path: String) throws {
    _ = try client.request(method) { writer in
      writer.key("path")
      writer.string(path)
    }
  }
}

/// A critic on the wire as the reward of an environment.
public final class CriticScorer: CanvasScorer {
  /// The critic.
  public let critic: CriticClient

  /// Makes a scorer of a critic that has been started.
  public init(_ critic: CriticClient) { self.critic = critic }

  /// Starts `command` with the shell.
  ///
  /// - Throws: `rewardFailure` that says why there is no critic.
  public convenience init(startingCommand command: String) throws(EnvironmentError) {
    do { self.init(try CriticClient(startingCommand: command)) } catch {
      throw .rewardFailure("'\(command)': \(error)")
    }
  }

  /// Height, width and channels of the canvases it scores.
  public var canvasShape: [Int] { critic.imageShape }

  /// Whether every canvas is scored beside a target.
  public var isConditional: Bool { critic.isConditional }

  /// Returns the critic's raw logits.
  public func scores(
    of canvases: [UInt8], targets: [UInt8]?, ends: [Bool]
  ) throws(EnvironmentError) -> [Float] {
    do {
      return try critic.score(canvases, count: ends.count, targets: targets, ends: ends)
    } catch { throw .rewardFailure("\(error)") }
  }
}
