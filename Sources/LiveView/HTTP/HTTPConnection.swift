internal import CSystem
internal import Glibc

/// One connection: a head arrives, an answer leaves, and what the client still sends is thrown away,
/// because closing on unread bytes would reset the connection before the answer has been read.
struct HTTPConnection {
  private enum State {
    case receiving
    case sending
    case draining(left: Int)
    case done
  }

  let descriptor: Int32
  private var state = State.receiving
  private let patience: Duration
  private var deadline: ContinuousClock.Instant
  private var input: [UInt8] = []
  private var output: ArraySlice<UInt8> = []

  /// A connection that never blocks; its request must arrive within `patience`, and its answer must
  /// be read within as long again.
  init(_ descriptor: Int32, patience: Duration, now: ContinuousClock.Instant) {
    self.descriptor = descriptor
    self.patience = patience
    deadline = now + patience
  }

  var isDone: Bool { if case .done = state { true } else { false } }

  /// What to poll for.
  var events: Int16 {
    if case .sending = state { Int16(POLLOUT) } else { Int16(POLLIN) }
  }

  /// Goes on as far as possible without waiting.
  ///
  /// - Parameter respond: Answers a complete head.
  mutating func advance(
    isReady: Bool, now: ContinuousClock.Instant,
    respond: ([UInt8]) throws(HTTPFault) -> HTTPResponse
  ) {
    if now >= deadline {
      if case .receiving = state { answer(HTTPResponse(.timedOut), now) } else { state = .done }
    }
    guard isReady else { return }
    if case .receiving = state { receive(now, respond) }
    if case .sending = state { send(now) }
    if case .draining(let left) = state { drain(left) }
  }

  private mutating func receive(
    _ now: ContinuousClock.Instant, _ respond: ([UInt8]) throws(HTTPFault) -> HTTPResponse
  ) {
    guard let count = read(upTo: 4096, keep: true) else { return state = .done }
    guard count > 0 else { return }
    do throws(HTTPFault) {
      if let length = HTTPRequest.headLength(in: input) {
        answer(try respond(Array(input[..<length])), now)
      } else if input.count > HTTPRequest.maximumHeadBytes {
        throw .headTooLarge
      }
    } catch {
      answer(HTTPResponse(error), now)
    }
  }

  private mutating func answer(_ response: HTTPResponse, _ now: ContinuousClock.Instant) {
    input = []
    output = response.bytes[...]
    state = .sending
    deadline = now + patience
  }

  private mutating func send(_ now: ContinuousClock.Instant) {
    while !output.isEmpty {
      let count = output.withUnsafeBytes {
        csystem_write(descriptor, true, $0.baseAddress, $0.count, false)
      }
      if count > 0 {
        output = output.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        return state = .done
      }
    }
    shutdown(descriptor, Int32(SHUT_WR))
    state = .draining(left: 1 << 16)
    deadline = now + .seconds(1)
  }

  private mutating func drain(_ left: Int) {
    guard let count = read(upTo: 4096, keep: false) else { return state = .done }
    state = left > count ? .draining(left: left - count) : .done
  }

  /// Reads what is there; nil at the end or after an error.
  private mutating func read(upTo size: Int, keep: Bool) -> Int? {
    withUnsafeTemporaryAllocation(byteCount: size, alignment: 1) { buffer in
      let count = Glibc.read(descriptor, buffer.baseAddress, size)
      if count < 0 { return errno == EAGAIN || errno == EINTR ? 0 : nil }
      guard count > 0 else { return nil }
      if keep { input.append(contentsOf: buffer[..<count]) }
      return count
    }
  }
}
