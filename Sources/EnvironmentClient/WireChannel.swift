internal import CSystem
internal import Glibc
internal import WireProtocol

/// A blocking channel of lines to an environment: one line out, one line in.
///
/// While a long line does not fit into the pipe, what the other side sends meanwhile is taken in, so
/// two sides that both write a lot never wait for each other. Making a channel ignores SIGPIPE in
/// this process. Not for use by two threads at once.
public final class WireChannel {
  /// The program at the other end when we started it.
  public let child: ChildProcess?

  private var input: Int32
  private var output: Int32
  private let outputIsSocket: Bool
  private var framer: LineFramer
  private var inputEnded = false
  private static let readBytes = 1 << 16
  /// How long the other side may leave a line unread, and unanswered when ``receive(timeoutSeconds:)``
  /// is not told otherwise; nil waits for ever.
  public var patienceSeconds: Double?

  /// A channel to a child's standard input and output. Closing it lets the child end.
  ///
  /// - Parameter maximumLineBytes: The longest line to accept, without its LF.
  public init(child: ChildProcess, maximumLineBytes: Int) {
    csystem_ignore_broken_pipes()
    self.child = child
    input = child.output
    output = child.input
    outputIsSocket = false
    framer = LineFramer(maximumLineBytes: maximumLineBytes)
  }

  /// A channel over two descriptors (equal for a socket) that it owns from now on.
  ///
  /// - Parameters:
  ///   - output: Should not block, unless it is a socket; a blocking pipe can deadlock.
  ///   - maximumLineBytes: The longest line to accept, without its LF.
  public init(input: Int32, output: Int32, maximumLineBytes: Int) {
    csystem_ignore_broken_pipes()
    child = nil
    self.input = input
    self.output = output
    outputIsSocket = csystem_kind_of(output) == CSYSTEM_SOCKET
    framer = LineFramer(maximumLineBytes: maximumLineBytes)
  }

  deinit { close() }

  /// Closes both directions; what arrived but was not received is lost.
  public func close() {
    if let child {
      child.closePipes()
    } else {
      if input >= 0 { _ = Glibc.close(input) }
      if output >= 0, output != input { _ = Glibc.close(output) }
    }
    input = -1
    output = -1
  }

  // MARK: Sending

  /// Sends one line, which holds no LF; the LF is added, and both leave in one write if they fit.
  public func send(_ line: [UInt8]) throws(WireChannelError) {
    let result = line.withUnsafeBytes { bytes in
      Result { () throws(WireChannelError) in try send(bytes) }
    }
    try result.get()
  }

  /// Sends one line, which holds no LF; the LF is added, and both leave in one write if they fit.
  public func send(_ line: UnsafeRawBufferPointer) throws(WireChannelError) {
    var sent = 0
    let end = patienceSeconds.map(deadline(afterSeconds:))
    while sent <= line.count {
      let rest = UnsafeRawBufferPointer(rebasing: line[sent...])
      let count = csystem_write(output, outputIsSocket, rest.baseAddress, rest.count, true)
      if count >= 0 {
        sent += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: try waitForRoom(until: end)
      case EPIPE, ECONNRESET, EBADF: throw closed(while: .sending)
      case let number: throw .systemCall("write", errno: number)
      }
    }
  }

  /// Waits until the other side reads on, taking in what it writes meanwhile.
  private func waitForRoom(
    until end: ContinuousClock.Instant?
  ) throws(WireChannelError) {
    let milliseconds = end.map(milliseconds(until:)) ?? -1
    if milliseconds == 0 { throw .timedOut(seconds: patienceSeconds ?? 0) }
    var entries: [2 of pollfd] = [
      pollfd(fd: output, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: inputEnded ? -1 : input, events: Int16(POLLIN), revents: 0),
    ]
    let count = withUnsafeMutableBytes(of: &entries) {
      poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 2, milliseconds)
    }
    guard count > 0, entries[1].revents != 0 else { return }
    try takeIn()
    let limit = framer.maximumLineBytes
    if framer.bufferedBytes > 2 * limit + Self.readBytes {
      throw .lineTooLong(bytes: framer.bufferedBytes, limit: limit)
    }
  }

  // MARK: Receiving

  /// The next line that is not blank, without its line end.
  ///
  /// - Parameter timeoutSeconds: How long to wait; nil means `patienceSeconds`.
  public func receive(timeoutSeconds: Double? = nil) throws(WireChannelError) -> [UInt8] {
    Array(try receiveBorrowed(timeoutSeconds: timeoutSeconds))
  }

  /// The next line that is not blank, without its line end, in the channel's own buffer: valid
  /// until the next call on the channel.
  ///
  /// - Parameter timeoutSeconds: How long to wait; nil means `patienceSeconds`.
  public func receiveBorrowed(
    timeoutSeconds: Double? = nil
  ) throws(WireChannelError) -> UnsafeRawBufferPointer {
    let timeoutSeconds = timeoutSeconds ?? patienceSeconds
    let end = timeoutSeconds.map(deadline(afterSeconds:))
    while true {
      if let framed = framer.next() {
        switch framed {
        case .line(let bytes): return bytes
        case .tooLong(let bytes): throw .lineTooLong(bytes: bytes, limit: framer.maximumLineBytes)
        }
      }
      if inputEnded || input < 0 { throw closed(while: .receiving) }
      guard waitForInput(until: end) else {
        throw .timedOut(seconds: timeoutSeconds ?? 0)
      }
      try takeIn()
    }
  }

  /// Waits for input; false when `end` passes first.
  ///
  /// A patient channel looks up now and then: when this process has been told to end, a second more
  /// must do.
  private func waitForInput(until end: ContinuousClock.Instant?) -> Bool {
    guard patienceSeconds != nil, var end else { return waitUntilReadable(input, until: end) }
    var isHurried = false
    repeat {
      let glance = min(end, ContinuousClock.now + .milliseconds(200))
      if waitUntilReadable(input, until: glance) { return true }
      if !isHurried, csystem_caught_signal() != 0 {
        isHurried = true
        end = min(end, ContinuousClock.now + .seconds(1))
      }
    } while ContinuousClock.now < end
    return false
  }

  /// Fills `bytes` with what follows the line that was received last: a tensor in `raw`.
  ///
  /// - Parameter timeoutSeconds: How long to wait; nil waits for ever.
  public func receive(
    into bytes: UnsafeMutableRawBufferPointer, timeoutSeconds: Double? = nil
  ) throws(WireChannelError) {
    let end = timeoutSeconds.map(deadline(afterSeconds:))
    var filled = framer.take(into: bytes)
    while filled < bytes.count {
      if inputEnded || input < 0 { throw closed(while: .receiving) }
      guard waitUntilReadable(input, until: end) else {
        throw .timedOut(seconds: timeoutSeconds ?? 0)
      }
      let count = read(input, bytes.baseAddress.map { $0 + filled }, bytes.count - filled)
      if count > 0 { filled += count } else { try noteEmptyRead(count, errno) }
    }
  }

  /// Reads once what is there. A read that would block adds nothing.
  private func takeIn() throws(WireChannelError) {
    let descriptor = input
    var number: Int32 = 0
    let count = framer.fill(atLeast: Self.readBytes) { free in
      let count = read(descriptor, free.baseAddress, free.count)
      number = errno
      return count
    }
    if count <= 0 { try noteEmptyRead(count, number) }
  }

  private func noteEmptyRead(_ count: Int, _ number: Int32) throws(WireChannelError) {
    switch (count, number) {
    case (0, _), (_, ECONNRESET), (_, EIO): inputEnded = true
    case (_, EAGAIN), (_, EINTR): return
    default: throw .systemCall("read", errno: number)
    }
  }

  /// The error for a peer that is gone, with its exit status when it is our child.
  private func closed(while activity: PeerEnding.Activity) -> WireChannelError {
    .peerClosed(
      PeerEnding(
        activity: activity, partialLineBytes: framer.bufferedBytes,
        command: child?.command ?? [], exit: child?.wait(timeoutSeconds: 1)))
  }
}
