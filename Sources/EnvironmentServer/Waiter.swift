internal import CSystem
internal import Glibc

/// Why a wait ended.
enum Wake: Equatable {
  case ready
  /// The reader of standard output, our life line in a rendezvous, is gone.
  case lifeLineLost
  /// A signal asks the process to end.
  case signal(Int32)
  case timedOut
}

/// Waits for one descriptor, the termination signals and the life line at the same time.
struct Waiter {
  /// Becomes readable when a termination signal has been caught.
  let signals: Int32
  /// A descriptor whose hang-up ends the server, or -1.
  let lifeLine: Int32

  /// The termination signal caught so far, or nil.
  var caughtSignal: Int32? {
    let number = csystem_caught_signal()
    return number == 0 ? nil : number
  }

  /// Waits until `descriptor` is ready for `events` (or hung up), or for what ends the server.
  ///
  /// - Parameters:
  ///   - deadline: Nil waits for ever.
  ///   - ignoringSignals: True lets a last answer leave after the signal.
  func wait(
    for descriptor: Int32, events: Int32, until deadline: ContinuousClock.Instant? = nil,
    ignoringSignals: Bool = false
  ) -> Wake {
    while true {
      var entries: [3 of pollfd] = [
        pollfd(fd: ignoringSignals ? -1 : signals, events: Int16(POLLIN), revents: 0),
        pollfd(fd: lifeLine, events: 0, revents: 0),
        pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0),
      ]
      let count = withUnsafeMutableBytes(of: &entries) {
        poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 3, milliseconds(to: deadline))
      }
      if !ignoringSignals, let caughtSignal { return .signal(caughtSignal) }
      if count == 0 { return .timedOut }
      guard count > 0 else { continue }
      if entries[1].revents != 0 { return .lifeLineLost }
      if entries[2].revents != 0 { return .ready }
    }
  }

  /// Milliseconds until `deadline`, rounded up, for `poll`; -1 when there is none.
  private func milliseconds(to deadline: ContinuousClock.Instant?) -> Int32 {
    guard let deadline else { return -1 }
    let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
    return Int32(max(0, min(left.rounded(.up), 1e9)))
  }
}
