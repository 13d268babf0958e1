/// The inverse kinematics of two links within their limits, in the machine's frame.
struct ArmReach {
  let arm: ArmGeometry
  let first: ClosedRange<Double>
  let second: ClosedRange<Double>

  init(_ arm: ArmGeometry, _ profile: MachineProfile) {
    self.arm = arm
    first = profile.first.range
    second = profile.second.range
  }

  /// The joints for a point with one elbow; nil beyond any limit.
  func joints(at point: SIMD2<Double>, elbow: Elbow) -> SIMD2<Double>? {
    guard let pose = pose(at: point, elbow: elbow), allows(pose, within: 1e-12) else { return nil }
    return joints(of: pose)
  }

  /// Shoulder and bend for a point, whatever the limits; nil outside the ring of both links.
  func pose(at point: SIMD2<Double>, elbow: Elbow) -> SIMD2<Double>? {
    let radius = point.length
    // tan^2(bend / 2) by the law of cosines, factored so that both ends of the ring keep precision.
    let folded = (arm.upper + arm.fore - radius) * (arm.upper + arm.fore + radius)
    let stretched = (radius - (arm.upper - arm.fore)) * (radius + (arm.upper - arm.fore))
    guard folded >= 0, stretched >= 0, radius > 0 else { return nil }
    let half = direction(SIMD2(stretched.squareRoot(), folded.squareRoot()))
    let bend = elbow == .right ? 2 * half : -2 * half
    let lean = direction(SIMD2(arm.upper, 0) + unit(bend) * arm.fore)
    return SIMD2(wrapped(direction(point) - lean), bend)
  }

  /// The angle plus whole turns, the first one not below the shoulder's range.
  func wrapped(_ angle: Double) -> Double {
    let turn = 2 * Double.pi
    // A hair below the range counts as its lower end.
    let start = first.lowerBound - 1e-9
    return angle - ((angle - start) / turn).rounded(.down) * turn
  }

  /// Whether shoulder and bend are within the limits, give or take `slack` radians.
  func allows(_ pose: SIMD2<Double>, within slack: Double) -> Bool {
    let joints = joints(of: pose)
    return first.holds(joints.x, slack) && second.holds(joints.y, slack)
      && arm.bend.holds(pose.y, slack)
  }

  func joints(of pose: SIMD2<Double>) -> SIMD2<Double> {
    arm.drive == .serial ? pose : SIMD2(pose.x, pose.x + pose.y)
  }

  /// Where the pen is at a shoulder and a bend.
  func position(of pose: SIMD2<Double>) -> SIMD2<Double> {
    unit(pose.x) * arm.upper + unit(pose.x + pose.y) * arm.fore
  }
}

extension ArmReach {
  /// The joints within the limits whose point is nearest to `point`; nil when the limits allow none.
  ///
  /// The reach is bounded by arcs on which one limit holds. Along an arc the distance falls towards
  /// the projection of the point, so the nearest point is a projection or an end of an arc.
  func nearest(to point: SIMD2<Double>) -> SIMD2<Double>? {
    let bends = bendEnds
    var poses: [SIMD2<Double>] = []
    for shoulder in [first.lowerBound, first.upperBound] {
      let elbow = unit(shoulder) * arm.upper
      poses.append(SIMD2(shoulder, turned(direction(point - elbow) - shoulder)))
      poses += bends.map { SIMD2(shoulder, $0) }
    }
    for bend in bends {
      let lean = direction(SIMD2(arm.upper, 0) + unit(bend) * arm.fore)
      poses.append(SIMD2(wrapped(direction(point) - lean), bend))
    }
    if arm.drive == .parallel { poses += forearmPoses(towards: point, bends: bends) }
    return poses.filter { allows($0, within: 1e-9) }.map { ($0, distance($0, to: point)) }
      .min { $0.1 < $1.1 }.map { joints(of: $0.0) }
  }

  /// The ends of the bend's range, and straight or folded links where the range holds them.
  private var bendEnds: [Double] {
    let range = arm.drive == .serial ? arm.bend.overlap(second) : arm.bend
    guard let range else { return [] }
    return [range.lowerBound, range.upperBound]
      + [0, Double.pi, -Double.pi].filter { range.contains($0) }
  }

  /// What is nearest where the forearm's own direction is at a limit.
  private func forearmPoses(towards point: SIMD2<Double>, bends: [Double]) -> [SIMD2<Double>] {
    var poses: [SIMD2<Double>] = []
    for forearm in [second.lowerBound, second.upperBound] {
      let shoulder = wrapped(direction(point - unit(forearm) * arm.fore))
      poses.append(SIMD2(shoulder, forearm - shoulder))
      poses += bends.map { SIMD2(forearm - $0, $0) }
      poses += [first.lowerBound, first.upperBound].map { SIMD2($0, forearm - $0) }
    }
    return poses
  }

  private func distance(_ pose: SIMD2<Double>, to point: SIMD2<Double>) -> Double {
    (position(of: pose) - point).length
  }

  /// The angle within half a turn of zero.
  private func turned(_ angle: Double) -> Double {
    angle - (angle / (2 * .pi)).rounded() * 2 * .pi
  }
}

extension ClosedRange<Double> {
  func holds(_ value: Double, _ slack: Double) -> Bool {
    value >= lowerBound - slack && value <= upperBound + slack
  }

  func overlap(_ other: Self) -> Self? {
    let lower = Swift.max(lowerBound, other.lowerBound)
    let upper = Swift.min(upperBound, other.upperBound)
    return lower <= upper ? lower...upper : nil
  }
}
