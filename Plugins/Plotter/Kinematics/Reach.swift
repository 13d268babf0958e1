/// Whether a machine's pen reaches a point of the page.
public enum Reach: Sendable, Equatable {
  /// It does, with these joints.
  case reachable(joints: SIMD2<Double>)
  /// It does not.
  case unreachable(Unreachable)
}

/// Why a point is out of reach, and what is nearest.
public struct Unreachable: Sendable, Equatable, CustomStringConvertible {
  /// What stops the machine.
  public var reason: Reason
  /// The nearest point that is in reach, mm on the page; nil when nothing is.
  public var nearest: SIMD2<Double>?
  /// The distance to it, mm.
  public var distance: Double

  /// What stops a machine on its way to a point.
  public enum Reason: Sendable, Equatable, CustomStringConvertible {
    /// The point lies beyond the rails.
    case travel
    /// The point is farther than both links reach.
    case tooFar
    /// The point is nearer than the links fold.
    case tooNear
    /// The named joint would leave its range.
    case joint(String)
    /// The cords would pull too flat, or not hold the pen at all.
    case cords
    /// The path comes too near a place where a direction of motion is lost.
    case singularity
    /// A coordinate is not a number.
    case notFinite

    /// The reason as the end of a sentence about the pen.
    public var description: String {
      switch self {
      case .travel: "beyond the rails"
      case .tooFar: "farther than both links reach"
      case .tooNear: "nearer than the links fold"
      case .joint(let name): "beyond the range of the joint \"\(name)\""
      case .cords: "where the cords do not hold the pen"
      case .singularity: "too near a singularity"
      case .notFinite: "not a number"
      }
    }
  }

  /// The reason with the distance.
  public var description: String {
    let tenths = (distance * 10).rounded() / 10
    return nearest == nil ? "\(reason)" : "\(reason), by \(tenths) mm"
  }
}

extension Kinematics {
  /// Whether the pen reaches a point of the page; the preferred elbow is tried first.
  public func reach(_ point: SIMD2<Double>) -> Reach {
    guard point.isFinite else {
      return .unreachable(Unreachable(reason: .notFinite, nearest: nil, distance: .infinity))
    }
    for elbow in elbows {
      if let joints = joints(at: point, elbow: elbow) { return .reachable(joints: joints) }
    }
    let nearest = nearest(to: point)
    return .unreachable(
      Unreachable(
        reason: reason(for: point), nearest: nearest,
        distance: nearest.map { ($0 - point).length } ?? .infinity))
  }

  /// The point of the page nearest to `point` that the pen reaches; nil when it reaches none.
  public func nearest(to point: SIMD2<Double>) -> SIMD2<Double>? {
    let target = page.toMachine(point)
    switch profile.geometry {
    case .cartesian(let travel), .coreXY(let travel):
      return page.fromMachine(
        SIMD2(min(max(target.x, 0), travel.x), min(max(target.y, 0), travel.y)))
    case .arm(let arm):
      return ArmReach(arm, profile).nearest(to: target).map { position(of: $0) }
    case .polargraph(let cords):
      return CordReach(cords, profile).nearest(to: target).map { page.fromMachine($0) }
    }
  }

  private func reason(for point: SIMD2<Double>) -> Unreachable.Reason {
    let target = page.toMachine(point)
    switch profile.geometry {
    case .cartesian, .coreXY: return .travel
    case .arm(let arm): return reason(for: target, of: arm)
    case .polargraph(let cords):
      let lengths = CordReach(cords, profile).lengths(at: target)
      if !profile.first.range.contains(lengths.x) { return .joint(profile.first.name) }
      if !profile.second.range.contains(lengths.y) { return .joint(profile.second.name) }
      return .cords
    }
  }

  private func reason(for target: SIMD2<Double>, of arm: ArmGeometry) -> Unreachable.Reason {
    let reach = ArmReach(arm, profile)
    guard let pose = reach.pose(at: target, elbow: arm.elbow) else {
      return target.length > arm.upper ? .tooFar : .tooNear
    }
    // The bend decides before the shoulder: it alone depends on the distance.
    let bend = arm.bend
    if !bend.holds(pose.y, 1e-12) {
      return abs(pose.y) < abs(bend.lowerBound) + abs(bend.upperBound) - abs(pose.y)
        ? .tooFar : .tooNear
    }
    let joints = reach.joints(of: pose)
    let isFirst = !profile.first.range.holds(joints.x, 1e-12)
    return .joint(isFirst ? profile.first.name : profile.second.name)
  }
}
