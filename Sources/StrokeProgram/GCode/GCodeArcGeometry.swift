/// The centre of an arc between two points of the XY plane, `y` up.
struct GCodeArcGeometry {
  var start: DrawingPoint
  var end: DrawingPoint
  var isClockwise: Bool

  /// The centre at an offset from the start (`I`, `J`); nil when the end is not on the circle.
  ///
  /// The tolerance is Grbl's: the two radii differ by at most 0.005 mm, or by at most 0.5 mm and a
  /// thousandth of the radius.
  func center(offset: DrawingPoint) -> DrawingPoint? {
    let center = start + offset
    let radius = offset.length
    let difference = abs((end - center).length - radius)
    guard radius > 0 else { return nil }
    return difference <= 0.005 || (difference <= 0.5 && difference <= radius / 1000)
      ? center : nil
  }

  /// The centre at the distance `R`; a negative one asks for the longer way round.
  ///
  /// Nil when the ends are the same point. A radius that does not reach becomes half the chord, as
  /// Marlin does.
  func center(radius: Double) -> DrawingPoint? {
    let chord = end - start
    guard chord.length > 0 else { return nil }
    let height = max(radius * radius - chord.length * chord.length / 4, 0).squareRoot()
    let side = isClockwise == (radius > 0) ? -1.0 : 1.0
    let normal = DrawingPoint(-chord.y, chord.x) / chord.length
    return (start + end) / 2 + side * height * normal
  }

  /// Whether the ends are farther apart than a circle of this radius allows; rounding is not.
  func isTooWide(for radius: Double) -> Bool { (end - start).length > 2 * abs(radius) + 0.005 }
}
