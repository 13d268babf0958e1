import CSystem
import EnvironmentClient
import Glibc

/// One process of the server under examination: raw bytes in and out, and a record of what went in.
///
/// Nothing here knows the protocol but that answers end with LF, so that no fault can hide.
final class ServerRun {
  /// The process.
  let child: ChildProcess
  /// How long to wait for one answer, s.
  let patience: Double
  /// Everything that was sent.
  private(set) var sent: [UInt8] = []
  /// Whether its output has ended.
  private(set) var hasEnded = false
  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private static let readBytes = 1 << 16

  /// Starts the command.
  init(_ command: [String], patience: Double) throws {
    csystem_ignore_broken_pipes()
    child = try ChildProcess(command)
    self.patience = patience
  }

  // MARK: Sending

  /// Sends a line and its LF.
  func send(line: String) throws(Violation) { try send(Array(line.utf8) + [0x0A]) }

  /// Sends bytes, taking in meanwhile what the server writes.
  func send(_ bytes: [UInt8]) throws(Violation) {
    sent += bytes
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = write(rest)
      rest = rest.dropFirst(max(0, count))
      if count > 0 { continue }
      let isOpen = errno == EAGAIN || errno == EINTR
      try require(
        isOpen, "it stopped reading while \(bytes.count) bytes were sent\(end())\(lastWords())")
      let ready = wait(forRoom: true, seconds: patience)
      if ready.input { takeIn() }
      if !ready.input, !ready.room { throw hung("it did not read on while a request was sent") }
    }
  }

  /// Sends without reading until the server has accepted nothing more for a while.
  ///
  /// - Returns: How many bytes it accepted.
  func sendWithoutReading(_ bytes: [UInt8], untilStalledFor seconds: Double) -> Int {
    var accepted = 0
    while accepted < bytes.count {
      let count = write(bytes[accepted...])
      if count > 0 {
        accepted += count
      } else if errno != EAGAIN || !wait(forRoom: true, orInput: false, seconds: seconds).room {
        break
      }
    }
    sent += bytes[..<accepted]
    return accepted
  }

  /// Ends the server's input.
  func endInput() { child.closeInput() }

  /// Goes away as the reader of the server's output.
  func stopReading() { child.closeOutput() }

  private func write(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBytes { csystem_write(child.input, false, $0.baseAddress, $0.count, false) }
  }

  // MARK: Receiving

  /// The next line, without its LF.
  ///
  /// - Parameter question: What it answers, for the message when nothing comes.
  func receive(answering question: String) throws(Violation) -> [UInt8] {
    while true {
      if let line = takeLine() { return line }
      try readMore("no answer to \(question)")
    }
  }

  /// Exactly so many bytes.
  func receive(count: Int) throws(Violation) -> [UInt8] {
    while buffer.count - start < count { try readMore("only some of \(count) bytes after a line") }
    defer {
      start += count
      scanned = start
    }
    return Array(buffer[start..<(start + count)])
  }

  /// Everything up to the end of the output.
  func receiveRest() throws(Violation) -> [UInt8] {
    while !hasEnded {
      guard wait(forRoom: false, seconds: patience).input else {
        throw hung("it neither wrote nor ended")
      }
      takeIn()
    }
    defer { start = buffer.count }
    return Array(buffer[start...])
  }

  /// Whether something can be read within so many seconds.
  func isReadable(withinSeconds seconds: Double) -> Bool {
    buffer.count > start || wait(forRoom: false, seconds: seconds).input
  }

  private func readMore(_ complaint: String) throws(Violation) {
    if hasEnded { throw Violation("\(complaint)\(end())\(lastWords())") }
    guard wait(forRoom: false, seconds: patience).input else { throw hung(complaint) }
    takeIn()
  }

  private func takeLine() -> [UInt8]? {
    guard let lineFeed = buffer[scanned...].firstIndex(of: 0x0A) else {
      scanned = buffer.count
      return nil
    }
    defer {
      start = lineFeed + 1
      scanned = start
    }
    return Array(buffer[start..<lineFeed])
  }

  private func takeIn() {
    if start > 1 << 20 {
      buffer.removeFirst(start)
      scanned -= start
      start = 0
    }
    let piece = [UInt8](unsafeUninitializedCapacity: Self.readBytes) { free, count in
      let result = read(child.output, free.baseAddress, Self.readBytes)
      count = max(0, result)
      if result == 0 || (result < 0 && errno != EAGAIN && errno != EINTR) { hasEnded = true }
    }
    buffer += piece
  }

  private func wait(
    forRoom: Bool, orInput: Bool = true, seconds: Double
  ) -> (input: Bool, room: Bool) {
    var entries: [2 of pollfd] = [
      pollfd(fd: orInput && !hasEnded ? child.output : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: forRoom ? child.input : -1, events: Int16(POLLOUT), revents: 0),
    ]
    errno = 0
    withUnsafeMutableBytes(of: &entries) {
      _ = poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 2, Int32(seconds * 1000))
    }
    return (entries[0].revents != 0, entries[1].revents != 0)
  }

  // MARK: Ending

  /// How the process ended; a violation when it still runs when patience is over.
  func exit(after event: String) throws(Violation) -> ProcessExit {
    if let exit = child.wait(timeoutSeconds: patience) { return exit }
    throw hung("it still runs after \(event)")
  }

  /// Lets it end by itself for a moment, then ends it.
  func finish() { child.finish(patienceSeconds: min(2, patience)) }

  private func end() -> String {
    guard let exit = child.wait(timeoutSeconds: min(1, patience)) else {
      return ": it closed its output"
    }
    return ": it \(exit)"
  }

  /// What it wrote and nobody has read: often why it ended.
  private func lastWords() -> String {
    while !hasEnded, buffer.count - start < Self.readBytes, wait(forRoom: false, seconds: 0).input {
      takeIn()
    }
    let rest = String(decoding: buffer[start...], as: UTF8.self)
    return rest.isEmpty ? "" : "; it had written \"\(clipped(rest.filter { !$0.isNewline }))\""
  }

  private func hung(_ complaint: String) -> Violation {
    child.send(signal: SIGKILL)
    child.terminate()
    return Violation("\(complaint) within \(patience) s; it was killed")
  }
}
