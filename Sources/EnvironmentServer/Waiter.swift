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
      let timeout = milliseconds(to: deadline)
      if let wake = look(
        for: descriptor, events: events, timeout: timeout, ignoringSignals: ignoringSignals)
      {
        return wake
      }
    }
  }

  /// One look that sleeps for at most `timeout` milliseconds (-1: for ever); nil when it was
  /// interrupted by nothing of interest.
  private func look(
    for descriptor: Int32, events: Int32, timeout: Int32, ignoringSignals: Bool
  ) -> Wake? {
    var entries: [3 of pollfd] = [
      pollfd(fd: ignoringSignals ? -1 : signals, events: Int16(POLLIN), revents: 0),
      pollfd(fd: lifeLine, events: 0, revents: 0),
      pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0),
    ]
    let count = withUnsafeMutableBytes(of: &entries) {
      poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 3, timeout)
    }
    if !ignoringSignals, let caughtSignal { return .signal(caughtSignal) }
    if count == 0 { return .timedOut }
    guard count > 0 else { return nil }
    if entries[1].revents != 0 { return .lifeLineLost }
    return entries[2].revents != 0 ? .ready : nil
  }

  /// Waits for input without sleeping, for at most `patience`; `timedOut` when none came.
  ///
  /// Others that want the core get it between two looks.
  func lookOut(for descriptor: Int32, patience: Duration) -> Wake {
    let clock = ContinuousClock()
    let deadline = clock.now + patience
    repeat {
      let wake = look(for: descriptor, events: POLLIN, timeout: 0, ignoringSignals: false)
      if let wake, wake != .timedOut { return wake }
      sched_yield()
    } while clock.now < deadline
    return .timedOut
  }

  /// Milliseconds until `deadline`, rounded up, for `poll`; -1 when there is none.
  private func milliseconds(to deadline: ContinuousClock.Instant?) -> Int32 {
    guard let deadline else { return -1 }
    let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
    return Int32(max(0, min(left.rounded(.up), 1e9)))
  }
}
