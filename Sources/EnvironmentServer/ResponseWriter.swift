internal import CSystem
internal import Glibc

/// Writes whole responses to the protocol's output, the line and what follows it by `writev`.
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
  /// The most bytes of one piece. A pipe lets its reader copy only between two writes, so that one
  /// write of it all would keep the two cores from copying at the same time.
  private static let pieceBytes = 1 << 16
  /// Pieces in one write: a line and the beginning of what follows it.
  private static let piecesAtOnce = 2

  init(descriptor: Int32, waiter: Waiter) {
    self.descriptor = descriptor
    self.waiter = waiter
    isSocket = csystem_kind_of(descriptor) == CSYSTEM_SOCKET
  }

  /// Writes all of `line` and `attachments`, blocking while a slow reader leaves no room.
  func write(_ line: [UInt8], followedBy attachments: [UnsafeRawBufferPointer] = []) -> Outcome {
    line.withUnsafeBytes { line in
      var pieces = ([line] + attachments).flatMap(Self.pieces)[...]
      var deadline: ContinuousClock.Instant?
      dropWritten(0, &pieces)
      while !pieces.isEmpty {
        let count = pieces.withUnsafeBufferPointer {
          csystem_write_pieces(
            descriptor, isSocket, $0.baseAddress, min($0.count, Self.piecesAtOnce))
        }
        let number = errno
        if count >= 0 {
          dropWritten(count, &pieces)
        } else if let end = outcome(ofError: number, deadline: &deadline) {
          return end
        }
      }
      return .written
    }
  }

  private static func pieces(of bytes: UnsafeRawBufferPointer) -> [iovec] {
    stride(from: 0, to: bytes.count, by: pieceBytes).map { start in
      let piece = bytes[start..<min(start + pieceBytes, bytes.count)]
      let base = UnsafeRawBufferPointer(rebasing: piece).baseAddress
      return iovec(iov_base: UnsafeMutableRawPointer(mutating: base), iov_len: piece.count)
    }
  }

  /// Takes `count` bytes off the front, and what is empty then.
  private func dropWritten(_ count: Int, _ pieces: inout ArraySlice<iovec>) {
    var rest = count
    while let first = pieces.first {
      if rest < first.iov_len {
        pieces[pieces.startIndex].iov_base = first.iov_base.map { $0 + rest }
        pieces[pieces.startIndex].iov_len = first.iov_len - rest
        return
      }
      rest -= first.iov_len
      pieces.removeFirst()
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
