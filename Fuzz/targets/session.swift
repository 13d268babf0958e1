import EnvironmentAPI
import EnvironmentTestKit
import JSONText
import PaintCore
import WireProtocol

/// The input is what a client writes to a server of two small lanes.
///
/// The session is initialized and reset before the input comes, so that short inputs reach deep;
/// not when the input begins with a space, so that `initialize` is reached too.
/// It traps when a request line gets no line, more than one, or one that is not JSON.
func feed(_ bytes: [UInt8]) {
  var framer = LineFramer(maximumLineBytes: 1 << 16)
  var session = EnvironmentSession(
    SessionConfiguration(
      catalog: [StampBackend()], backendName: "stamp",
      options: ["canvas": "8", "grid": "4", "ends": "true", "episodeLength": "4"], laneCount: 2,
      seed: 1, serverVersion: "fuzz", encodePNG: { Array($0.pixels.prefix(8)) }))
  if bytes.first != 0x20 { prologue.withUnsafeBytes { framer.append($0) } }
  bytes.withUnsafeBytes { framer.append($0) }
  framer.finish()
  var output: [UInt8] = []
  while let line = framer.next() {
    output.removeAll(keepingCapacity: true)
    let directive = session.respond(to: line, into: &output)
    check(output)
    if directive != .proceed { break }
  }
}

/// A response is nothing (for a notification) or one line of JSON.
private func check(_ output: [UInt8]) {
  guard let last = output.last else { return }
  precondition(last == 0x0A, "a response without a line end")
  precondition(output.dropLast().firstIndex(of: 0x0A) == nil, "two lines for one request")
  do throws(JSONError) {
    _ = try JSON.parse(output)
  } catch { preconditionFailure("a response that is not JSON: \(error)") }
}

private let prologue = Array(
  """
  {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0"}}
  {"jsonrpc":"2.0","id":2,"method":"reset","params":{"seed":1}}

  """.utf8)
