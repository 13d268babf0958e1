/// Answers one line at a time: bytes in, bytes out, no input or output of its own.
///
/// The environment session and the critic session are the two implementations; a server loop, a
/// test or a fuzzer can drive either of them.
public protocol LineResponder: ~Copyable {
  /// Appends the whole answer to one line and says whether to go on.
  ///
  /// - Parameters:
  ///   - line: Valid only during the call; see ``FramedLine``.
  ///   - output: Empty on entry, capacity kept from call to call. The responder appends complete
  ///     protocol lines, each with its LF, or nothing for a notification. What it appends is
  ///     written as it is, with the attachments behind it, in one `write` where that fits.
  mutating func respond(to line: FramedLine, into output: inout [UInt8]) -> WireDirective

  /// The bytes that follow the last answer, in order; they stay valid until the next call.
  var attachments: [UnsafeRawBufferPointer] { get }
}

/// What a server loop does after it has written the answer.
public enum WireDirective: Equatable, Sendable {
  /// Read the next line.
  case proceed
  /// Flush and end the process with this exit code: 0 after `shutdown`, 65 after too many faults.
  case exit(code: Int32)
}
