import Glibc

/// A part of a circle from wherever a move starts to wherever it ends.
///
/// Where both are the same point, the arc is the whole circle.
public struct CircularArc: Sendable, Equatable {
  /// The centre of the circle, mm, in the coordinates of the move.
  public var center: DrawingPoint
  /// Whether the pen turns clockwise for someone who looks at the page.
  public var isClockwise: Bool

  /// Makes an arc.
  public init(center: DrawingPoint, isClockwise: Bool) {
    self.center = center
    self.isClockwise = isClockwise
  }

  /// The angle that the move turns through, radians in `0...2 pi`, above zero.
  ///
  /// - Parameter yIsDown: Whether `y` grows downwards, as on a page, or upwards, as on a machine.
  public func sweep(from start: DrawingPoint, to end: DrawingPoint, yIsDown: Bool) -> Double {
    let turn = angle(of: end) - angle(of: start)
    let forward = isClockwise == yIsDown ? turn : -turn
    let wrapped = forward.truncatingRemainder(dividingBy: 2 * .pi)
    let positive = wrapped < 0 ? wrapped + 2 * .pi : wrapped
    // rounding must not turn a whole circle into none
    return start == end || positive < 1e-9 ? 2 * .pi : positive
  }

  /// Appends points whose chords stay within `tolerance` mm of the circle; `start` is not one.
  public func appendChords(
    from start: DrawingPoint, to end: DrawingPoint, yIsDown: Bool, tolerance: Double,
    to points: inout [DrawingPoint]
  ) {
    let sweep = sweep(from: start, to: end, yIsDown: yIsDown)
    let radius = (start - center).length
    // the sagitta of a chord over the angle a is r (1 - cos(a/2)), about r a^2 / 8
    let pieces = sweep * (radius / (8 * max(tolerance, 1e-6))).squareRoot()
    let count = pieces.isFinite ? Int(min(max(pieces.rounded(.up), 1), 4096)) : 1
    let direction = isClockwise == yIsDown ? 1.0 : -1.0
    let first = angle(of: start)
    for index in 1..<max(count, 1) {
      let angle = first + direction * sweep * Double(index) / Double(count)
      points.append(center + radius * DrawingPoint(cos(angle), sin(angle)))
    }
    points.append(end)
  }

  private func angle(of point: DrawingPoint) -> Double {
    atan2(point.y - center.y, point.x - center.x)
  }
}
