import StrokeProgram

/// The square of paper of an environment, and where on the machine's page it lies.
struct PageSquare: Sendable, Equatable {
  /// Its upper left corner, mm on the machine's page.
  var origin: DrawingPoint
  /// Its side, mm.
  var side: Double
  /// The elbow with which it is drawn.
  var elbow: Elbow
  /// The part of it in reach, `0...1`, found on a lattice of points.
  var reachablePart: Double
  /// The joints' least positions over the reachable points.
  var lowestJoints: SIMD2<Double>
  /// The joints' greatest positions over the reachable points.
  var highestJoints: SIMD2<Double>

  /// Points along a side of the lattice.
  private static let latticeSide = 11
  /// How far the square is shifted from try to try, mm, and how many times in each direction.
  private static let shift = 5.0
  private static let shiftCount = 30

  /// Finds the place nearest to the middle of the machine's page where most of the square is in
  /// reach with one elbow.
  init(side: Double, on kinematics: Kinematics) {
    let page = kinematics.profile.page
    let middle = SIMD2(page.width - side, page.height - side) / 2
    var best = Self.covered(middle, side, kinematics)
    for offset in Self.shifts where best.reachablePart < 1 {
      let other = Self.covered(middle + offset, side, kinematics)
      if other.reachablePart > best.reachablePart { best = other }
    }
    self = best
  }

  private init(
    origin: DrawingPoint, side: Double, elbow: Elbow, joints: [SIMD2<Double>], part: Double
  ) {
    self.origin = origin
    self.side = side
    self.elbow = elbow
    reachablePart = part
    lowestJoints = joints.first ?? .zero
    highestJoints = lowestJoints
    for joint in joints {
      lowestJoints.replace(with: joint, where: joint .< lowestJoints)
      highestJoints.replace(with: joint, where: joint .> highestJoints)
    }
  }

  /// The shifts to try, the shortest first.
  private static var shifts: [DrawingPoint] {
    let steps = (-shiftCount)...shiftCount
    let all = steps.flatMap { row in
      steps.map { DrawingPoint(Double($0), Double(row)) * shift }
    }
    return all.enumerated().sorted { first, second in
      let lengths = ((first.element * first.element).sum(), (second.element * second.element).sum())
      return lengths.0 == lengths.1 ? first.offset < second.offset : lengths.0 < lengths.1
    }.map(\.element)
  }

  private static func covered(
    _ origin: DrawingPoint, _ side: Double, _ kinematics: Kinematics
  ) -> PageSquare {
    var best: PageSquare?
    for elbow in kinematics.elbows {
      var joints: [SIMD2<Double>] = []
      for index in 0..<(latticeSide * latticeSide) {
        let cell = SIMD2(Double(index % latticeSide), Double(index / latticeSide))
        let place = origin + cell * (side / Double(latticeSide - 1))
        if let found = kinematics.joints(at: place, elbow: elbow) { joints.append(found) }
      }
      let part = Double(joints.count) / Double(latticeSide * latticeSide)
      if part > (best?.reachablePart ?? -1) {
        best = PageSquare(origin: origin, side: side, elbow: elbow, joints: joints, part: part)
      }
    }
    return best
      ?? PageSquare(origin: origin, side: side, elbow: .right, joints: [], part: 0)
  }

  // MARK: Coordinates

  /// The place on the machine's page of a place on the square given in parts of its side.
  func place(_ part: SIMD2<Double>) -> DrawingPoint { origin + part * side }

  /// The place on the square, in parts of its side, of a place on the machine's page.
  func part(_ place: DrawingPoint) -> SIMD2<Double> { (place - origin) / side }

  /// Where joints are in their range over the square, `0...1` each.
  func jointParts(_ joints: SIMD2<Double>) -> SIMD2<Double> {
    let range = highestJoints - lowestJoints
    let parts = (joints - lowestJoints) / range.replacing(with: .one, where: range .<= 0)
    return parts.clamped(lowerBound: .zero, upperBound: .one)
  }

  /// The joints at parts of their range over the square.
  func joints(atParts parts: SIMD2<Double>) -> SIMD2<Double> {
    lowestJoints + (highestJoints - lowestJoints) * parts
  }
}
