/// The inverse kinematics of two cords within their limits, in the machine's frame.
struct CordReach {
  let cords: PolargraphGeometry
  let left: ClosedRange<Double>
  let right: ClosedRange<Double>

  init(_ cords: PolargraphGeometry, _ profile: MachineProfile) {
    self.cords = cords
    left = profile.first.range
    right = profile.second.range
  }

  /// The lengths of the cords for a point; nil beyond any limit.
  func joints(at point: SIMD2<Double>) -> SIMD2<Double>? {
    let lengths = lengths(at: point)
    return allows(point, lengths, within: 1e-9) ? lengths : nil
  }

  func lengths(at point: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(point.length, (point - SIMD2(cords.span, 0)).length)
  }

  /// The point within the limits that is nearest; nil when the limits allow none.
  ///
  /// The candidates are the projections on every limit's line or circle, and the places where two
  /// limits meet.
  func nearest(to point: SIMD2<Double>) -> SIMD2<Double>? {
    let motor = SIMD2(cords.span, 0)
    var points = [
      SIMD2(point.x, cords.depth), SIMD2(0, point.y), SIMD2(cords.span, point.y),
      SIMD2(0, cords.depth), SIMD2(cords.span, cords.depth),
    ]
    for length in [left.lowerBound, left.upperBound] {
      points.append(point * (length / point.length))
      points += onLimits(from: .zero, length)
      for other in [right.lowerBound, right.upperBound] {
        points.append(cords.position(of: SIMD2(length, other)))
      }
    }
    for length in [right.lowerBound, right.upperBound] {
      points.append(motor + (point - motor) * (length / (point - motor).length))
      points += onLimits(from: motor, length)
    }
    return points.filter { $0.isFinite && allows($0, lengths(at: $0), within: 1e-6) }
      .min { ($0 - point).length < ($1 - point).length }
  }

  /// Where a cord of a length meets the straight limits.
  private func onLimits(from motor: SIMD2<Double>, _ length: Double) -> [SIMD2<Double>] {
    let aside = (length * length - cords.depth * cords.depth).squareRoot()
    let below = (length * length - cords.span * cords.span).squareRoot()
    return [
      SIMD2(motor.x + aside, cords.depth), SIMD2(motor.x - aside, cords.depth),
      SIMD2(cords.span - motor.x, below), SIMD2(motor.x, length),
    ]
  }

  private func allows(
    _ point: SIMD2<Double>, _ lengths: SIMD2<Double>, within slack: Double
  ) -> Bool {
    left.holds(lengths.x, slack) && right.holds(lengths.y, slack)
      && point.y >= cords.depth - slack && point.x >= -slack && point.x <= cords.span + slack
  }
}
