/// How the speed along a path changes.
public enum SpeedShape: String, Sendable, CaseIterable {
  /// By jumps of the acceleration: the fastest motion within the limits.
  case trapezoid
  /// By ramps of the acceleration along the path, within the jerk limits there.
  case sCurve = "s-curve"
}

extension TimedCourse {
  /// The fastest motion along a course within a machine's limits.
  init(_ course: Course, isDown: Bool, shape: SpeedShape) {
    let profile = course.kinematics.profile
    let tool = profile.tool(isDown: isDown)
    let accelerations = SIMD2(profile.first.acceleration, profile.second.acceleration)
    let ceilings = SpeedProfile.ceilings(
      of: course, tool: tool, joints: SIMD2(profile.first.speed, profile.second.speed))
    let fastest = SpeedProfile(course, tool: tool, joints: accelerations, ceilings: ceilings)
    switch shape {
    case .trapezoid: self.init(course, squares: fastest.squares)
    case .sCurve: self.init(smoothing: course, fastest, tool: tool, ceilings: ceilings)
    }
  }

  /// An S-curve: the mean of a trapezoid over a window of time, `2 a / j` wide.
  ///
  /// The mean of an acceleration within `a` changes by at most `2 a` per window. It also is early at
  /// every bound of the speed, so the bounds are first widened by the distance of a window, and what
  /// still exceeds a limit is slowed down as a whole.
  private init(
    smoothing course: Course, _ fastest: SpeedProfile, tool: ToolLimits, ceilings: [Double]
  ) {
    let profile = course.kinematics.profile
    let window = Self.window(course, fastest.squares, tool: tool)
    // Half of the squared acceleration for the change of speed, half for the change of direction.
    var halved = tool
    halved.acceleration *= 0.5.squareRoot()
    let joints = SIMD2(profile.first.acceleration, profile.second.acceleration) / 2
    let bounds = Self.bendCeilings(course, tool: halved, joints: joints)
    let lowered = Self.widened(
      zip(ceilings, bounds).map { Swift.min($0, $1) }, course, window: window)
    let slower = SpeedProfile(course, tool: halved, joints: joints, ceilings: lowered)
    let draft = TimedCourse(course, squares: slower.squares, window: window)
    let excess = draft.excess(tool: tool)
    self.init(course, squares: slower.squares, window: window, stretch: Swift.max(1, excess))
  }

  /// The window that keeps the jerk along the path within the limits of tool and joints.
  private static func window(_ course: Course, _ squares: [Double], tool: ToolLimits) -> Double {
    let profile = course.kinematics.profile
    var acceleration = 0.0
    var jerk = tool.jerk
    for (index, cell) in course.cells.enumerated() {
      let change = abs(squares[index + 1] - squares[index]) / (2 * cell.length)
      acceleration = Swift.max(acceleration, change)
      jerk = Swift.min(jerk, profile.first.jerk / Swift.max(abs(cell.first.joint.x), 1e-12))
      jerk = Swift.min(jerk, profile.second.jerk / Swift.max(abs(cell.first.joint.y), 1e-12))
    }
    return 2 * acceleration / jerk
  }

  /// The squared speeds at which bends alone use up the accelerations.
  private static func bendCeilings(
    _ course: Course, tool: ToolLimits, joints: SIMD2<Double>
  ) -> [Double] {
    var ceilings = [Double](repeating: .infinity, count: course.cells.count + 1)
    for (index, cell) in course.cells.enumerated() {
      for (node, ends) in [(index, cell.first), (index + 1, cell.last)] {
        let bound = Swift.min(
          tool.acceleration / Swift.max(ends.toolSecond.length, 1e-12),
          Swift.min(
            joints.x / Swift.max(abs(ends.jointSecond.x), 1e-12),
            joints.y / Swift.max(abs(ends.jointSecond.y), 1e-12)))
        ceilings[node] = Swift.min(ceilings[node], bound)
      }
    }
    return ceilings
  }

  /// The least ceiling within the distance that a window's time covers, for each place.
  private static func widened(
    _ ceilings: [Double], _ course: Course, window: Double
  ) -> [Double] {
    var starts = [0.0]
    for cell in course.cells { starts.append((starts.last ?? 0) + cell.length) }
    var lowered = ceilings
    for index in ceilings.indices {
      // Whoever is faster than this place allows must be farther away than he moves in a window.
      let reach = window * ceilings[index].squareRoot()
      var other = index
      while other > 0, starts[index] - starts[other - 1] <= reach {
        other -= 1
        lowered[other] = Swift.min(lowered[other], ceilings[index])
      }
      other = index
      while other + 1 < starts.count, starts[other + 1] - starts[index] <= reach {
        other += 1
        lowered[other] = Swift.min(lowered[other], ceilings[index])
      }
    }
    return lowered
  }

  /// How many times too fast the motion is anywhere, by tool and joints; at most 1 when it is not.
  private func excess(tool: ToolLimits) -> Double {
    let profile = course.kinematics.profile
    let steps = Swift.max(Int(Swift.min(duration / 0.0005, 1e6)), 2 * cellCount)
    var excess = 0.0
    for step in 0...steps {
      let now = progress(at: duration * Double(step) / Double(steps))
      let place = locate(now.place)
      guard
        let ends = PathDerivatives(
          course.pieces[place.piece], at: place.parameter, course.kinematics, elbow: course.elbow)
      else { continue }
      let square = now.speed * now.speed
      let push = (ends.tool * now.acceleration + ends.toolSecond * square).length
      excess = Swift.max(excess, (ends.tool * now.speed).length / tool.speed)
      excess = Swift.max(excess, (push / tool.acceleration).squareRoot())
      for (axis, joint) in profile.joints.enumerated() {
        let push = abs(ends.joint[axis] * now.acceleration + ends.jointSecond[axis] * square)
        excess = Swift.max(excess, abs(ends.joint[axis] * now.speed) / joint.speed)
        excess = Swift.max(excess, (push / joint.acceleration).squareRoot())
      }
    }
    return excess
  }
}
