public import StrokeProgram

/// A machine that reads G-code and moves within its limits, independently of any plan.
///
/// It works as Grbl does: every straight move is a block with its own feed; blocks speed up and slow
/// down with the machine's acceleration; where two blocks meet at the angle `t`, the speed is at most
/// that of `v^2 = a d sin(t/2) / (1 - sin(t/2))` (Jeon, "Improving Grbl: cornering algorithm",
/// 2011), with the profile's deviation as `d`; and the block before a stop knows of it. It also keeps
/// each joint's mean speed over a block within its limit.
public struct GCodeExecutor {
  private let kinematics: Kinematics
  private let pageHeight: Double
  private var profile: MachineProfile { kinematics.profile }

  /// Makes the machine, with the page's height that turns its `y` into the page's.
  public init(_ profile: MachineProfile, pageHeight: Double) {
    kinematics = Kinematics(profile)
    self.pageHeight = pageHeight
  }

  /// What a machine did.
  public struct Execution: Sendable, Equatable {
    /// Seconds with the pen down and moving.
    public var drawing = 0.0
    /// Seconds with the pen up and moving.
    public var travelling = 0.0
    /// Seconds at rest or lifting.
    public var standing = 0.0
    /// mm with the pen down.
    public var drawn = 0.0
    /// mm with the pen up.
    public var travelled = 0.0
    /// How often the pen came down.
    public var drops = 0
    /// Seconds in all.
    public var seconds: Double { drawing + travelling + standing }
  }

  /// A straight move.
  private struct Block {
    var way: SIMD2<Double>
    var length: Double
    /// mm/s.
    var feed: Double
    /// The speed at its start, mm/s.
    var entry = 0.0
  }

  /// Runs a program from the machine's park with the pen down.
  public func run(_ program: GCodeProgram) -> Execution {
    var execution = Execution()
    var blocks: [Block] = []
    var isDown = true
    var place = profile.park
    var isFirst = true
    var height = lowest
    for step in program.steps {
      switch step.action {
      case .move(let move):
        if move.to.z != (isFirst ? height : move.from.z) {
          finish(&blocks, isDown, &execution)
          execution.standing += abs(move.to.z - height) / (move.feed / 60)
          height = move.to.z
          setPen(value: height, &isDown, &execution)
        }
        let moves = move.to.x != move.from.x || move.to.y != move.from.y || move.arc != nil
        guard moves else { continue }
        for end in ends(of: move) {
          append(from: place, to: end, feed: move.feed / 60, isDown, &blocks)
          place = end
        }
        isFirst = false
      case .dwell(let seconds):
        finish(&blocks, isDown, &execution)
        execution.standing += seconds
      case .servo(let value):
        finish(&blocks, isDown, &execution)
        if let value { setPen(value: value, &isDown, &execution) } else { isDown = false }
      case .pause: finish(&blocks, isDown, &execution)
      }
    }
    finish(&blocks, isDown, &execution)
    return execution
  }

  // MARK: Pen

  private var lowest: Double {
    guard case .axis(_, let down) = profile.pen.actuator else { return 0 }
    return down
  }

  private func setPen(value: Double, _ isDown: inout Bool, _ execution: inout Execution) {
    switch profile.pen.actuator {
    case .servo(let up, let down), .axis(let up, let down):
      let now = abs(value - down) < abs(value - up)
      if now, !isDown { execution.drops += 1 }
      isDown = now
    }
  }

  // MARK: Blocks

  private func page(_ point: SIMD3<Double>) -> SIMD2<Double> {
    SIMD2(point.x, pageHeight - point.y)
  }

  /// The ends of the straight moves that make up a move; an arc's chords stray at most 0.002 mm.
  private func ends(of move: GCodeMove) -> [SIMD2<Double>] {
    guard let arc = move.arc else { return [page(move.to)] }
    let center = arc.center
    let from = SIMD2(move.from.x, move.from.y) - center
    let to = SIMD2(move.to.x, move.to.y) - center
    let turn = 2 * Double.pi
    var angle = direction(SIMD2(from.dot(to), from.cross(to)))
    if arc.isClockwise, angle >= -1e-9 { angle -= turn }
    if !arc.isClockwise, angle <= 1e-9 { angle += turn }
    let step = 2 * (2 * 0.002 / max(from.length, 0.004)).squareRoot()
    let count = Int(min(max((abs(angle) / step).rounded(.up), 1), 1e6))
    return (1...count).map { index in
      guard index < count else { return page(move.to) }
      let turned = unit(angle * Double(index) / Double(count))
      let place = center + from * turned.x + from.turned * turned.y
      return SIMD2(place.x, pageHeight - place.y)
    }
  }

  private func append(
    from start: SIMD2<Double>, to end: SIMD2<Double>, feed: Double, _ isDown: Bool,
    _ blocks: inout [Block]
  ) {
    let leg = end - start
    guard leg.length > 0 else { return }
    let tool = profile.tool(isDown: isDown)
    var speed = min(feed, tool.speed)
    // The joints' mean speed; of a place out of reach nothing is known.
    for elbow in kinematics.elbows {
      guard let first = kinematics.joints(at: start, elbow: elbow),
        let last = kinematics.joints(at: end, elbow: elbow)
      else { continue }
      for (axis, joint) in profile.joints.enumerated() {
        speed = min(speed, joint.speed * leg.length / max(abs(last[axis] - first[axis]), 1e-12))
      }
      break
    }
    blocks.append(Block(way: leg / leg.length, length: leg.length, feed: speed))
  }

  /// Runs the blocks up to a rest.
  private func finish(_ blocks: inout [Block], _ isDown: Bool, _ execution: inout Execution) {
    guard !blocks.isEmpty else { return }
    let acceleration = profile.tool(isDown: isDown).acceleration
    plan(&blocks, acceleration)
    var seconds = 0.0
    var length = 0.0
    for (index, block) in blocks.enumerated() {
      let exit = index + 1 < blocks.count ? blocks[index + 1].entry : 0
      seconds += time(of: block, exit: exit, acceleration)
      length += block.length
    }
    if isDown {
      execution.drawing += seconds
      execution.drawn += length
    } else {
      execution.travelling += seconds
      execution.travelled += length
    }
    blocks.removeAll(keepingCapacity: true)
  }

  /// Sets the speeds at the junctions: the rule, then what can be braked from and what be reached.
  private func plan(_ blocks: inout [Block], _ acceleration: Double) {
    for index in blocks.indices.dropFirst() {
      let half = ((1 + blocks[index - 1].way.dot(blocks[index].way)) / 2).squareRoot()
      let turned = acceleration * profile.deviation * half / max(1 - half, 1e-12)
      blocks[index].entry = min(
        turned.isFinite ? turned.squareRoot() : 0, blocks[index - 1].feed, blocks[index].feed)
    }
    var exit = 0.0
    for index in blocks.indices.reversed() {
      let reach = (exit * exit + 2 * acceleration * blocks[index].length).squareRoot()
      blocks[index].entry = min(blocks[index].entry, reach)
      exit = blocks[index].entry
    }
    for index in blocks.indices.dropLast() {
      let entry = blocks[index].entry
      let reach = (entry * entry + 2 * acceleration * blocks[index].length).squareRoot()
      blocks[index + 1].entry = min(blocks[index + 1].entry, reach)
    }
  }

  /// Seconds for a block: speed up, cruise at the feed if it is reached, slow down.
  private func time(of block: Block, exit: Double, _ acceleration: Double) -> Double {
    let squares = block.entry * block.entry + exit * exit
    let top = min(block.feed, (acceleration * block.length + squares / 2).squareRoot())
    let ramps = (2 * top - block.entry - exit) / acceleration
    let ramped = (2 * top * top - squares) / (2 * acceleration)
    return ramps + max(block.length - ramped, 0) / top
  }
}
