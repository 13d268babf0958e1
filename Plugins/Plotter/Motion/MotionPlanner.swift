public import StrokeProgram

/// Plans how a machine draws: which way, how fast, and what it leaves out.
///
/// Every motion starts and ends at rest. Drawn paths are flattened and their corners rounded so
/// that the pen stays within the profile's deviation; travels are straight, or straight in the
/// space of the joints where the straight line leaves the reach or the elbow changes sides.
public struct MotionPlanner: Sendable {
  /// The machine's kinematics.
  public let kinematics: Kinematics
  /// How the speed changes along a path.
  public let shape: SpeedShape
  /// Whether the pen goes back to its park after the last path.
  public let returnsToPark: Bool

  /// Parts of the deviation that flattening and rounding may use; the rest is for the joints'
  /// set points.
  static let flatteningPart = 0.1
  static let roundingPart = 0.75
  static let chordPart = 0.1

  /// Makes a planner for a machine.
  public init(
    _ profile: MachineProfile, shape: SpeedShape = .trapezoid, returnsToPark: Bool = true
  ) {
    kinematics = Kinematics(profile)
    self.shape = shape
    self.returnsToPark = returnsToPark
  }

  /// The motion that draws a drawing, path after path in its order.
  ///
  /// - Complexity: O(length of all paths and travels).
  public func plan(_ drawing: Drawing) -> MotionPlan {
    var builder = PlanBuilder(planner: self)
    for index in drawing.paths.indices { builder.draw(drawing.paths[index], index) }
    if returnsToPark { builder.park() }
    return MotionPlan(
      profile: kinematics.profile, kinematics: kinematics, phases: builder.phases,
      clipped: builder.clipped, drawing: drawing)
  }
}

/// Appends phase after phase.
private struct PlanBuilder {
  let planner: MotionPlanner
  var phases: [MotionPhase] = []
  var clipped: [ClippedPart] = []
  private let splitter: ReachSplitter
  private var time = 0.0
  /// Where the pen stands; nil when the park is out of reach and nothing was drawn yet.
  private var stand: Stand?

  private struct Stand {
    var point: SIMD2<Double>
    var joints: SIMD2<Double>
    var elbow: Elbow
  }

  init(planner: MotionPlanner) {
    self.planner = planner
    splitter = ReachSplitter(kinematics: planner.kinematics)
    let park = planner.kinematics.profile.park
    for elbow in planner.kinematics.elbows where stand == nil {
      stand = planner.kinematics.joints(at: park, elbow: elbow).map {
        Stand(point: park, joints: $0, elbow: elbow)
      }
    }
    // Whatever the pen did before, it rises before the first move.
    append(.lift, path: nil, seconds: pen.liftTime)
  }

  private var profile: MachineProfile { planner.kinematics.profile }
  private var pen: PenProfile { profile.pen }

  mutating func draw(_ path: DrawnPath, _ index: Int) {
    guard path.isFinite else {
      let obstacle = Unreachable(reason: .notFinite, nearest: nil, distance: .infinity)
      clipped.append(
        ClippedPart(
          path: index, start: path.start, end: path.start, length: 0, obstacle: obstacle))
      return
    }
    let points = path.flattened(within: profile.deviation * MotionPlanner.flatteningPart)
    let parts = splitter.split(points, path: index)
    clipped += parts.1
    for run in parts.0 { draw(run, index) }
  }

  private mutating func draw(_ run: ReachableRun, _ index: Int) {
    let start = run.points[0]
    guard let joints = planner.kinematics.joints(at: start, elbow: run.elbow) else { return }
    let end = run.points[run.points.count - 1]
    var motion: TimedCourse?
    if run.points.count > 1 {
      guard let course = course(run) else {
        clipped.append(
          ClippedPart(
            path: index, start: start, end: end, length: 0,
            obstacle: splitter.obstacle(at: start)))
        return
      }
      motion = TimedCourse(course, isDown: true, shape: planner.shape)
    }
    travel(to: Stand(point: start, joints: joints, elbow: run.elbow), path: index)
    append(.drop, path: index, seconds: pen.dropTime)
    append(.draw, path: index, seconds: motion?.duration ?? 0, motion, part: run.part)
    let last = planner.kinematics.joints(at: end, elbow: run.elbow) ?? joints
    stand = Stand(point: end, joints: last, elbow: run.elbow)
    append(.lift, path: index, seconds: pen.liftTime)
  }

  /// The rounded course of a run; at the very edge of the reach with less rounding.
  private func course(_ run: ReachableRun) -> Course? {
    let widest = profile.deviation * MotionPlanner.roundingPart
    for deviation in [widest, widest / 8, widest / 64] {
      let pieces = CornerBlending.pieces(through: run.points, deviation: deviation)
      if let course = Course(pieces, planner.kinematics, elbow: run.elbow) { return course }
    }
    return nil
  }

  mutating func park() {
    let park = profile.park
    for elbow in planner.kinematics.elbows {
      guard let joints = planner.kinematics.joints(at: park, elbow: elbow) else { continue }
      travel(to: Stand(point: park, joints: joints, elbow: elbow), path: nil)
      return
    }
  }

  private mutating func travel(to next: Stand, path: Int?) {
    defer { stand = next }
    guard let stand, (stand.point - next.point).length > 1e-6 || stand.elbow != next.elbow,
      let course = straight(from: stand, to: next) ?? jointLine(from: stand, to: next)
    else { return }
    let motion = TimedCourse(course, isDown: false, shape: planner.shape)
    append(.travel, path: path, seconds: motion.duration, motion)
  }

  private func straight(from stand: Stand, to next: Stand) -> Course? {
    guard stand.elbow == next.elbow else { return nil }
    let line = [stand.point, next.point]
    let (runs, parts) = splitter.split(line, path: 0)
    guard parts.isEmpty, runs.count == 1, runs[0].elbow == stand.elbow else { return nil }
    return Course(
      CornerBlending.pieces(through: line, deviation: 1), planner.kinematics, elbow: stand.elbow)
  }

  private func jointLine(from stand: Stand, to next: Stand) -> Course? {
    let way = next.joints - stand.joints
    guard way.length > 0 else { return nil }
    // A parameter of about the length of the way on the page.
    let reach = planner.kinematics.profile.geometry.isRotary ? 100.0 : 1.0
    let length = way.length * reach
    let piece = PathPiece(
      space: .joints, origin: stand.joints, slope: way / length, curve: .zero, length: length)
    return Course([piece], planner.kinematics, elbow: next.elbow)
  }

  private mutating func append(
    _ kind: MotionPhase.Kind, path: Int?, seconds: Double, _ motion: TimedCourse? = nil,
    part: ClosedRange<Double> = 0...1
  ) {
    phases.append(
      MotionPhase(
        kind: kind, path: path, start: time, duration: seconds,
        origin: stand?.point ?? profile.park, joints: stand?.joints ?? .zero, motion: motion,
        part: part))
    time += seconds
  }
}

extension DrawnPath {
  fileprivate var isFinite: Bool {
    guard start.isFinite else { return false }
    return segments.allSatisfy { segment in
      switch segment {
      case .line(let end): end.isFinite
      case .quadratic(let control, let end): control.isFinite && end.isFinite
      case .cubic(let first, let second, let end):
        first.isFinite && second.isFinite && end.isFinite
      }
    }
  }
}
