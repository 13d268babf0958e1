/// HP-GL, the language of pen plotters since 1977 (HP 7475A Interfacing and Programming Manual).
public enum HPGL {
  /// Plotter units per millimetre: one is 0.025 mm.
  static let unitsPerMillimetre = 40.0

  /// The moves as an HP-GL program: `y` up from the page's lower edge, whole plotter units.
  ///
  /// Pens are `SP1` and up, the feed of moves with the pen down becomes `VS` in centimetres a
  /// second, arcs become chords within half a unit.
  public static func text(_ moves: [PenMove], pageHeight: Double) -> String {
    var writer = HPGLWriter(pageHeight: pageHeight)
    for move in moves { writer.write(move) }
    return writer.finish()
  }
}

private struct HPGLWriter {
  let pageHeight: Double
  private var text = "IN;"
  private var pen: Int?
  private var feed: Double?
  private var place: DrawingPoint
  /// The command that takes more coordinates.
  private var isDown = false
  private var isOpen = false

  init(pageHeight: Double) {
    self.pageHeight = pageHeight
    place = [0, pageHeight]
  }

  mutating func write(_ move: PenMove) {
    if move.pen != pen {
      close()
      if isDown { text += "PU;" }
      isDown = false
      text += "SP\(max(move.pen, 0) + 1);"
      pen = move.pen
    }
    if move.isDown, move.feed.isFinite, move.feed != feed {
      close()
      text += "VS\(decimalText(max(move.feed / 600, 0.1), places: 1));"
      feed = move.feed
    }
    var points: [DrawingPoint] = []
    if let arc = move.arc {
      arc.appendChords(from: place, to: move.to, yIsDown: true, tolerance: 0.0125, to: &points)
    } else {
      points = [move.to]
    }
    for point in points { append(point, isDown: move.isDown) }
    place = move.to
  }

  private mutating func append(_ point: DrawingPoint, isDown down: Bool) {
    if isOpen, isDown == down {
      text += ","
    } else {
      close()
      text += down ? "PD" : "PU"
    }
    isOpen = true
    isDown = down
    text += "\(Self.units(point.x)),\(Self.units(pageHeight - point.y))"
  }

  private static func units(_ millimetres: Double) -> String {
    decimalText(millimetres * HPGL.unitsPerMillimetre, places: 0)
  }

  private mutating func close() {
    if isOpen { text += ";\n" }
    isOpen = false
  }

  mutating func finish() -> String {
    close()
    return text + "PU;SP0;\n"
  }
}
