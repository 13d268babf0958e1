import EnvironmentAPI
import PaintCore
import StrokeProgram

/// One lane of the plotter environment: paper, a pen, and what the drawing has taken.
final class PlotterEnvironment: PaintingEnvironment {
  private let configured: ConfiguredPlotter
  private(set) var paper: InkedPaper
  private(set) var pen: PlotterPen
  private(set) var effort = PlotterEffort()
  private var actionMask: [UInt8]
  private(set) var lastCost = 0.0
  private var drives: ServoModel

  init(_ configured: ConfiguredPlotter) {
    self.configured = configured
    paper = Self.blankPaper(configured)
    pen = PlotterPen(configured)
    drives = ServoModel(configured.kinematics.profile, seed: 0)
    actionMask = [UInt8](repeating: 0, count: configured.action.parts.count)
  }

  private static func blankPaper(_ configured: ConfiguredPlotter) -> InkedPaper {
    let options = configured.options
    return InkedPaper(
      width: options.canvas, height: options.canvas, channels: options.channels,
      resolution: Double(options.canvas) / options.page, origin: configured.square.origin,
      penCount: options.sizes.count)
  }

  // MARK: Episodes

  func reset(random: RandomStream) {
    paper = Self.blankPaper(configured)
    pen = PlotterPen(configured)
    var random = random
    drives = ServoModel(configured.kinematics.profile, seed: random.next())
    effort = PlotterEffort()
    actionMask = [UInt8](repeating: 0, count: configured.action.parts.count)
    lastCost = 0
  }

  func step(_ action: ActionRow) -> Bool {
    let action = configured.grammar.decode(action)
    let before = effort
    if pen.isDown, !action.draws || !pen.fits(action) { lift() }
    if action.draws, !pen.isDown { effort.time += configured.kinematics.profile.pen.dropTime }
    travel(action)
    actionMask = configured.grammar.mask(draws: action.draws)
    pen.follow(action, of: configured)
    effort.ink = paper.used.reduce(0, +)
    lastCost = effort.cost(since: before, configured.options.costs)
    return false
  }

  private func lift() {
    paper.lift(configured.pen(pen.size, pen.color))
    pen.isDown = false
    effort.lifts += 1
    effort.time += configured.kinematics.profile.pen.liftTime
  }

  private func travel(_ action: PlotterGrammar.Action) {
    let motion = configured.motion(of: action, from: pen)
    let lengths = motion.lengths
    effort.distance += lengths.all
    effort.drawn += lengths.drawn
    effort.clipped += motion.clipped
    effort.lifts += Double(motion.lifts)
    let samples = executed(motion)
    effort.time += motion.duration
    if action.draws {
      paper.draw(samples, with: configured.pen(action.size, action.color), index: action.size)
    }
  }

  /// Where the pen really goes.
  private func executed(_ motion: StrokeMotion) -> [ToolSample] {
    var samples = motion.samples.map { sample in
      var tool = sample.tool
      tool.time += effort.time
      return tool
    }
    guard configured.options.hasFaults else { return samples }
    let real = drives.apply(
      zip(samples, motion.samples).map { JointSample(time: $0.time, position: $1.joints ?? .zero) })
    for (index, joints) in real.enumerated() {
      let place = configured.kinematics.position(of: joints.position)
      if place.x.isFinite, place.y.isFinite { samples[index].position = place }
    }
    return samples
  }

  func writeInfo(into numbers: UnsafeMutableBufferPointer<Double>) {
    for (index, number) in effort.numbers.enumerated() { numbers[index] = number }
  }

  // MARK: Observation

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    switch index {
    case 0:
      guard let pixels = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
      let paper = configured.options.background
      self.paper.surface.write(
        over: SIMD3(Float(paper.red), Float(paper.green), Float(paper.blue)), into: pixels)
    case 1: bytes.copyBytes(from: actionMask)
    case 2: write([pen.place.x, pen.place.y], into: bytes)
    case 3:
      let parts = configured.square.jointParts(pen.joints)
      write([parts.x, parts.y], into: bytes)
    default:
      let profile = configured.pen(pen.size, pen.color).profile
      let left = profile.ink.isFinite ? 1 - paper.used[pen.size] / profile.ink : 1
      write([pen.isDown ? 1 : 0, pen.pressure, left], into: bytes)
    }
  }

  private func write(_ parts: [Double], into bytes: UnsafeMutableRawBufferPointer) {
    for (index, part) in parts.enumerated() {
      bytes.storeBytes(
        of: Float(min(max(part, 0), 1)).bitPattern.littleEndian, toByteOffset: 4 * index,
        as: UInt32.self)
    }
  }

  // MARK: Copies

  func copyState(from other: any PaintingEnvironment) {
    guard let other = other as? PlotterEnvironment else {
      preconditionFailure("copyState from a \(type(of: other))")
    }
    paper = other.paper
    pen = other.pen
    effort = other.effort
    drives = other.drives
    actionMask = other.actionMask
  }

  func save(into writer: inout StateWriter) {
    pen.save(into: &writer)
    effort.save(into: &writer)
    drives.save(into: &writer)
    writer.write(actionMask)
    paper.save(into: &writer)
  }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    pen = try PlotterPen(from: &reader, of: configured)
    effort = try PlotterEffort(from: &reader)
    try drives.load(from: &reader)
    actionMask = try reader.readBlock()
    guard actionMask.count == configured.action.parts.count, actionMask.allSatisfy({ $0 < 2 })
    else { throw reader.damaged("an action mask", "\(actionMask)") }
    try paper.load(from: &reader)
  }
}
