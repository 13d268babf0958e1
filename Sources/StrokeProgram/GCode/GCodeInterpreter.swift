/// The modal state of a machine that reads G-code block by block.
struct GCodeInterpreter {
  let dialect: GCodeDialect
  private(set) var steps: [GCodeStep] = []
  var warningList = WarningList()
  private(set) var hasEnded = false

  /// Machine coordinates, mm.
  private var place = SIMD3<Double>(0, 0, 0)
  /// What `G92` adds to the program's coordinates, mm.
  private var offset = SIMD3<Double>(0, 0, 0)
  private var millimetresPerUnit = 1.0
  private var isRelative = false
  private var motion: Motion?
  private var feed: Double?
  private var spindle = 0.0
  private var isSpindleOn = false

  private enum Motion { case rapid, straight, clockwise, counterclockwise }

  init(dialect: GCodeDialect) { self.dialect = dialect }

  /// Runs one block: settings first, then the machine's other functions, then the motion.
  mutating func run(_ block: GCodeBlock) throws(VectorFileError) {
    var nonModal: Int?
    for word in block.words where word.letter == UInt8(ascii: "G") {
      try set(word, block, &nonModal)
    }
    try setFeed(block)
    if let value = block["S"] { setSpindle(value, block) }
    for word in block.words where word.letter == UInt8(ascii: "M") { perform(word, block) }
    switch nonModal {
    case 40: addDwell(block)
    case 280: goHome(block)
    case 920: setOffset(block)
    case .some: break
    // the letters of a machine's own command (M201 X500) are not positions
    case nil where block["M"] != nil && block["G"] == nil: break
    case nil: try move(block)
    }
  }

  /// Takes one G word; codes are in tenths, so that `G38.2` is 382.
  private mutating func set(
    _ word: GCodeBlock.Word, _ block: GCodeBlock, _ nonModal: inout Int?
  ) throws(VectorFileError) {
    let code = Int((word.value * 10).rounded())
    switch code {
    case 0: motion = .rapid
    case 10: motion = .straight
    case 20: motion = .clockwise
    case 30: motion = .counterclockwise
    case 200: millimetresPerUnit = 25.4
    case 210: millimetresPerUnit = 1
    case 900: isRelative = false
    case 910: isRelative = true
    case 40, 280, 920: nonModal = code
    case 170, 400, 490, 540, 610, 640, 800, 911, 940: break
    case 180, 190, 930, 901:
      throw block.error(
        at: word.column - 1, expected: "the XY plane, feeds per minute and relative arc centres",
        got: Self.name(word))
    case 310, 382, 383, 384, 385:
      warningList.add("\(Self.name(word)) probes; read as a straight move", line: block.line)
      motion = .straight
    default:
      warningList.add("\(Self.name(word)) is skipped", line: block.line)
      // compensations and coordinate systems leave the block's axes to the motion
      if !(410...599).contains(code) { nonModal = nonModal ?? code }
    }
  }

  private static func name(_ word: GCodeBlock.Word) -> String {
    String(UnicodeScalar(word.letter)) + decimalText(word.value, places: 1)
  }

  private mutating func setFeed(_ block: GCodeBlock) throws(VectorFileError) {
    guard let word = block.words.last(where: { $0.letter == UInt8(ascii: "F") }) else { return }
    guard word.value > 0 else {
      throw block.error(
        at: word.column - 1, expected: "a feed above 0",
        got: decimalText(word.value, places: 4))
    }
    feed = word.value * millimetresPerUnit
  }

  // MARK: The pen and the clock

  private mutating func setSpindle(_ value: Double, _ block: GCodeBlock) {
    let isServo = block.words.contains { $0.letter == UInt8(ascii: "M") && $0.value == 280 }
    guard !isServo, block["M"] == nil || [3, 4].contains(block["M"]) else { return }
    guard block["G"] != 4 else { return }
    spindle = value
    if isSpindleOn, block["M"] == nil { add(.servo(value), block) }
  }

  private mutating func perform(_ word: GCodeBlock.Word, _ block: GCodeBlock) {
    switch word.value {
    case 0, 1: add(.pause, block)
    case 2, 30: hasEnded = true
    case 3, 4:
      isSpindleOn = true
      add(.servo(spindle), block)
    case 5:
      isSpindleOn = false
      add(.servo(nil), block)
    case 280: if let value = block["S"] { add(.servo(value), block) }
    case 17, 18, 82, 83, 84, 110, 117, 118, 400: break
    default: warningList.add("\(Self.name(word)) is skipped", line: block.line)
    }
  }

  private mutating func addDwell(_ block: GCodeBlock) {
    let unit = dialect == .marlin ? 0.001 : 1
    let seconds = block["S"] ?? (block["P"] ?? 0) * unit
    if seconds > 0 { add(.dwell(seconds: seconds), block) }
  }

  private mutating func add(_ action: GCodeStep.Action, _ block: GCodeBlock) {
    steps.append(GCodeStep(line: block.line, action: action))
  }

  // MARK: Positions

  private static let axes: [Unicode.Scalar] = ["X", "Y", "Z"]

  private mutating func goHome(_ block: GCodeBlock) {
    warningList.add("G28 is taken to end at the origin", line: block.line)
    let named = Self.axes.indices.filter { block[Self.axes[$0]] != nil }
    for axis in named.isEmpty ? Array(Self.axes.indices) : named {
      place[axis] = 0
      offset[axis] = 0
    }
  }

  private mutating func setOffset(_ block: GCodeBlock) {
    for (axis, letter) in Self.axes.enumerated() {
      if let value = block[letter] { offset[axis] = place[axis] - value * millimetresPerUnit }
    }
  }

  private func target(_ block: GCodeBlock) -> SIMD3<Double> {
    var target = place
    for (axis, letter) in Self.axes.enumerated() {
      guard let value = block[letter] else { continue }
      target[axis] = value * millimetresPerUnit + (isRelative ? place[axis] : offset[axis])
    }
    return target
  }

  private mutating func move(_ block: GCodeBlock) throws(VectorFileError) {
    let target = target(block)
    let isArc = motion == .clockwise || motion == .counterclockwise
    let hasAxis = Self.axes.contains { block[$0] != nil }
    guard hasAxis || (isArc && (block["I"] != nil || block["J"] != nil)) else { return }
    guard let motion else {
      throw error(block, expected: "G0, G1, G2 or G3 before the first position")
    }
    guard (0..<3).allSatisfy({ target[$0].magnitude <= 1e12 }) else {
      throw error(block, expected: "a position within 1e12 mm")
    }
    let arc = isArc ? try self.arc(block, to: target, isClockwise: motion == .clockwise) : nil
    let feed = try feed(of: motion, block)
    add(.move(GCodeMove(from: place, to: target, feed: feed, arc: arc)), block)
    place = target
  }

  private func feed(of motion: Motion, _ block: GCodeBlock) throws(VectorFileError) -> Double {
    if motion == .rapid { return dialect == .marlin ? feed ?? .infinity : .infinity }
    guard let feed else { throw error(block, expected: "a feed (F) before the first G1, G2 or G3") }
    return feed
  }

  private mutating func arc(
    _ block: GCodeBlock, to target: SIMD3<Double>, isClockwise: Bool
  ) throws(VectorFileError) -> CircularArc {
    let geometry = GCodeArcGeometry(
      start: DrawingPoint(place.x, place.y), end: DrawingPoint(target.x, target.y),
      isClockwise: isClockwise)
    let unit = millimetresPerUnit
    if let radius = block["R"] {
      guard let center = geometry.center(radius: radius * unit) else {
        throw error(block, expected: "an end that is not the start, for an arc with R")
      }
      if geometry.isTooWide(for: radius * unit) {
        warningList.add("R is too small for the arc, read as a half circle", line: block.line)
      }
      return CircularArc(center: center, isClockwise: isClockwise)
    }
    let offset = DrawingPoint((block["I"] ?? 0) * unit, (block["J"] ?? 0) * unit)
    guard let center = geometry.center(offset: offset) else {
      throw error(block, expected: "I and J of a centre as far from the start as from the end")
    }
    return CircularArc(center: center, isClockwise: isClockwise)
  }

  private func error(_ block: GCodeBlock, expected: String) -> VectorFileError {
    let word = block.words.first { [88, 89, 90, 73, 74].contains($0.letter) }
    return block.error(
      at: (word?.column ?? 1) - 1, expected: expected, got: word.map(Self.name) ?? "nothing")
  }
}
