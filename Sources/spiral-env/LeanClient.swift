import EnvironmentClient
import JSONText

/// A client and its own server over two pipes, as lean as one in Swift can be: every request is
/// written anew, and of every answer the rewards and flags become numbers and the pictures bytes.
final class LeanClient {
  /// What went wrong, for people.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The server.
  let server: ChildProcess
  /// How pictures travel, as client and server agreed.
  private(set) var encoding = ""
  /// The leaves of the observation that are pictures: those of rank two and more.
  private(set) var pictures: [String] = []
  /// The rewards of the last step, one per lane.
  var rewards: [Double] = []
  /// How many episodes ended in the last step.
  var endCount = 0
  /// How many bytes of pictures came with the last answer.
  var pictureByteCount = 0

  let channel: WireChannel
  private let laneCount: Int
  private var writer = JSONWriter(capacity: 1 << 14)
  private var requestCount = 0
  private var actions: [[UInt8]] = []
  var memory: SharedMemoryView?
  var slotCount = 0
  /// The pictures of the last answer, unless they are in shared memory.
  var pixels: [UInt8] = []
  var numbers: [Double] = []

  /// Starts a server and draws actions for every lane.
  ///
  /// - Parameters:
  ///   - command: The server's program and its arguments.
  ///   - encoding: What is asked for; without it pictures come as numbers.
  init(_ command: [String], laneCount: Int, encoding: String, options: [String: JSONNode]) throws {
    server = try ChildProcess(command)
    channel = WireChannel(child: server, maximumLineBytes: 1 << 30)
    self.laneCount = laneCount
    try initialize(encoding, options)
    for seed in 0..<64 {
      let text = try call("sample") { writer in
        writer.key("seed")
        writer.integer(seed)
        writer.key("count")
        writer.integer(laneCount)
      }
      var action = JSONWriter()
      action.node(try text.member("actions"))
      actions.append(action.bytes)
    }
  }

  private func initialize(_ wish: String, _ options: [String: JSONNode]) throws {
    let answer = try call("initialize") { writer in
      writer.key("protocolVersion")
      writer.string("1.0")
      writer.key("capabilities")
      writer.beginObject()
      writer.key("obsEncodings")
      writer.beginArray()
      writer.string(wish)
      if wish != "json" { writer.string("json") }
      writer.endArray()
      writer.key("maxLineBytes")
      writer.integer(1 << 30)
      writer.endObject()
      writer.key("env")
      writer.beginObject()
      writer.key("numEnvs")
      writer.integer(laneCount)
      writer.key("options")
      writer.beginObject()
      for (name, value) in options {
        writer.key(escaping: name)
        writer.node(value)
      }
      writer.endObject()
      writer.endObject()
    }
    encoding = try answer.member("obsEncoding").string()
    if let shared = answer["shm"] {
      memory = try SharedMemoryView(
        path: shared.member("path").string(), byteCount: shared.member("bytes").integer())
      slotCount = try shared.member("slots").integer()
    }
    let space = try answer.member("spec").member("observationSpace")
    for name in try space.member("order").array() {
      let leaf = try space.member("subspaces").member(name.string())
      if try leaf["shape"]?.array().count ?? 0 > 1 { pictures.append(try name.string()) }
    }
  }

  /// Ends the server, gently.
  func close() {
    channel.close()
    server.finish()
  }

  // MARK: Requests

  /// Sends a request and reads its answer as a tree; not for answers with pictures in `raw`.
  func call(_ method: String, _ writeParameters: (inout JSONWriter) -> Void) throws -> JSONNode {
    try send(method, writeParameters)
    let answer = try JSON.parse(channel.receive())
    if let error = answer["error"] {
      throw Failure(description: "\(method): \(try error.member("message").string())")
    }
    return try answer.member("result")
  }

  /// Asks for nothing.
  func ping() throws {
    try send("ping") { _ in }
    try readAnswer()
  }

  /// Starts an episode in every lane.
  func reset(seed: Int) throws {
    try send("reset") { writer in
      writer.key("seed")
      writer.integer(seed)
      writer.key("want")
      writer.beginArray()
      writer.endArray()
    }
    try readAnswer()
  }

  /// Puts a saved state into lanes; what they show then is not sent.
  func load(_ state: JSONNode, into lanes: [Int]) throws {
    try send("load") { writer in
      writer.key("states")
      writer.beginArray()
      writer.node(state)
      writer.endArray()
      writer.key("lanes")
      writer.beginArray()
      for lane in lanes { writer.integer(lane) }
      writer.endArray()
    }
    try readAnswer()
  }

  /// Steps every lane with one of the actions.
  ///
  /// - Parameter want: The leaves to send back.
  func step(_ index: Int, want: [String]) throws {
    try sendStep(index, want: want)
    try readAnswer()
  }

  /// Asks for a step, whose answer stays where it is.
  func sendStep(_ index: Int, want: [String]) throws {
    try send("step") { writer in
      writer.key("action")
      writer.raw(actions[index % actions.count])
      writer.key("want")
      writer.beginArray()
      for name in want { writer.string(name) }
      writer.endArray()
    }
  }

  private func send(_ method: String, _ writeParameters: (inout JSONWriter) -> Void) throws {
    requestCount += 1
    writer.removeAll()
    writer.beginObject()
    writer.key("jsonrpc")
    writer.string("2.0")
    writer.key("id")
    writer.integer(requestCount)
    writer.key("method")
    writer.string(method)
    writer.key("params")
    writer.beginObject()
    writeParameters(&writer)
    writer.endObject()
    writer.endObject()
    try channel.send(writer.bytes)
  }
}
