internal import Glibc

/// Why a line could not be sent or received.
public enum WireChannelError: Error, Equatable, CustomStringConvertible {
  /// The other side closed the connection or died.
  case peerClosed(PeerEnding)
  /// A received line was longer than the limit; it was skipped.
  case lineTooLong(bytes: Int, limit: Int)
  /// No whole line came in time; the connection is still usable.
  case timedOut(seconds: Double)
  /// A system call failed for another reason.
  case systemCall(String, errno: Int32)

  /// What went wrong, in one line.
  public var description: String {
    switch self {
    case .peerClosed(let ending): ending.description
    case .lineTooLong(let bytes, let limit):
      "the environment sent a line of \(bytes) bytes; the limit is \(limit)"
    case .timedOut(let seconds): "the environment did not answer within \(seconds) s"
    case .systemCall(let name, let number): "\(name): \(String(cString: strerror(number)))"
    }
  }
}

/// What is known of a peer that went away.
public struct PeerEnding: Equatable, Sendable, CustomStringConvertible {
  /// What the channel was doing.
  public enum Activity: String, Sendable {
    /// A request was being written.
    case sending = "a request was being sent"
    /// A response was awaited.
    case receiving = "a response was awaited"
  }

  /// What the channel was doing when it noticed.
  public var activity: Activity
  /// The bytes of an unfinished line that had arrived.
  public var partialLineBytes: Int
  /// The words of the child's command; empty when the peer is not our child.
  public var command: [String]
  /// How the child ended; nil when it still runs or the peer is not our child.
  public var exit: ProcessExit?

  /// Makes what is known.
  public init(
    activity: Activity, partialLineBytes: Int = 0, command: [String] = [], exit: ProcessExit? = nil
  ) {
    self.activity = activity
    self.partialLineBytes = partialLineBytes
    self.command = command
    self.exit = exit
  }

  /// What happened, in one line.
  public var description: String {
    var text = "the environment closed the connection while \(activity.rawValue)"
    if partialLineBytes > 0 { text += ", \(partialLineBytes) bytes into a line" }
    guard !command.isEmpty else { return text }
    let words = command.joined(separator: " ")
    guard let exit else { return text + "; \"\(words)\" still runs" }
    return text + "; \"\(words)\" \(exit), its own messages are on standard error"
  }
}
