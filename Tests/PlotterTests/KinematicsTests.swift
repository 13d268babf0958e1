import PaintCore
import Testing

@testable import Plotter

struct KinematicsTests {
  @Test(arguments: MachineLibrary.names)
  func `forward after inverse is the same point within a nanometre`(name: String) throws {
    let kinematics = Kinematics(try machine(name))
    var random = RandomStream(key: 1, stream: 1)
    var worst = 0.0
    var reached = 0
    for _ in 0..<50_000 {
      let point = random.point(around: kinematics.profile.page)
      for elbow in Elbow.allCases {
        guard let joints = kinematics.joints(at: point, elbow: elbow) else { continue }
        reached += 1
        worst = max(worst, (kinematics.position(of: joints) - point).length)
      }
    }
    #expect(worst < 1e-6)
    #expect(reached > 10_000)
  }

  @Test(arguments: Elbow.allCases, [ArmGeometry.Drive.serial, .parallel])
  func `both elbows of an unlimited arm close the loop up to the rim`(
    elbow: Elbow, drive: ArmGeometry.Drive
  ) throws {
    let arm = ArmGeometry(
      upper: 70, fore: 90, drive: drive, bend: -Double.pi...Double.pi, elbow: elbow)
    let kinematics = Kinematics(try unlimited(arm))
    var random = RandomStream(key: 2, stream: 1)
    var worst = 0.0
    for index in 0..<20_000 {
      // Radii crowd towards both rims of the ring.
      let gap = 140 * random.uniform() / Double(1 << (index % 40))
      let radius = index % 2 == 0 ? 160 - gap : 20 + gap
      let target = unit(random.uniform() * 6.28) * radius
      let joints = try #require(kinematics.joints(at: target, elbow: elbow))
      worst = max(worst, (kinematics.position(of: joints) - target).length)
      let bend = drive == .serial ? joints.y : joints.y - joints.x
      #expect(elbow == .right ? bend >= 0 : bend <= 0)
    }
    #expect(worst < 1e-6)
  }

  @Test(arguments: MachineLibrary.names)
  func `the whole page is in reach`(name: String) throws {
    let map = ReachMap(Kinematics(try machine(name)), cell: 2)
    #expect(map.reachablePart == 1)
  }

  @Test(arguments: MachineLibrary.names)
  func `the Jacobian and its rate match finite differences`(name: String) throws {
    let kinematics = Kinematics(try machine(name))
    var random = RandomStream(key: 3, stream: 1)
    for _ in 0..<1000 {
      let point = random.point(on: kinematics.profile.page)
      guard case .reachable(let joints) = kinematics.reach(point) else { continue }
      let velocity = SIMD2(random.uniform() - 0.5, random.uniform() - 0.5)
      let step = 1e-5
      let before = joints - velocity * step
      let after = joints + velocity * step
      let slope = (kinematics.position(of: after) - kinematics.position(of: before)) / (2 * step)
      #expect((kinematics.jacobian(at: joints).times(velocity) - slope).length < 1e-6)
      let rate = kinematics.jacobianRate(at: joints, velocity: velocity)
      let late = kinematics.jacobian(at: after)
      let early = kinematics.jacobian(at: before)
      #expect((rate.first - (late.first - early.first) / (2 * step)).length < 1e-5)
      #expect((rate.second - (late.second - early.second) / (2 * step)).length < 1e-5)
    }
  }

  @Test(arguments: MachineLibrary.names)
  func `an F is drawn as an F as seen from above`(name: String) throws {
    let profile = try machine(name)
    let kinematics = Kinematics(profile)
    // Stem from the foot to the head, then the upper arm: at the head an F turns right.
    let page = SIMD2(profile.page.width, profile.page.height)
    let corners = [SIMD2(0.4, 0.7), SIMD2(0.4, 0.3), SIMD2(0.6, 0.3)].map { $0 * page }
    let seen = try corners.map { point in
      let joints = try #require(kinematics.joints(at: point, elbow: kinematics.elbows[0]))
      return viewedFromAbove(joints, on: profile)
    }
    let stem = seen[1] - seen[0]
    let arm = seen[2] - seen[1]
    #expect(stem.y > 0 && abs(stem.x) < 1e-6)
    #expect(arm.x > 0 && abs(arm.y) < 1e-6)
  }

  @Test func `a turned page turns the F and does not mirror it`() throws {
    var profile = try machine("arm-2r")
    profile.page.angle = 0.3
    let kinematics = Kinematics(profile)
    let corners = [SIMD2(40.0, 60), SIMD2(40, 30), SIMD2(60, 30)]
    let seen = try corners.map { point in
      viewedFromAbove(
        try #require(kinematics.joints(at: point, elbow: .right)), on: profile)
    }
    // Clockwise with `y` up.
    #expect((seen[1] - seen[0]).cross(seen[2] - seen[1]) < -1)
  }

  /// Where the pen is for an onlooker, `y` up, by formulas of this test's own.
  private func viewedFromAbove(_ joints: SIMD2<Double>, on profile: MachineProfile) -> SIMD2<Double>
  {
    switch profile.geometry {
    case .cartesian: return joints
    case .coreXY: return SIMD2((joints.x + joints.y) / 2, -(joints.x - joints.y) / 2)
    case .arm(let arm):
      let forearm = arm.drive == .serial ? joints.x + joints.y : joints.y
      return SIMD2(
        arm.upper * cosine(joints.x) + arm.fore * cosine(forearm),
        arm.upper * sine(joints.x) + arm.fore * sine(forearm))
    case .polargraph(let cords):
      let x =
        (joints.x * joints.x - joints.y * joints.y + cords.span * cords.span) / (2 * cords.span)
      return SIMD2(x, -(joints.x * joints.x - x * x).squareRoot())
    }
  }

  @Test func `measures of freedom know the stretched arm`() throws {
    let arm = ArmGeometry(
      upper: 80, fore: 80, drive: .serial, bend: -Double.pi...Double.pi, elbow: .right)
    let kinematics = Kinematics(try unlimited(arm))
    #expect(kinematics.manipulability(at: SIMD2(0.3, 0)) < 1e-9)
    #expect(abs(kinematics.manipulability(at: SIMD2(0.3, .pi / 2)) - 6400) < 1e-9)
    #expect(kinematics.singularityDistance(at: SIMD2(0.3, 0)) < 1e-9)
    #expect(kinematics.jacobian(at: SIMD2(0.3, 0)).isotropy < 1e-9)
  }

  @Test func `a Cartesian machine is isotropic and a Jacobian solves`() {
    #expect(Matrix2(first: SIMD2(2, 0), second: SIMD2(0, -2)).isotropy == 1)
    let matrix = Matrix2(first: SIMD2(1, 3), second: SIMD2(2, -1))
    #expect(matrix.times(matrix.solve(SIMD2(5, 7))) == SIMD2(5, 7))
  }
}

/// The hobby arm with another geometry, a frame that is the page, and joints without limits.
func unlimited(_ arm: ArmGeometry) throws -> MachineProfile {
  var profile = try machine("arm-2r")
  profile.geometry = .arm(arm)
  profile.first.range = -Double.pi...(Double.pi * 0.999999999)
  profile.second.range = -100...100
  profile.page = PagePlacement(width: 100, height: 100, origin: .zero, yUp: false)
  return profile
}
