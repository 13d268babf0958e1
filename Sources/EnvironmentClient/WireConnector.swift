internal import CSystem
internal import Glibc
public import WireProtocol

/// The agent's side of the wirings of PROTOCOL.md, section 7.
public struct WireConnector {
  /// The words after `--`; empty when the environment is at the other end of a pipe.
  public var command: [String]
  /// The value of `--wire`.
  public var wire: WireChoice
  /// The longest line to accept from the environment.
  public var maximumLineBytes: Int
  /// How long to wait for the first line of standard input.
  public var patienceSeconds: Double

  /// A connector for these command line values.
  public init(
    command: [String] = [], wire: WireChoice = .automatic, maximumLineBytes: Int,
    patienceSeconds: Double = 30
  ) {
    self.command = command
    self.wire = wire
    self.maximumLineBytes = maximumLineBytes
    self.patienceSeconds = patienceSeconds
  }

  /// The channel to the environment, on which the agent speaks first.
  ///
  /// With a command, that program is started. Otherwise, if standard output is a pipe or socket, the
  /// environment is expected at the other end of it; if not, standard input must announce a socket.
  /// When standard output carries the protocol, fd 1 points at standard error from then on. Call it
  /// once per process unless there is a command.
  public func connect() throws(WireConnectorError) -> WireChannel {
    guard command.isEmpty else { return try startChild() }
    switch wire {
    case .stdio: return try takeStandardDescriptors()
    case .rendezvous: return try meet()
    case .automatic:
      let output = csystem_kind_of(STDOUT_FILENO)
      if output == CSYSTEM_PIPE || output == CSYSTEM_SOCKET { return try takeStandardDescriptors() }
      if isatty(STDIN_FILENO) == 1 { throw .nobodyThere }
      return try meet()
    }
  }

  // MARK: The three ways

  private func startChild() throws(WireConnectorError) -> WireChannel {
    guard wire != .rendezvous else { throw .commandWithRendezvous }
    do {
      return WireChannel(child: try ChildProcess(command), maximumLineBytes: maximumLineBytes)
    } catch {
      throw .child(error)
    }
  }

  private func takeStandardDescriptors() throws(WireConnectorError) -> WireChannel {
    let input = csystem_duplicate(STDIN_FILENO)
    let output = csystem_duplicate_without_blocking(STDOUT_FILENO)
    guard input >= 0, output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
      throw .descriptors(reason: String(cString: strerror(errno)))
    }
    return WireChannel(input: input, output: output, maximumLineBytes: maximumLineBytes)
  }

  /// Standard input stays open afterwards: its other end is the environment's life line.
  private func meet() throws(WireConnectorError) -> WireChannel {
    let path = try Announcement(line: try firstLine()).path
    let socket = csystem_connect(path)
    guard socket >= 0 else {
      throw .unreachable(path: path, reason: String(cString: strerror(errno)))
    }
    return WireChannel(input: socket, output: socket, maximumLineBytes: maximumLineBytes)
  }

  /// The first line of standard input, waited for with the connector's patience.
  private func firstLine() throws(WireConnectorError) -> [UInt8] {
    let end = deadline(afterSeconds: patienceSeconds)
    var framer = LineFramer(maximumLineBytes: 1 << 16)
    while true {
      switch framer.next() {
      case .line(let bytes): return Array(bytes)
      case .tooLong(let bytes):
        throw .notAnAnnouncement(line: "...", reason: "it has \(bytes) bytes")
      case nil: break
      }
      guard waitUntilReadable(STDIN_FILENO, until: end) else {
        throw .nothingAnnounced(seconds: patienceSeconds)
      }
      let count = framer.fill(atLeast: 4096) { read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count == 0 { throw .inputEnded }
      if count < 0, errno != EINTR, errno != EAGAIN {
        throw .descriptors(reason: "read: \(String(cString: strerror(errno)))")
      }
    }
  }
}
