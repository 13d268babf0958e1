import PaintCore
import Testing

@testable import Plotter

struct ReachTests {
  @Test(arguments: MachineLibrary.names)
  func `the nearest point is in reach and none of a fine sampling is nearer`(name: String) throws {
    let kinematics = Kinematics(try machine(name))
    let reachable = sampling(of: kinematics)
    #expect(reachable.count > 1000)
    var random = RandomStream(key: 4, stream: 1)
    var outside = 0
    while outside < 100 {
      var point = random.point(around: kinematics.profile.page)
      point = point + (point - kinematics.profile.park) * random.uniform()
      guard case .unreachable(let obstacle) = kinematics.reach(point) else { continue }
      outside += 1
      let nearest = try #require(obstacle.nearest)
      let inward = nearest + (reachable[0] - nearest) * 1e-6
      let isIn = kinematics.reach(nearest).isReachable || kinematics.reach(inward).isReachable
      #expect(isIn || isNearReach(nearest, kinematics))
      let best = reachable.map { ($0 - point).length }.min() ?? .infinity
      #expect(obstacle.distance <= best + 1e-6)
    }
  }

  /// Points all over the reach, by a grid over the plane around the page.
  private func sampling(of kinematics: Kinematics) -> [SIMD2<Double>] {
    let page = kinematics.profile.page
    let side = max(page.width, page.height)
    var points: [SIMD2<Double>] = []
    for row in -60...120 {
      for column in -60...120 {
        let point = SIMD2(Double(column), Double(row)) / 60 * side
        if kinematics.reach(point).isReachable { points.append(point) }
      }
    }
    return points
  }

  /// Whether some point within a micrometre is in reach: the nearest point lies on the boundary.
  private func isNearReach(_ point: SIMD2<Double>, _ kinematics: Kinematics) -> Bool {
    (0..<64).contains { step in
      kinematics.reach(point + unit(Double(step) * 0.0981747704) * 1e-3).isReachable
    }
  }

  @Test func `reasons say what stops the machine`() throws {
    let arm = Kinematics(try machine("arm-2r"))
    #expect(reason(arm, SIMD2(60, -200)) == .tooFar)
    #expect(reason(arm, SIMD2(60, 125)) == .tooNear)
    #expect(reason(arm, SIMD2(-60, 120)) == .joint("shoulder"))
    #expect(reason(Kinematics(try machine("grbl-a4")), SIMD2(-10, 0)) == .travel)
    #expect(reason(Kinematics(try machine("polargraph")), SIMD2(100, -150)) == .cords)
    #expect(reason(Kinematics(try machine("polargraph")), SIMD2(100, 900)) == .joint("left"))
    #expect(reason(arm, SIMD2(.nan, 0)) == .notFinite)
  }

  private func reason(_ kinematics: Kinematics, _ point: SIMD2<Double>) -> Unreachable.Reason? {
    guard case .unreachable(let obstacle) = kinematics.reach(point) else { return nil }
    return obstacle.reason
  }

  @Test func `an elbow is chosen where the preferred one does not reach`() throws {
    var profile = try machine("arm-2r")
    profile.second.range = -2.7...2.7
    guard case .arm(var arm) = profile.geometry else { return }
    arm.bend = -2.7...2.7
    profile.geometry = .arm(arm)
    let kinematics = Kinematics(profile)
    // Far to the right the shoulder's range ends for the right elbow.
    let point = SIMD2(170.0, 150)
    #expect(kinematics.joints(at: point, elbow: .right) == nil)
    let joints = try #require(kinematics.joints(at: point, elbow: .left))
    #expect(kinematics.reach(point) == .reachable(joints: joints))
  }
}

extension Reach {
  var isReachable: Bool {
    if case .reachable = self { return true }
    return false
  }
}
