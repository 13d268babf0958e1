extension GCodeStyle {
  /// The moves as a G-code program: millimetres, absolute, the pen up at both ends.
  ///
  /// The page is not mirrored: `y` is flipped because machines count it upwards. Coordinates have
  /// four decimals, feeds one. An arc becomes `G2` or `G3` with `I` and `J`; a change of the pen
  /// stops the machine with `M0`. Before the first move the machine is taken to be at `start`.
  ///
  /// - Parameters:
  ///   - moves: The moves in page coordinates.
  ///   - start: Where the machine stands, page coordinates; the lower left corner when nil.
  ///   - comments: Lines for people, at the top.
  public func gcode(
    _ moves: [PenMove], start: DrawingPoint? = nil, comments: [String] = []
  ) -> String {
    var writer = GCodeWriter(
      style: self, place: start ?? flipped(DrawingPoint(0, 0)), comments: comments)
    for move in moves { writer.write(move) }
    return writer.finish()
  }
}

private struct GCodeWriter {
  private let style: GCodeStyle
  private var lines: [String] = []
  private var place: DrawingPoint
  private var feed: Double?
  private var isDown = false
  private var pen: Int?

  init(style: GCodeStyle, place: DrawingPoint, comments: [String]) {
    self.style = style
    self.place = place
    lines = comments.map(Self.comment)
    lines += ["G21", "G90", "G17"]
    if style.dialect == .grbl { lines.append("G94") }
    setPen(down: false)
  }

  mutating func write(_ move: PenMove) {
    if let pen, pen != move.pen {
      if isDown { setPen(down: false) }
      lines += [Self.comment("pen \(move.pen + 1)"), "M0"]
    }
    pen = move.pen
    if move.isDown != isDown { setPen(down: move.isDown) }
    if move.to != place || move.arc != nil { lines.append(line(of: move)) }
    place = move.to
  }

  mutating func finish() -> String {
    if isDown { setPen(down: false) }
    lines.append(style.dialect == .grbl ? "M2" : "M400")
    lines.append("")
    return lines.joined(separator: "\n")
  }

  private mutating func line(of move: PenMove) -> String {
    let end = style.flipped(move.to)
    let target = " X\(Self.length(end.x)) Y\(Self.length(end.y))"
    guard let arc = move.arc else {
      return (move.feed.isFinite ? "G1" : "G0") + target + feedWord(move.feed)
    }
    let offset = style.flipped(arc.center) - style.flipped(place)
    return (arc.isClockwise ? "G2" : "G3") + target
      + " I\(Self.length(offset.x)) J\(Self.length(offset.y))" + feedWord(move.feed)
  }

  /// The feed where it changes; a move at full speed has none.
  private mutating func feedWord(_ wanted: Double) -> String {
    guard wanted.isFinite, wanted != feed else { return "" }
    feed = wanted
    return " F\(decimalText(wanted, places: 1))"
  }

  private mutating func setPen(down: Bool) {
    isDown = down
    switch style.actuator {
    case .servo(let upValue, let downValue):
      let value = decimalText(down ? downValue : upValue, places: 2)
      // Marlin turns the servo when it reads the line, so the moves before have to end first
      if style.dialect == .marlin { lines.append("M400") }
      lines.append(style.dialect == .grbl ? "M3 S\(value)" : "M280 P0 S\(value)")
    case .zAxis(let upHeight, let downHeight, let feed):
      lines.append("G1 Z\(Self.length(down ? downHeight : upHeight))" + feedWord(feed))
    }
    addDwell(down ? style.dropSeconds : style.liftSeconds)
  }

  private mutating func addDwell(_ seconds: Double) {
    guard seconds > 0 else { return }
    switch style.dialect {
    case .grbl: lines.append("G4 P\(decimalText(seconds, places: 3))")
    case .marlin: lines.append("G4 P\(decimalText(seconds * 1000, places: 0))")
    }
  }

  private static func length(_ value: Double) -> String { decimalText(value, places: 4) }

  /// A comment on one line of printable ASCII.
  private static func comment(_ text: String) -> String {
    let printable = text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? $0 : "?" }
    return "; " + String(String.UnicodeScalarView(printable))
  }
}
