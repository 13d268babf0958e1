/// A part of a path between two "move to" commands, in user units.
struct SVGSubpath: Equatable {
  var start: DrawingPoint
  var segments: [DrawnPath.Segment] = []

  var end: DrawingPoint { segments.last?.end ?? start }

  /// Appends the line back to the start, unless the pen is there already.
  mutating func close() {
    if end != start || segments.isEmpty { segments.append(.line(to: start)) }
  }
}

/// The `d` attribute of a path as curves (SVG 1.1, section 8.3).
///
/// An error ends the path where it stands, as browsers do; what came before is kept.
struct SVGPathData {
  private(set) var subpaths: [SVGSubpath] = []
  /// The first error: its offset in the text and what belongs there.
  private(set) var error: (offset: Int, expected: String, got: String)?

  private var scanner: ByteScanner
  private var place = DrawingPoint(0, 0)
  /// The start of the subpath, where `z` returns to.
  private var subpathStart = DrawingPoint(0, 0)
  /// Whether the next drawing command has to open a subpath of its own.
  private var isClosed = true
  /// The last control point of a cubic or a quadratic, which smooth commands reflect.
  private var cubicControl: DrawingPoint?
  private var quadraticControl: DrawingPoint?

  init(_ text: String) {
    scanner = ByteScanner(text)
    scanner.skipSpace()
    var previous: UInt8?
    while scanner.next != nil, error == nil { previous = readCommand(after: previous) }
  }

  /// Reads a command letter, or repeats the last one, and its numbers; returns the command.
  private mutating func readCommand(after previous: UInt8?) -> UInt8? {
    guard let byte = scanner.next else { return nil }
    var command = byte
    if byte & 0xDF >= UInt8(ascii: "A"), byte & 0xDF <= UInt8(ascii: "Z") {
      guard "MmLlHhVvCcSsQqTtAaZz".utf8.contains(byte) else { return fail("a path command") }
      scanner.place += 1
      scanner.skipSpace()
    } else {
      guard let repeated = previous, repeated & 0xDF != UInt8(ascii: "Z") else {
        return fail("a path command")
      }
      // numbers after a move are lines
      command = repeated & 0xDF == UInt8(ascii: "M") ? repeated - 1 : repeated
    }
    guard previous != nil || command & 0xDF == UInt8(ascii: "M") else {
      scanner.place -= 1
      return fail("M at the start of a path")
    }
    run(command)
    scanner.skipComma()
    return command
  }

  private mutating func run(_ command: UInt8) {
    let isRelative = command & 0x20 != 0
    let base = isRelative ? place : [0, 0]
    let reflectedCubic = 2 * place - (cubicControl ?? place)
    let reflectedQuadratic = 2 * place - (quadraticControl ?? place)
    cubicControl = nil
    quadraticControl = nil
    switch command & 0xDF {
    case UInt8(ascii: "M"): if let point = point(base) { moveTo(point) }
    case UInt8(ascii: "L"): if let point = point(base) { add(.line(to: point)) }
    case UInt8(ascii: "H"): if let x = number() { add(.line(to: [base.x + x, place.y])) }
    case UInt8(ascii: "V"): if let y = number() { add(.line(to: [place.x, base.y + y])) }
    case UInt8(ascii: "C"):
      if let first = point(base) { addCubic(first, base) }
    case UInt8(ascii: "S"): addCubic(reflectedCubic, base)
    case UInt8(ascii: "Q"):
      if let control = point(base) { addQuadratic(control, base) }
    case UInt8(ascii: "T"): addQuadratic(reflectedQuadratic, base)
    case UInt8(ascii: "A"): addArc(base)
    default: close()
    }
  }

  // MARK: Drawing

  private mutating func moveTo(_ point: DrawingPoint) {
    place = point
    subpathStart = point
    isClosed = false
    subpaths.append(SVGSubpath(start: point))
  }

  private mutating func openSubpath() {
    // after z, the next subpath starts where the last one did
    if isClosed { moveTo(subpathStart) }
  }

  private mutating func add(_ segment: DrawnPath.Segment) {
    openSubpath()
    subpaths[subpaths.count - 1].segments.append(segment)
    place = segment.end
  }

  private mutating func addCubic(_ first: DrawingPoint, _ base: DrawingPoint) {
    guard let second = point(base), let end = point(base) else { return }
    add(.cubic(first, second, to: end))
    cubicControl = second
  }

  private mutating func addQuadratic(_ control: DrawingPoint, _ base: DrawingPoint) {
    guard let end = point(base) else { return }
    add(.quadratic(control: control, to: end))
    quadraticControl = control
  }

  private mutating func addArc(_ base: DrawingPoint) {
    guard let radii = point([0, 0]), let rotation = number(), let isLarge = flag(),
      let isSweeping = flag(), let end = point(base)
    else { return }
    openSubpath()
    SVGArc.append(
      from: place, radii: radii, rotationDegrees: rotation, isLarge: isLarge,
      isSweeping: isSweeping, to: end, into: &subpaths[subpaths.count - 1].segments)
    place = end
  }

  private mutating func close() {
    guard !isClosed else { return }
    subpaths[subpaths.count - 1].close()
    place = subpathStart
    isClosed = true
  }

  // MARK: Numbers

  private mutating func fail(_ expected: String) -> UInt8? {
    error = error ?? (scanner.place, expected, scanner.excerpt)
    return nil
  }

  private mutating func number() -> Double? {
    guard let value = scanner.number() else {
      _ = fail("a number")
      return nil
    }
    scanner.skipComma()
    return value
  }

  private mutating func point(_ base: DrawingPoint) -> DrawingPoint? {
    guard let x = number(), let y = number() else { return nil }
    return base + [x, y]
  }

  /// A flag is one digit, so that nothing has to separate it from what follows.
  private mutating func flag() -> Bool? {
    let isSet = scanner.next == UInt8(ascii: "1")
    guard isSet || scanner.next == UInt8(ascii: "0") else {
      _ = fail("a flag, 0 or 1")
      return nil
    }
    scanner.place += 1
    scanner.skipComma()
    return isSet
  }
}
