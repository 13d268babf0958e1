/// A motion over a length from rest to rest: steady acceleration, a steady speed, steady
/// deceleration.
struct PenTravel {
  private let limits: ToolLimits
  private let length: Double
  /// How long it accelerates, and at which speed it stops doing so.
  private let rampTime: Double
  private let topSpeed: Double
  /// s.
  let duration: Double

  /// Plans a length.
  init(length: Double, limits: ToolLimits) {
    self.length = length
    self.limits = limits
    topSpeed = min(limits.speed, (length * limits.acceleration).squareRoot())
    rampTime = topSpeed / limits.acceleration
    duration = length > 0 ? rampTime + length / topSpeed : 0
  }

  /// How far and how fast it is after a time.
  func state(at time: Double) -> (distance: Double, speed: Double) {
    let time = min(max(time, 0), duration)
    if time < rampTime {
      return (limits.acceleration * time * time / 2, limits.acceleration * time)
    }
    let left = duration - time
    if left < rampTime {
      return (length - limits.acceleration * left * left / 2, limits.acceleration * left)
    }
    return (topSpeed * (time - rampTime / 2), topSpeed)
  }
}
