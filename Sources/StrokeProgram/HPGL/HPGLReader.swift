extension HPGL {
  /// The moves of an HP-GL program of `IN`, `SP`, `VS`, `PU`, `PD`, `PA` and `PR`, on the page.
  ///
  /// - Throws: `VectorFileError` for any other command, and for parameters that do not fit.
  public static func moves(
    _ bytes: [UInt8], pageHeight: Double
  ) throws(VectorFileError) -> [PenMove] {
    var reader = HPGLReader(scanner: ByteScanner(bytes), pageHeight: pageHeight)
    while try reader.readCommand() {}
    return reader.moves
  }
}

private struct HPGLReader {
  var scanner: ByteScanner
  let pageHeight: Double
  var moves: [PenMove] = []
  private var place = DrawingPoint(0, 0)
  private var isDown = false
  private var isRelative = false
  private var feed = Double.infinity
  private var pen = 0

  init(scanner: ByteScanner, pageHeight: Double) {
    self.scanner = scanner
    self.pageHeight = pageHeight
  }

  /// Reads a command; returns false at the end.
  mutating func readCommand() throws(VectorFileError) -> Bool {
    scanner.skipSpace()
    while scanner.pass(";") { scanner.skipSpace() }
    guard scanner.next != nil else { return false }
    let start = scanner.place
    let letters = scanner.bytes[start..<min(start + 2, scanner.bytes.count)]
    let name = String(decoding: letters, as: UTF8.self).uppercased()
    scanner.place += letters.count
    let values = parameters()
    switch name {
    case "IN", "DF": isRelative = false
    case "SP": pen = max((values.first.flatMap { Int(exactly: $0) } ?? 0) - 1, 0)
    case "VS": feed = values.first.map { $0 * 600 } ?? .infinity
    case "PU", "PD":
      isDown = name == "PD"
      try move(values, start)
    case "PA", "PR":
      isRelative = name == "PR"
      try move(values, start)
    default: throw error(at: start, "one of IN, SP, VS, PU, PD, PA and PR")
    }
    return true
  }

  private mutating func parameters() -> [Double] {
    var values: [Double] = []
    scanner.skipSpace()
    while let value = scanner.number(allowsExponent: false) {
      values.append(value)
      scanner.skipComma()
    }
    return values
  }

  private mutating func move(_ values: [Double], _ start: Int) throws(VectorFileError) {
    guard values.count % 2 == 0 else { throw error(at: start, "pairs of coordinates") }
    for index in stride(from: 0, to: values.count, by: 2) {
      let point = DrawingPoint(values[index], values[index + 1])
      place = isRelative ? place + point : point
      let millimetres = place / HPGL.unitsPerMillimetre
      moves.append(
        PenMove(
          to: [millimetres.x, pageHeight - millimetres.y], feed: isDown ? feed : .infinity,
          isDown: isDown, pen: pen))
    }
  }

  private func error(at offset: Int, _ expected: String) -> VectorFileError {
    let before = scanner.bytes[..<offset]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return VectorFileError(
      line: before.count { $0 == 0x0A } + 1, column: offset - lineStart + 1,
      expected: expected, got: scanner.excerpt(from: offset))
  }
}
