internal import CSystem
internal import Glibc
internal import WireProtocol

/// Reads lines, has them answered one by one, and writes every answer before it reads on.
///
/// The pipe is the queue: a reader that does not keep up blocks the server and costs no memory.
struct ServerLoop: ~Copyable {
  private let input: Int32
  private let writer: ResponseWriter
  private let waiter: Waiter
  private var framer: LineFramer
  private var output: [UInt8] = []
  private var inputEnded = false
  private var alertness = Alertness()
  /// Room offered to one `read`: the capacity of a Linux pipe.
  private static let readBytes = 1 << 16

  /// A loop between two descriptors (equal for a socket), which stay the caller's.
  init(input: Int32, output: Int32, waiter: Waiter, maximumLineBytes: Int) {
    self.input = input
    self.waiter = waiter
    writer = ResponseWriter(descriptor: output, waiter: waiter)
    framer = LineFramer(maximumLineBytes: maximumLineBytes)
  }

  /// Serves until the input ends, the responder says so, the other side goes or a signal arrives.
  ///
  /// Returns the exit code: 0 after the end of input, the responder's own after its answer, 1 when
  /// the reader went away before, 128 + n after signal n.
  mutating func run(_ responder: inout some LineResponder & ~Copyable) -> Int32 {
    while true {
      while let line = framer.next() {
        if let code = answer(line, with: &responder) { return code }
      }
      if inputEnded { return 0 }
      if let code = readMore() { return code }
    }
  }

  /// Answers one line; the exit code when that was the last one.
  private mutating func answer(
    _ line: FramedLine, with responder: inout some LineResponder & ~Copyable
  ) -> Int32? {
    output.removeAll(keepingCapacity: true)
    let directive = responder.respond(to: line, into: &output)
    let exitCode: Int32? = if case .exit(let code) = directive { code } else { nil }
    switch writer.write(output, followedBy: responder.attachments) {
    case .written: return exitCode ?? waiter.caughtSignal.map { 128 + $0 }
    case .readerGone: return exitCode ?? 1
    case .interrupted(let signal): return 128 + signal
    case .failed(let number):
      report("cannot write a response: \(describe(number))")
      return 1
    }
  }

  /// Waits for input and reads some; the exit code when there is a reason to end first.
  private mutating func readMore() -> Int32? {
    switch alertness.wait(for: input, with: waiter) {
    case .signal(let signal): return 128 + signal
    case .lifeLineLost: return 0
    case .timedOut, .ready: break
    }
    let descriptor = input
    var number: Int32 = 0
    let count = framer.fill(atLeast: Self.readBytes) { free in
      let count = read(descriptor, free.baseAddress, free.count)
      number = errno
      return count
    }
    if count > 0 { return nil }
    if count == 0 || number == ECONNRESET {
      framer.finish()
      inputEnded = true
      return nil
    }
    if number == EINTR || number == EAGAIN { return nil }
    report("cannot read requests: \(describe(number))")
    return 1
  }
}
