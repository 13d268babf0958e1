/// A way to send a line and get the next one: a pipe, a socket, or a script in a test.
public protocol LineExchange: AnyObject {
  /// Sends one line; `line` holds no LF.
  func sendLine(_ line: [UInt8]) throws

  /// Waits for the next line and returns it without its LF.
  func receiveLine() throws -> [UInt8]
}

extension WireChannel: LineExchange {
  /// Sends one line.
  public func sendLine(_ line: [UInt8]) throws(WireChannelError) {
    try send(line)
  }

  /// Waits for the next line as long as the channel is patient.
  public func receiveLine() throws(WireChannelError) -> [UInt8] {
    try receive()
  }
}
