import Glibc

/// An arc of an ellipse as cubic curves.
enum SVGArc {
  /// Appends the arc from `start` to `end` (SVG 1.1, appendix F.6: from ends to centre).
  ///
  /// A curve covers at most 30 degrees, so that it strays from the ellipse by less than a millionth
  /// of the radius. Radii of zero give a line, radii that do not reach are scaled up.
  static func append(
    from start: DrawingPoint, radii: DrawingPoint, rotationDegrees: Double, isLarge: Bool,
    isSweeping: Bool, to end: DrawingPoint, into segments: inout [DrawnPath.Segment]
  ) {
    guard start != end else { return }
    var radii = DrawingPoint(abs(radii.x), abs(radii.y))
    guard radii.x > 0, radii.y > 0 else { return segments.append(.line(to: end)) }
    // half the chord in the frame of the ellipse's axes, in radii
    let angle = rotationDegrees * .pi / 180
    let axis = DrawingPoint(cos(angle), sin(angle))
    let half = rotated((start - end) / 2, by: [axis.x, -axis.y])
    let excess = (half / radii).length
    if excess > 1 { radii *= excess }
    let chord = half / radii
    let square = (chord * chord).sum()
    let height = (max(1 - square, 0) / square).squareRoot() * (isLarge == isSweeping ? -1 : 1)
    let center = DrawingPoint(chord.y, -chord.x) * height
    let unitArc = UnitArc(from: chord - center, to: -chord - center, isSweeping: isSweeping)
    let middle = (start + end) / 2
    for (first, second, point) in unitArc.curves() {
      let place = { (unit: DrawingPoint) in rotated((unit + center) * radii, by: axis) + middle }
      segments.append(.cubic(place(first), place(second), to: place(point)))
    }
    snapEnd(of: &segments, to: end)
  }

  /// The last curve ends exactly where the next command starts.
  private static func snapEnd(of segments: inout [DrawnPath.Segment], to end: DrawingPoint) {
    guard case .cubic(let first, let second, _)? = segments.last else { return }
    segments[segments.count - 1] = .cubic(first, second, to: end)
  }

  private static func rotated(_ point: DrawingPoint, by axis: DrawingPoint) -> DrawingPoint {
    [point.x * axis.x - point.y * axis.y, point.x * axis.y + point.y * axis.x]
  }

  /// Appends a whole ellipse, clockwise from its rightmost point.
  static func appendEllipse(
    center: DrawingPoint, radii: DrawingPoint, into segments: inout [DrawnPath.Segment]
  ) {
    let whole = UnitArc(startAngle: 0, sweep: 2 * .pi)
    for (first, second, point) in whole.curves() {
      segments.append(
        .cubic(center + first * radii, center + second * radii, to: center + point * radii))
    }
    snapEnd(of: &segments, to: center + [radii.x, 0])
  }
}

/// An arc of the unit circle; positive angles are clockwise with `y` down.
private struct UnitArc {
  var startAngle: Double
  var sweep: Double

  init(startAngle: Double, sweep: Double) {
    self.startAngle = startAngle
    self.sweep = sweep
  }

  init(from start: DrawingPoint, to end: DrawingPoint, isSweeping: Bool) {
    startAngle = atan2(start.y, start.x)
    sweep = atan2(end.y, end.x) - startAngle
    if isSweeping, sweep < 0 { sweep += 2 * .pi }
    if !isSweeping, sweep > 0 { sweep -= 2 * .pi }
  }

  /// Both control points and the end of each curve.
  func curves() -> [(DrawingPoint, DrawingPoint, DrawingPoint)] {
    let pieces = abs(sweep) / (.pi / 6)
    guard pieces.isFinite else { return [] }
    let count = max(1, Int((pieces - 1e-9).rounded(.up)))
    let step = sweep / Double(count)
    let handle = 4 / 3 * tan(step / 4)
    return (0..<count).map { index in
      let from = startAngle + step * Double(index)
      let to = startAngle + step * Double(index + 1)
      let start = DrawingPoint(cos(from), sin(from))
      let end = DrawingPoint(cos(to), sin(to))
      let leaving = DrawingPoint(-start.y, start.x)
      let arriving = DrawingPoint(-end.y, end.x)
      return (start + handle * leaving, end - handle * arriving, end)
    }
  }
}
