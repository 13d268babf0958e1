import StrokeProgram

/// The motion of one action: what the planner makes of it, in steps of time.
struct StrokeMotion {
  /// One step.
  struct Sample {
    /// As planned.
    var tool: ToolSample
    /// The joints as planned; nil when nobody asks.
    var joints: SIMD2<Double>?
  }

  /// The time between samples, s.
  static let interval = 0.01

  /// The steps; where the pen is lifted on the way, steps with a lifted pen lie between.
  private(set) var samples: [Sample] = []
  /// s.
  private(set) var duration = 0.0
  /// How many times the pen is lifted on the way, where the reach ends.
  private(set) var lifts = 0
  /// mm that are left out because they are out of reach.
  private(set) var clipped = 0.0

  /// The way on the page, mm, and the part of it on paper.
  var lengths: (all: Double, drawn: Double) {
    var lengths = (all: 0.0, drawn: 0.0)
    for (first, second) in zip(samples, samples.dropFirst()) {
      let length = distance(first.tool.position, second.tool.position)
      lengths.all += length
      if first.tool.isDown, second.tool.isDown { lengths.drawn += length }
    }
    return lengths
  }

  /// Draws a path.
  init(drawing path: DrawnPath, _ machine: MachineProfile, wantsJoints: Bool) {
    let plan = Self.plan(path, from: path.start, machine)
    clipped = plan.clipped.reduce(0) { $0 + $1.length }
    guard let first = plan.phases.firstIndex(where: { $0.kind == .draw }),
      let last = plan.phases.lastIndex(where: { $0.kind == .draw })
    else { return }
    for phase in plan.phases[first...last] {
      append(phase, of: plan, wantsJoints)
      if phase.kind == .lift { lifts += 1 }
    }
  }

  /// Goes from a place to another above the paper; both are in reach.
  init(
    from start: DrawingPoint, to end: DrawingPoint, _ machine: MachineProfile, wantsJoints: Bool
  ) {
    let dot = DrawnPath(start: end, segments: [], width: 1)
    let plan = Self.plan(dot, from: start, machine)
    for phase in plan.phases where phase.kind == .travel { append(phase, of: plan, wantsJoints) }
  }

  /// Plans a path for a pen that waits at a place.
  private static func plan(
    _ path: DrawnPath, from start: DrawingPoint, _ machine: MachineProfile
  ) -> MotionPlan {
    var machine = machine
    machine.park = start
    return MotionPlanner(machine, returnsToPark: false).plan(
      Drawing(pageWidth: 1, pageHeight: 1, paths: [path]))
  }

  /// Goes straight in joint space within the joints' limits.
  init(
    fromJoints start: SIMD2<Double>, to end: SIMD2<Double>, isDown: Bool,
    pressure: Stroke.Ends, _ kinematics: Kinematics
  ) {
    let way = end - start
    let machine = kinematics.profile
    let spans = [(abs(way.x), machine.first), (abs(way.y), machine.second)].filter { $0.0 > 0 }
    // The way counts as one unit, so that the slower joint decides.
    let limits = ToolLimits(
      speed: spans.map { $0.1.speed / $0.0 }.min() ?? 1,
      acceleration: spans.map { $0.1.acceleration / $0.0 }.min() ?? 1, jerk: .infinity)
    let travel = PenTravel(length: spans.isEmpty ? 0 : 1, limits: limits)
    duration = travel.duration
    let count = max(1, Int((duration / Self.interval).rounded(.up)))
    for step in 0...count {
      let time = duration * Double(step) / Double(count)
      let now = travel.state(at: time)
      let joints = start + way * now.distance
      let place = kinematics.position(of: joints)
      guard place.x.isFinite, place.y.isFinite else { continue }
      let velocity = kinematics.jacobian(at: joints).times(way * now.speed)
      samples.append(
        Sample(
          tool: ToolSample(
            time: time, position: place, speed: (velocity * velocity).sum().squareRoot(),
            isDown: isDown,
            pressure: pressure.start + (pressure.end - pressure.start) * now.distance,
            path: isDown ? 0 : nil), joints: joints))
    }
  }

  private mutating func append(
    _ phase: MotionPhase, of plan: MotionPlan, _ wantsJoints: Bool
  ) {
    let steps = max(1, Int((phase.duration / Self.interval).rounded(.up)))
    for step in 0...steps {
      let elapsed = phase.duration * Double(step) / Double(steps)
      // Just before the end, where the next phase begins.
      let time = phase.start + min(elapsed, max(phase.duration - 1e-9, 0))
      var tool = plan.sample(at: time)
      tool.isDown = phase.kind == .draw
      tool.time = duration + elapsed
      samples.append(Sample(tool: tool, joints: wantsJoints ? plan.joints(at: time).position : nil))
    }
    duration += phase.duration
  }
}
