import EnvironmentAPI
import EnvironmentClient
import JSONText

/// A running executable engine: the requests of PROTOCOL.md, section 9, and their answers.
///
/// Not for use by two threads at once.
final class EngineProcess {
  private let child: ChildProcess
  private let channel: WireChannel
  private let client: WireClient

  /// The longest answer accepted: an observation in base64 and its frame.
  private static let maximumLineBytes = ForeignSpec.maximumObservationBytes / 3 * 4 + (1 << 20)

  /// Starts the program at `path`.
  ///
  /// - Parameter patienceSeconds: How long an answer may take.
  /// - Throws: `pluginLoad`.
  init(path: String, patienceSeconds: Double) throws(EnvironmentError) {
    do {
      child = try ChildProcess([path], diesWithUs: true, variable: "\(ForeignCatalog.mark)=1")
    } catch {
      throw .pluginLoad(place: path, expected: "a program that starts", got: "\(error)")
    }
    channel = WireChannel(child: child, maximumLineBytes: Self.maximumLineBytes)
    channel.patienceSeconds = patienceSeconds
    client = WireClient(channel)
  }

  // MARK: Requests

  /// Begins the session and returns what the engine says of itself.
  ///
  /// - Parameter writeOptions: Writes an object of options.
  /// - Throws: `ClientError`, or what the channel throws.
  func initialize(_ writeOptions: (inout JSONWriter) -> Void) throws -> JSONNode {
    try client.request("initialize") { writer in
      writer.key("protocolVersion")
      writer.string("1.0")
      writer.key("clientInfo")
      writer.raw(#"{"name":"spiral-env"}"#)
      writer.key("capabilities")
      writer.raw(#"{"obsEncodings":["b64"]}"#)
      writer.key("env")
      writer.beginObject()
      writer.key("numEnvs")
      writer.integer(1)
      writer.key("batched")
      writer.boolean(false)
      writer.key("autoreset")
      writer.string("Disabled")
      writer.key("options")
      writeOptions(&writer)
      writer.endObject()
    }
  }

  /// Starts an episode.
  ///
  /// - Parameter seed: In `0..<2^53`.
  func reset(seed: UInt64) throws -> JSONNode {
    try client.request("reset") { writer in
      writer.key("seed")
      writer.unsigned64(seed)
    }
  }

  /// Performs an action.
  ///
  /// - Parameter writeAction: Writes an object with the parts.
  func step(_ writeAction: (inout JSONWriter) -> Void) throws -> JSONNode {
    try client.request("step") { writer in
      writer.key("action")
      writeAction(&writer)
    }
  }

  /// The engine's state as it wrote it, JSON text.
  func save() throws -> [UInt8] {
    let states = try client.request("save") { $0.raw(#""lanes":[0]"#) }.member("states")
    guard let state = try states.array().first else { throw states.error(expected: "a state") }
    var writer = JSONWriter()
    writer.node(state)
    return writer.bytes
  }

  /// Puts back a state that `save` returned.
  func load(_ state: [UInt8]) throws -> JSONNode {
    try client.request("load") { writer in
      writer.key("states")
      writer.beginArray()
      writer.raw(state)
      writer.endArray()
    }
  }

  // MARK: Ending

  /// Lets the program end by itself when it has read the end of its input.
  func closePipes() { child.closePipes() }

  /// Whether it has ended within `seconds`.
  func hasEnded(afterSeconds seconds: Double) -> Bool {
    child.wait(timeoutSeconds: seconds) != nil
  }

  /// Ends the program at once.
  func kill() {
    closePipes()
    child.send(signal: 9)
    child.wait()
  }
}
