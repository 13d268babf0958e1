/// The forward kinematics of each geometry in the machine's own frame.
extension Kinematics {
  func machinePosition(of joints: SIMD2<Double>) -> SIMD2<Double> {
    switch profile.geometry {
    case .cartesian: return joints
    case .coreXY: return SIMD2((joints.x + joints.y) / 2, (joints.x - joints.y) / 2)
    case .arm(let arm):
      let links = arm.links(at: joints)
      return links.upper + links.fore
    case .polargraph(let cords): return cords.position(of: joints)
    }
  }

  func machineJacobian(at joints: SIMD2<Double>) -> Matrix2 {
    switch profile.geometry {
    case .cartesian: return Matrix2(first: SIMD2(1, 0), second: SIMD2(0, 1))
    case .coreXY: return Matrix2(first: SIMD2(0.5, 0.5), second: SIMD2(0.5, -0.5))
    case .arm(let arm):
      let links = arm.links(at: joints)
      return arm.columns(links.upper.turned, links.fore.turned)
    case .polargraph(let cords): return cords.jacobian(at: joints)
    }
  }

  func machineJacobianRate(at joints: SIMD2<Double>, velocity: SIMD2<Double>) -> Matrix2 {
    switch profile.geometry {
    case .cartesian, .coreXY: return Matrix2(first: .zero, second: .zero)
    case .arm(let arm):
      let links = arm.links(at: joints)
      let foreRate = arm.drive == .serial ? velocity.x + velocity.y : velocity.y
      return arm.columns(-links.upper * velocity.x, -links.fore * foreRate)
    case .polargraph(let cords): return cords.jacobianRate(at: joints, velocity: velocity)
    }
  }
}

extension ArmGeometry {
  /// The two links as vectors from their own joints.
  func links(at joints: SIMD2<Double>) -> (upper: SIMD2<Double>, fore: SIMD2<Double>) {
    let forearm = drive == .serial ? joints.x + joints.y : joints.y
    return (unit(joints.x) * upper, unit(forearm) * fore)
  }

  /// The columns for this drive from those by the two links' own directions.
  func columns(_ upper: SIMD2<Double>, _ fore: SIMD2<Double>) -> Matrix2 {
    // On a serial arm the shoulder turns both links.
    Matrix2(first: drive == .serial ? upper + fore : upper, second: fore)
  }
}

extension PolargraphGeometry {
  /// Where the cords meet below the motors: the intersection of two circles.
  func position(of cords: SIMD2<Double>) -> SIMD2<Double> {
    let x = ((cords.x - cords.y) * (cords.x + cords.y) / span + span) / 2
    return SIMD2(x, ((cords.x - x) * (cords.x + x)).squareRoot())
  }

  func jacobian(at cords: SIMD2<Double>) -> Matrix2 {
    let pen = position(of: cords)
    let x = SIMD2(cords.x, -cords.y) / span
    // y^2 = left^2 - x^2, differentiated.
    let y = (SIMD2(cords.x, 0) - x * pen.x) / pen.y
    return Matrix2(first: SIMD2(x.x, y.x), second: SIMD2(x.y, y.y))
  }

  func jacobianRate(at cords: SIMD2<Double>, velocity: SIMD2<Double>) -> Matrix2 {
    let pen = position(of: cords)
    let slopes = jacobian(at: cords)
    let rate = slopes.times(velocity)
    let xSlope = SIMD2(slopes.first.x, slopes.second.x)
    let ySlope = SIMD2(slopes.first.y, slopes.second.y)
    let x = SIMD2(velocity.x, -velocity.y) / span
    // y y' = left - x x', differentiated once more.
    let y = (SIMD2(velocity.x, 0) - xSlope * rate.x - x * pen.x - ySlope * rate.y) / pen.y
    return Matrix2(first: SIMD2(x.x, y.x), second: SIMD2(x.y, y.y))
  }
}
