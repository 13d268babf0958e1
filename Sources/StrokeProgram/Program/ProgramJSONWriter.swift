public import JSONText

extension PaintingProgram {
  /// The program as the text of `program.json`: one JSON object on one line, without a line end.
  ///
  /// Coordinates stand twice: as fractions of the page's width (`curve`, `width`) and in
  /// millimetres (`curveMillimetres`, `widthMillimetres`). Reading uses the fractions.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("format")
    writer.string(Self.formatName)
    writer.key("version")
    writer.integer(Self.formatVersion)
    writer.key("source")
    source.write(to: &writer)
    writer.key("page")
    writePage(to: &writer)
    writer.key("strokes")
    writer.beginArray()
    for stroke in strokes { stroke.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  static let formatName = "spiral-program"
  static let formatVersion = 1

  private func writePage(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("widthMillimetres")
    writer.number(Self.pageMillimetres)
    writer.key("heightMillimetres")
    writer.number(Self.pageMillimetres)
    writer.key("background")
    if let background { writer.string(background.hexadecimal) } else { writer.null() }
    writer.endObject()
  }
}

extension ProgramSource {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("backend")
    writer.string(backend)
    writer.key("version")
    writer.string(version)
    writer.key("options")
    options.write(to: &writer)
    writer.key("seed")
    writer.unsigned64(seed)
    writer.key("episode")
    writer.unsigned64(episode)
    writer.key("actions")
    writeActions(to: &writer)
    if let startState {
      writer.key("startState")
      startState.withUnsafeBytes { writer.base64($0) }
    }
    writer.endObject()
  }

  private func writeActions(to writer: inout JSONWriter) {
    writer.beginObject()
    for part in parts {
      writer.key(escaping: part.name)
      writer.beginArray()
      for row in part.rows {
        if row.count == 1 { writer.briefNumber(row[0]) } else { writer.briefNumbers(row) }
      }
      writer.endArray()
    }
    writer.endObject()
  }
}

extension [String: OptionValue] {
  /// Writes the options as an object, names in order.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, value) in sorted(by: { $0.key < $1.key }) {
      writer.key(escaping: name)
      value.write(to: &writer)
    }
    writer.endObject()
  }
}

extension OptionValue {
  /// Writes the value in its JSON type.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .boolean(let value): writer.boolean(value)
    case .integer(let value): writer.integer(value)
    case .number(let value): writer.briefNumber(value)
    case .string(let value): writer.string(value)
    case .numbers(let values): writer.briefNumbers(values)
    }
  }
}

extension Stroke {
  func write(to writer: inout JSONWriter) {
    let scale = PaintingProgram.pageMillimetres
    writer.beginObject()
    writer.key("curve")
    write([start, control, end], times: 1, to: &writer)
    writer.key("curveMillimetres")
    write([start, control, end], times: scale, to: &writer)
    writer.key("width")
    writer.number(width)
    writer.key("widthMillimetres")
    writer.number(width * scale)
    writer.key("color")
    writer.string(color.hexadecimal)
    writer.key("pressure")
    writer.briefNumbers([pressure.start, pressure.end])
    writer.endObject()
  }

  private func write(_ points: [PagePoint], times scale: Double, to writer: inout JSONWriter) {
    writer.beginArray()
    for point in points { writer.briefNumbers([point.x * scale, point.y * scale]) }
    writer.endArray()
  }
}

extension JSONWriter {
  /// Writes whole numbers without a fraction.
  public mutating func briefNumber(_ value: Double) {
    if let whole = Int(exactly: value) { integer(whole) } else { number(value) }
  }

  /// Writes an array of numbers, whole ones without a fraction.
  public mutating func briefNumbers(_ values: [Double]) {
    beginArray()
    for value in values { briefNumber(value) }
    endArray()
  }
}
