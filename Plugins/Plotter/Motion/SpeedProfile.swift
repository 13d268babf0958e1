/// The fastest way along a course, from rest to rest, within the limits of tool and joints.
struct SpeedProfile {
  /// The square of the parameter's speed at the ends of the cells: one more than there are cells.
  let squares: [Double]

  /// Finds the fastest profile.
  ///
  /// Going back from the end, each cell's start gets the greatest squared speed from which the rest
  /// can be done; going forward, the greatest acceleration is taken that does not exceed it.
  /// - Parameter ceilings: A bound for the squared speed at each end of a cell.
  init(_ course: Course, tool: ToolLimits, joints: SIMD2<Double>, ceilings: [Double]) {
    let cells = course.cells
    var squares = ceilings
    squares[0] = 0
    squares[cells.count] = 0
    let bounds = cells.map {
      AccelerationBounds($0, tool: tool.acceleration, joints: joints)
    }
    for index in cells.indices.reversed() where index > 0 {
      squares[index] = Self.greatestStart(
        below: squares[index], end: squares[index + 1], length: cells[index].length, bounds[index])
    }
    for index in cells.indices {
      let greatest = bounds[index].range(at: squares[index])?.greatest ?? 0
      let end = squares[index] + 2 * cells[index].length * greatest
      squares[index + 1] = min(squares[index + 1], max(end, 0))
    }
    self.squares = squares
  }

  /// The greatest squared speed up to `ceiling` from which the cell's end can be met, by bisection:
  /// such speeds are an interval from 0, the shadow of a convex set.
  private static func greatestStart(
    below ceiling: Double, end: Double, length: Double, _ bounds: AccelerationBounds
  ) -> Double {
    func meets(_ square: Double) -> Bool {
      guard let range = bounds.range(at: square) else { return false }
      return square + 2 * length * range.least <= end
    }
    if meets(ceiling) { return ceiling }
    var good = 0.0
    var bad = ceiling
    for _ in 0..<44 {
      let middle = (good + bad) / 2
      if meets(middle) { good = middle } else { bad = middle }
    }
    return good
  }

  /// The bound for the squared speed at each end of a cell that the speed limits set.
  static func ceilings(
    of course: Course, tool: ToolLimits, joints: SIMD2<Double>
  ) -> [Double] {
    // The larger slope of a cell's two ends serves for both, so that the cell's inside obeys too.
    var ceilings = [Double](repeating: .infinity, count: course.cells.count + 1)
    for (index, cell) in course.cells.enumerated() {
      let pen = max(cell.first.tool.squaredLength, cell.last.tool.squaredLength)
      var bound = tool.speed * tool.speed / max(pen, 1e-24)
      for axis in 0..<2 {
        let slope = max(abs(cell.first.joint[axis]), abs(cell.last.joint[axis]))
        let speed = joints[axis] / max(slope, 1e-12)
        bound = min(bound, speed * speed)
      }
      ceilings[index] = min(ceilings[index], bound)
      ceilings[index + 1] = min(ceilings[index + 1], bound)
    }
    return ceilings
  }
}
