internal import Glibc

/// Decides whether the server sleeps until the next request or stays awake for it.
///
/// A client in a tight loop asks again within some tens of microseconds, and a core that fell asleep
/// meanwhile takes as long again to wake up. So after a short wait the next one begins with a while of
/// looking; after a long one, when the client thinks or trains, the core is left to others at once.
struct Alertness {
  /// The longest wait that is worth staying awake for.
  private static let patience = Duration.microseconds(300)
  private var lastWait = Duration.zero

  /// Waits for input as ``Waiter/wait(for:events:until:ignoringSignals:)`` does.
  mutating func wait(for descriptor: Int32, with waiter: Waiter) -> Wake {
    let clock = ContinuousClock()
    let begin = clock.now
    defer { lastWait = clock.now - begin }
    if lastWait < Self.patience {
      let wake = waiter.lookOut(for: descriptor, patience: Self.patience)
      if wake != .timedOut { return wake }
    }
    return waiter.wait(for: descriptor, events: POLLIN)
  }
}
