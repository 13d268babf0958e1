import StrokeProgram

/// The motion of the pen along a way from rest to rest: steady acceleration, a steady speed,
/// steady deceleration.
struct PenTravel {
  /// The time between samples, s.
  static let interval = 0.004

  private let limits: ToolLimits
  private let length: Double
  /// How long the pen accelerates, and at which speed it stops doing so.
  private let rampTime: Double
  private let topSpeed: Double
  /// s.
  let duration: Double

  /// Plans `length` mm.
  init(length: Double, limits: ToolLimits) {
    self.length = length
    self.limits = limits
    topSpeed = min(limits.speed, (length * limits.acceleration).squareRoot())
    rampTime = topSpeed / limits.acceleration
    duration = length > 0 ? rampTime + length / topSpeed : 0
  }

  /// How far the pen is, mm, and how fast, mm/s, after a time.
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

  /// The pen at steps of time along a way, the ends included.
  static func samples(
    along way: [DrawingPoint], limits: ToolLimits, isDown: Bool, pressure: Stroke.Ends,
    from time: Double
  ) -> [ToolSample] {
    var distances = [0.0]
    for (start, end) in zip(way, way.dropFirst()) {
      distances.append(distances[distances.count - 1] + distance(start, end))
    }
    let length = distances[distances.count - 1]
    let travel = PenTravel(length: length, limits: limits)
    let count = max(1, Int((travel.duration / interval).rounded(.up)))
    var piece = 0
    return (0...count).map { step in
      let elapsed = travel.duration * Double(step) / Double(count)
      let (gone, speed) = travel.state(at: elapsed)
      while piece + 2 < way.count, distances[piece + 1] < gone { piece += 1 }
      let span = way.count > 1 ? distances[piece + 1] - distances[piece] : 0
      let part = span > 0 ? min(max((gone - distances[piece]) / span, 0), 1) : 1
      let last = min(piece + 1, way.count - 1)
      let share = length > 0 ? gone / length : 1
      return ToolSample(
        time: time + elapsed, position: way[piece] + (way[last] - way[piece]) * part, speed: speed,
        isDown: isDown, pressure: pressure.start + (pressure.end - pressure.start) * share,
        path: isDown ? 0 : nil)
    }
  }
}
