/// A stretch of a course: a parabola or a straight line, on the page or in the space of the joints.
///
/// Its parameter `s` is the arc length on straight lines, and runs at that pace at both ends of a
/// parabola, so that the first derivative has no jumps from piece to piece.
struct PathPiece {
  enum Space { case page, joints }

  var space: Space
  var origin: SIMD2<Double>
  /// The derivative at the start.
  var slope: SIMD2<Double>
  /// The second derivative, constant.
  var curve: SIMD2<Double>
  /// The end of the parameter; it starts at 0.
  var length: Double

  func point(at parameter: Double) -> SIMD2<Double> {
    origin + slope * parameter + curve * (parameter * parameter / 2)
  }

  func slope(at parameter: Double) -> SIMD2<Double> { slope + curve * parameter }

  /// The turn from the start to the end, radians.
  var turn: Double {
    let end = slope(at: length)
    return abs(direction(SIMD2(slope.dot(end), slope.cross(end))))
  }
}

/// The derivatives of the pen's and the joints' positions by a course's parameter at one place.
struct PathDerivatives {
  var tool: SIMD2<Double>
  var toolSecond: SIMD2<Double>
  var joint: SIMD2<Double>
  var jointSecond: SIMD2<Double>

  /// The derivatives of a piece; nil when the machine does not reach there.
  init?(_ piece: PathPiece, at parameter: Double, _ kinematics: Kinematics, elbow: Elbow) {
    let point = piece.point(at: parameter)
    let slope = piece.slope(at: parameter)
    switch piece.space {
    case .page:
      guard let joints = kinematics.joints(at: point, elbow: elbow) else { return nil }
      let jacobian = kinematics.jacobian(at: joints)
      joint = jacobian.solve(slope)
      // x' = J q', so x'' = J q'' + J' q'.
      let drift = kinematics.jacobianRate(at: joints, velocity: joint).times(joint)
      jointSecond = jacobian.solve(piece.curve - drift)
      tool = slope
      toolSecond = piece.curve
    case .joints:
      joint = slope
      jointSecond = .zero
      tool = kinematics.jacobian(at: point).times(slope)
      toolSecond = kinematics.jacobianRate(at: point, velocity: slope).times(slope)
    }
    guard joint.isFinite, jointSecond.isFinite, tool.isFinite, toolSecond.isFinite else {
      return nil
    }
  }
}
