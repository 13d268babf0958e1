internal import CSystem
internal import Glibc

/// Writes whole responses to the protocol's output: one `write` each where the pipe has room.
struct ResponseWriter {
  /// How writing one response ended.
  enum Outcome: Equatable {
    case written
    /// The other side closed its end.
    case readerGone
    case failed(errno: Int32)
    /// A termination signal arrived and the reader did not take the response in time.
    case interrupted(signal: Int32)
  }

  let descriptor: Int32
  let isSocket: Bool
  let waiter: Waiter
  /// How long a response under way may still take after a termination signal.
  static let lastPatience = Duration.milliseconds(500)

  init(descriptor: Int32, waiter: Waiter) {
    self.descriptor = descriptor
    self.waiter = waiter
    isSocket = csystem_kind_of(descriptor) == CSYSTEM_SOCKET
  }

  /// Writes all of `bytes`, blocking while a slow reader leaves no room.
  func write(_ bytes: [UInt8]) -> Outcome {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      var deadline: ContinuousClock.Instant?
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        let count = csystem_write(descriptor, isSocket, piece.baseAddress, piece.count, false)
        let number = errno
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if let end = outcome(ofError: number, deadline: &deadline) {
          return end
        }
      }
      return .written
    }
  }

  /// Waits for room after EAGAIN; nil means try again.
  private func outcome(
    ofError number: Int32, deadline: inout ContinuousClock.Instant?
  ) -> Outcome? {
    switch number {
    case EPIPE, ECONNRESET: return .readerGone
    case EAGAIN, EINTR: break
    default: return .failed(errno: number)
    }
    let signal = waiter.caughtSignal
    if signal != nil, deadline == nil { deadline = ContinuousClock.now + Self.lastPatience }
    let wake = waiter.wait(
      for: descriptor, events: POLLOUT, until: deadline, ignoringSignals: signal != nil)
    switch wake {
    case .ready, .signal: return nil
    case .lifeLineLost: return .readerGone
    case .timedOut: return .interrupted(signal: signal ?? SIGTERM)
    }
  }
}
