/// Where a machine's joints put its pen on the page, and back.
///
/// Points are millimetres on the page, `y` down; joints are the profile's units in a pair.
public struct Kinematics: Sendable {
  /// The machine.
  public let profile: MachineProfile
  let page: PageFrame

  /// Makes the kinematics of a machine.
  public init(_ profile: MachineProfile) {
    self.profile = profile
    page = PageFrame(profile.page)
  }

  /// The point of the page at which the joints put the pen; not finite where cords do not meet.
  public func position(of joints: SIMD2<Double>) -> SIMD2<Double> {
    page.fromMachine(machinePosition(of: joints))
  }

  /// The joints that put the pen on a point within all limits, with one elbow.
  ///
  /// `elbow` concerns arms alone; nil when the machine does not reach there so.
  public func joints(at point: SIMD2<Double>, elbow: Elbow) -> SIMD2<Double>? {
    guard point.isFinite else { return nil }
    let target = page.toMachine(point)
    switch profile.geometry {
    case .cartesian(let travel): return travel.holds(target) ? target : nil
    case .coreXY(let travel):
      return travel.holds(target) ? SIMD2(target.x + target.y, target.x - target.y) : nil
    case .arm(let arm): return ArmReach(arm, profile).joints(at: target, elbow: elbow)
    case .polargraph(let cords): return CordReach(cords, profile).joints(at: target)
    }
  }

  /// The elbows to try, the preferred one first; one for machines without.
  public var elbows: [Elbow] {
    guard case .arm(let arm) = profile.geometry else { return [.right] }
    return [arm.elbow] + Elbow.allCases.filter { $0 != arm.elbow }
  }

  /// The derivative of the position on the page by the joints, mm per joint unit.
  public func jacobian(at joints: SIMD2<Double>) -> Matrix2 {
    page.fromMachine(machineJacobian(at: joints))
  }

  /// The derivative of `jacobian` along a motion of the joints, per unit of the motion's parameter.
  public func jacobianRate(at joints: SIMD2<Double>, velocity: SIMD2<Double>) -> Matrix2 {
    page.fromMachine(machineJacobianRate(at: joints, velocity: velocity))
  }

  /// Yoshikawa's measure of how freely the pen moves: the Jacobian's determinant without its sign.
  ///
  /// Yoshikawa, "Manipulability of robotic mechanisms", IJRR 4(2), 1985. It is 0 at a stretched or
  /// folded arm, grows without bound where two cords become one line, and is constant elsewhere.
  public func manipulability(at joints: SIMD2<Double>) -> Double {
    abs(jacobian(at: joints).determinant)
  }

  /// The distance, mm, from the pen to the nearest point where a direction of motion is lost.
  ///
  /// For arms the two circles of the stretched and the folded arm, for cords the line through the
  /// motors; infinite for machines without such points.
  public func singularityDistance(at joints: SIMD2<Double>) -> Double {
    let pen = machinePosition(of: joints)
    switch profile.geometry {
    case .cartesian, .coreXY: return .infinity
    case .arm(let arm):
      let radius = pen.length
      return min(abs(arm.upper + arm.fore - radius), abs(radius - abs(arm.upper - arm.fore)))
    case .polargraph: return abs(pen.y)
    }
  }
}

/// The change between page and machine coordinates: a shift, a turn and, for `y` up, a change of
/// the sign of `y`, which mirrors the numbers and not the picture.
struct PageFrame: Sendable {
  let origin: SIMD2<Double>
  /// The page's axes in the machine's frame, unit vectors.
  let right: SIMD2<Double>
  let down: SIMD2<Double>

  init(_ placement: PagePlacement) {
    origin = placement.origin
    right = SIMD2(cosine(placement.angle), sine(placement.angle))
    down = placement.yUp ? -right.turned : right.turned
  }

  func toMachine(_ point: SIMD2<Double>) -> SIMD2<Double> {
    origin + right * point.x + down * point.y
  }

  func fromMachine(_ point: SIMD2<Double>) -> SIMD2<Double> { rotate(point - origin) }

  func fromMachine(_ matrix: Matrix2) -> Matrix2 {
    Matrix2(first: rotate(matrix.first), second: rotate(matrix.second))
  }

  private func rotate(_ vector: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(vector.dot(right), vector.dot(down))
  }
}

extension SIMD2<Double> {
  /// Whether a travel from zero holds the point, to a nanometre.
  fileprivate func holds(_ point: Self) -> Bool {
    point.x >= -1e-6 && point.y >= -1e-6 && point.x <= x + 1e-6 && point.y <= y + 1e-6
  }
}
