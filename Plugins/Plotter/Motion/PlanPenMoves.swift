public import StrokeProgram

extension MotionPlan {
  /// The motion as straight moves with feeds, for G-code.
  ///
  /// A move's end is a set point: both the straight line to it and the path of an arm whose joints
  /// run evenly to it stay near the planned path. Its feed is the one with which a machine needs
  /// the planned time for the move, if it reaches a move's feed from the slower neighbour's with the
  /// machine's acceleration and then keeps it.
  public func penMoves() -> [PenMove] {
    var moves: [PenMove] = []
    for phase in phases where phase.kind == .travel || phase.kind == .draw {
      let pen = layer(of: phase.path) ?? moves.last?.pen ?? 0
      let isDown = phase.kind == .draw
      // The pen rises between two paths even when they meet, and falls for a dot.
      if isDown { moves.append(PenMove(to: phase.origin, isDown: false, pen: pen)) }
      guard let motion = phase.motion else {
        if isDown { moves.append(PenMove(to: phase.origin, isDown: true, pen: pen)) }
        continue
      }
      var chords = ChordBuilder(plan: self, motion: motion, isDown: isDown)
      moves += chords.chords().map {
        PenMove(to: $0.end, feed: max($0.feed * 60, 0.1), isDown: isDown, pen: pen)
      }
    }
    return moves
  }

  private func layer(of path: Int?) -> Int? {
    path.flatMap { drawing.paths.indices.contains($0) ? drawing.paths[$0].layer : nil }
  }

  /// The motion as G-code that starts with the pen at the machine's park.
  public func gcode(dialect: GCodeDialect = .grbl, comments: [String] = []) -> String {
    gcodeStyle(dialect: dialect).gcode(penMoves(), start: profile.park, comments: comments)
  }

  /// How the machine wants the G-code of this plan.
  public func gcodeStyle(dialect: GCodeDialect) -> GCodeStyle {
    let pen = profile.pen
    switch pen.actuator {
    case .servo(let up, let down):
      return GCodeStyle(
        dialect: dialect, actuator: .servo(up: up, down: down), pageHeight: drawing.pageHeight,
        dropSeconds: pen.dropTime, liftSeconds: pen.liftTime)
    case .axis(let up, let down):
      // The axis moves for the shorter of both times; the machine waits for the rest of the longer.
      let seconds = max(min(pen.dropTime, pen.liftTime), 0.01)
      return GCodeStyle(
        dialect: dialect,
        actuator: .zAxis(up: up, down: down, feed: max(abs(up - down) / seconds * 60, 0.1)),
        pageHeight: drawing.pageHeight, dropSeconds: max(pen.dropTime - seconds, 0),
        liftSeconds: max(pen.liftTime - seconds, 0))
    }
  }
}

/// Joins the cells of a motion to chords.
private struct ChordBuilder {
  struct Chord {
    var end: SIMD2<Double>
    var length: Double
    var seconds: Double
    /// By how much the speed changes, mm/s.
    var change: Double
    /// mm/s.
    var feed = 0.0
  }

  private struct Node {
    var time: Double
    var point: SIMD2<Double>
    var joints: SIMD2<Double>
    var speed: Double
  }

  let kinematics: Kinematics
  let tolerance: Double
  let acceleration: Double
  private let nodes: [Node]
  /// The greatest speed, mm/s.
  private let top: Double
  /// The length below which chords are joined, mm, for written places are rounded to 0.0001 mm.
  private static let shortest = 0.004
  /// The most nodes of one chord.
  private static let longest = 256

  init(plan: MotionPlan, motion: TimedCourse, isDown: Bool) {
    kinematics = plan.kinematics
    tolerance = plan.profile.deviation * MotionPlanner.chordPart
    acceleration = plan.profile.tool(isDown: isDown).acceleration
    let nodes = Self.times(of: motion).map { time in
      let now = motion.progress(at: time)
      let place = motion.locate(now.place)
      let joints = motion.course.joints(piece: place.piece, at: place.parameter)
      let piece = motion.course.pieces[place.piece]
      let slope = piece.slope(at: place.parameter)
      let onPage =
        piece.space == .page ? slope : plan.kinematics.jacobian(at: joints).times(slope)
      return Node(
        time: time, point: motion.course.position(piece: place.piece, at: place.parameter),
        joints: joints, speed: now.speed * onPage.length)
    }
    self.nodes = nodes
    top = nodes.reduce(0) { max($0, $1.speed) }
  }

  /// The ends of the cells; of an S-curve, whose ramps know no cells, even times.
  private static func times(of motion: TimedCourse) -> [Double] {
    let count = motion.cellCount
    guard motion.window > 0 else {
      return (0...count).map { motion.cellTime($0) * motion.stretch }
    }
    let steps = min(48 * motion.duration / (motion.window * motion.stretch), 1e5)
    let even = max(count * 2, Int(steps), 64)
    return (0...even).map { motion.duration * Double($0) / Double(even) }
  }

  mutating func chords() -> [Chord] {
    var chords: [Chord] = []
    var start = 0
    while start + 1 < nodes.count {
      var end = start + 1
      while end + 1 < nodes.count, end - start < Self.longest, isChord(start, end + 1) { end += 1 }
      if let chord = chord(start, end) { chords.append(chord) }
      start = end
    }
    for index in chords.indices {
      let touchesRest = index == 0 || index == chords.count - 1
      chords[index].feed = feed(chords[index], touchesRest: touchesRest)
    }
    return chords
  }

  /// Whether one chord with one feed stands for all nodes between two.
  private func isChord(_ start: Int, _ end: Int) -> Bool {
    let first = nodes[start]
    let last = nodes[end]
    let leg = last.point - first.point
    guard leg.length > 1e-6 else { return false }
    let seconds = last.time - first.time
    if leg.length < Self.shortest, leg.length > 0.9 * way(start, end) { return true }
    let fastest = max(first.speed, last.speed)
    // A machine keeps pace with a slower ramp than its own only in small steps.
    let change = abs(last.speed - first.speed)
    if change > 0.04 * top, change < 0.98 * acceleration * seconds { return false }
    for node in nodes[(start + 1)..<end] {
      let even = first.speed + (last.speed - first.speed) * (node.time - first.time) / seconds
      guard abs(node.speed - even) <= 0.01 * fastest else { return false }
      guard distance(node.point, from: first.point, along: leg) <= tolerance else { return false }
    }
    let middle = kinematics.position(of: (first.joints + last.joints) / 2)
    return distance(middle, from: first.point, along: leg) <= tolerance
  }

  private func way(_ start: Int, _ end: Int) -> Double {
    (start..<end).reduce(0) { $0 + (nodes[$1 + 1].point - nodes[$1].point).length }
  }

  private func distance(
    _ point: SIMD2<Double>, from start: SIMD2<Double>, along leg: SIMD2<Double>
  ) -> Double {
    let part = min(max((point - start).dot(leg) / leg.squaredLength, 0), 1)
    return (point - start - leg * part).length
  }

  private func chord(_ start: Int, _ end: Int) -> Chord? {
    let first = nodes[start]
    let last = nodes[end]
    let seconds = last.time - first.time
    let length = (last.point - first.point).length
    guard length > 0, seconds > 0 else { return nil }
    return Chord(
      end: last.point, length: length, seconds: seconds, change: abs(last.speed - first.speed))
  }

  /// The feed from rest or to rest is exact; in a row of even ramps it is the mean speed and, where
  /// the plan changes its speed by `dv` in the time `t`, half of `dv (dv / (a t))` more, which
  /// makes up for what the machine needs to reach it.
  private func feed(_ chord: Chord, touchesRest: Bool) -> Double {
    let mean = chord.length / chord.seconds
    let reach = acceleration * chord.seconds
    guard touchesRest else { return mean + chord.change / 2 * min(chord.change / reach, 1) }
    // F / a + (L - F^2 / 2 a) / F = t
    let square = reach * reach - 2 * acceleration * chord.length
    return max(reach - max(square, 0).squareRoot(), mean)
  }
}
