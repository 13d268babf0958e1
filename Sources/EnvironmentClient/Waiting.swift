internal import Glibc

/// The instant `seconds` from now; anything that is not a number of seconds up to thirty years
/// counts as the nearest bound.
func deadline(afterSeconds seconds: Double) -> ContinuousClock.Instant {
  ContinuousClock.now + .seconds(seconds > 0 ? min(seconds, 1e9) : 0)
}

/// Waits until `descriptor` has input or has ended; false when `deadline` passes first.
func waitUntilReadable(_ descriptor: Int32, until deadline: ContinuousClock.Instant?) -> Bool {
  while true {
    let milliseconds = deadline.map(milliseconds(until:)) ?? -1
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = poll(&entry, 1, milliseconds)
    if count > 0 { return true }
    if count == 0 { return false }
  }
}

/// The milliseconds until `deadline` as `poll` takes them; 0 when it has passed.
func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
  let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
  return Int32(max(0, min(left.rounded(.up), 1e9)))
}
