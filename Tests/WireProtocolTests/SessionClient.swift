import EnvironmentAPI
import EnvironmentTestKit
import JSONText
import PaintCore
import Testing
import WireProtocol

/// A client that drives a session in the same process.
final class SessionClient {
  private var session: EnvironmentSession
  private var output: [UInt8] = []
  private var nextID = 1
  private(set) var directive = WireDirective.proceed

  init(
    backend: String? = "stamp", options: [String: String] = ["canvas": "8", "grid": "4"],
    laneCount: Int = 1, seed: UInt64? = nil, sharesMemory: Bool = false,
    more: [any PaintingBackend] = []
  ) {
    session = EnvironmentSession(
      SessionConfiguration(
        catalog: [StampBackend(), ShapedBackend()] + more, backendName: backend, options: options,
        laneCount: laneCount, seed: seed, maximumRequestBytes: 1 << 20, serverVersion: "test",
        makeSharedMemory: sharesMemory ? { @Sendable size in PlainMemory(byteCount: size) } : nil,
        encodePNG: { image in [0x50, UInt8(truncatingIfNeeded: image.width)] + image.pixels }))
  }

  /// The response to one line, with its LF; empty for a notification.
  func send(bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { send(.line($0)) }
  }

  /// The response to what a framer delivered.
  func send(_ line: FramedLine) -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    directive = session.respond(to: line, into: &output)
    for bytes in session.attachments { output.append(contentsOf: bytes) }
    return output
  }

  /// What follows the last answer.
  var attachments: [UnsafeRawBufferPointer] { session.attachments }

  func send(_ line: String) -> String {
    String(decoding: send(bytes: Array(line.utf8)), as: UTF8.self)
  }

  func sendTooLong() -> String {
    String(decoding: send(.tooLong(bytesSkipped: 1 << 21)), as: UTF8.self)
  }

  /// The text of the response to a request.
  func text(_ method: String, _ params: String = "{}") -> String {
    defer { nextID += 1 }
    return send(#"{"jsonrpc":"2.0","id":\#(nextID),"method":"\#(method)","params":\#(params)}"#)
  }

  /// The result of a request that must succeed.
  @discardableResult
  func ask(
    _ method: String, _ params: String = "{}", at location: SourceLocation = #_sourceLocation
  ) throws -> JSONNode {
    let response = text(method, params)
    let tree = try JSON.parse(response)
    return try #require(tree["result"], "\(response)", sourceLocation: location)
  }

  /// The error of a request that must fail.
  func error(_ method: String, _ params: String = "{}") throws -> Failure {
    try Failure(text(method, params))
  }

  /// Initializes with an `env`.
  @discardableResult
  func initialize(
    _ env: String = "{}", encodings: String = #"["b64"]"#,
    at location: SourceLocation = #_sourceLocation
  ) throws -> JSONNode {
    try ask(
      "initialize",
      #"{"protocolVersion":"1.0","clientInfo":{"name":"t","version":"1"},"#
        + #""capabilities":{"obsEncodings":\#(encodings)},"env":\#(env)}"#, at: location)
  }

  /// The saved states of all lanes: equal exactly when nothing has changed.
  func states() throws -> JSONNode { try ask("save", #"{"lanes":[0]}"#) }
}

/// An error response.
struct Failure {
  let code: Int
  let message: String
  let data: JSONNode
  let id: JSONNode

  init(_ text: String, at location: SourceLocation = #_sourceLocation) throws {
    let tree = try JSON.parse(text)
    let error = try #require(tree["error"], "\(text)", sourceLocation: location)
    code = try error.member("code").integer()
    message = try error.member("message").string()
    data = try error.member("data")
    id = try tree.member("id")
  }

  var kind: String { (try? data["kind"]?.string()) ?? "" }
}

extension JSONNode {
  /// The strings of an array.
  func strings() throws -> [String] {
    var list: [String] = []
    for element in try array() { list.append(try element.string()) }
    return list
  }

  /// The numbers of an array.
  func numbers() throws -> [Double] {
    var list: [Double] = []
    for element in try array() { list.append(try element.number()) }
    return list
  }

  /// The booleans of an array.
  func booleans() throws -> [Bool] {
    var list: [Bool] = []
    for element in try array() { list.append(try element.boolean()) }
    return list
  }

  /// The member at a path such as `obs.canvas.data`.
  func at(_ path: String) throws -> JSONNode {
    var node = self
    for name in path.split(separator: ".") { node = try node.member(String(name)) }
    return node
  }
}

/// Actions of the stamp engine as columns, one number after the other.
func stampAction(_ end: [Int], flag: [Int], level: [Int]? = nil, size: [Int]? = nil) -> String {
  let zeros = end.map { _ in 0 }
  return #"{"end":\#(end),"flag":\#(flag),"level":\#(level ?? zeros),"size":\#(size ?? zeros)}"#
}
