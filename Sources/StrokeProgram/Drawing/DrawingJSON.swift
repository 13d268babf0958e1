public import JSONText

// A drawing has no source that could be replayed, and has layers, cubic curves and any page, so it
// is a file of its own beside `program.json`; its readers take both.

extension Drawing {
  /// The drawing as the text of `drawing.json`: one JSON object on one line, without a line end.
  ///
  /// All lengths are millimetres from the page's upper left corner, `y` down. A piece of a path is
  /// a list of the coordinates of its control points and of its end: two numbers for a line, four
  /// for a quadratic and six for a cubic curve.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("format")
    writer.string(Self.formatName)
    writer.key("version")
    writer.integer(Self.formatVersion)
    writer.key("page")
    writePage(to: &writer)
    writer.key("layers")
    writer.beginArray()
    for layer in layers { writer.string(layer) }
    writer.endArray()
    writer.key("paths")
    writer.beginArray()
    for path in paths { path.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private static let formatName = "spiral-drawing"
  private static let formatVersion = 1

  private func writePage(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("widthMillimetres")
    writer.briefNumber(pageWidth)
    writer.key("heightMillimetres")
    writer.briefNumber(pageHeight)
    writer.key("background")
    if let background { writer.string(background.hexadecimal) } else { writer.null() }
    writer.endObject()
  }
}

extension DrawnPath {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("start")
    writer.briefNumbers([start.x, start.y])
    writer.key("segments")
    writer.beginArray()
    for segment in segments { writer.briefNumbers(segment.coordinates) }
    writer.endArray()
    writer.key("width")
    writer.briefNumber(width)
    writer.key("color")
    writer.string(color.hexadecimal)
    writer.key("pressure")
    writer.briefNumbers([pressure.start, pressure.end])
    writer.key("layer")
    writer.integer(layer)
    writer.endObject()
  }
}

extension DrawnPath.Segment {
  fileprivate var coordinates: [Double] {
    switch self {
    case .line(let end): [end.x, end.y]
    case .quadratic(let control, let end): [control.x, control.y, end.x, end.y]
    case .cubic(let first, let second, let end):
      [first.x, first.y, second.x, second.y, end.x, end.y]
    }
  }

  fileprivate init(_ node: JSONNode) throws(JSONError) {
    let numbers = try node.numbers()
    switch numbers.count {
    case 2: self = .line(to: [numbers[0], numbers[1]])
    case 4:
      self = .quadratic(control: [numbers[0], numbers[1]], to: [numbers[2], numbers[3]])
    case 6:
      self = .cubic(
        [numbers[0], numbers[1]], [numbers[2], numbers[3]], to: [numbers[4], numbers[5]])
    default: throw node.error(expected: "2, 4 or 6 numbers")
    }
  }
}

extension Drawing {
  /// Reads the text of `drawing.json`, or of `program.json`, whose strokes become paths.
  ///
  /// - Throws: `JSONError` with line and column for anything else.
  public init(json bytes: [UInt8]) throws(JSONError) {
    let root = try JSON.parse(bytes)
    let format = try root.member("format")
    if try format.string() == PaintingProgram.formatName {
      self.init(try PaintingProgram(json: bytes))
      return
    }
    guard try format.string() == Self.formatName else {
      throw format.error(
        expected: "\"\(Self.formatName)\" or \"\(PaintingProgram.formatName)\"")
    }
    let version = try root.member("version")
    guard try version.integer() == Self.formatVersion else {
      throw version.error(expected: "version \(Self.formatVersion)")
    }
    try self.init(root)
  }

  private init(_ root: JSONNode) throws(JSONError) {
    let page = try root.member("page")
    let background = try page.member("background")
    let layers = try root.member("layers").array()
      .mapPositioned { (node) throws(JSONError) in try node.string() }
    self.init(
      pageWidth: try page.member("widthMillimetres").length(above: true),
      pageHeight: try page.member("heightMillimetres").length(above: true),
      background: background.isNull ? nil : try StrokeColor(background), layers: layers,
      paths: try root.member("paths").array().mapPositioned { (node) throws(JSONError) in
        try DrawnPath(node, layerCount: layers.count)
      })
  }
}

extension DrawnPath {
  fileprivate init(_ node: JSONNode, layerCount: Int) throws(JSONError) {
    let start = try node.member("start").pair()
    let pressure = try node.member("pressure")
    let ends = try pressure.pair()
    guard (0...1).contains(ends.0), (0...1).contains(ends.1) else {
      throw pressure.error(expected: "two numbers in 0...1")
    }
    let layer = try node.member("layer")
    let index = try layer.integer()
    guard (0..<layerCount).contains(index) else {
      throw layer.error(expected: "the index of one of \(layerCount) layers")
    }
    self.init(
      start: [start.0, start.1],
      segments: try node.member("segments").array().mapPositioned { (node) throws(JSONError) in
        try Segment(node)
      },
      width: try node.member("width").length(above: false),
      color: try StrokeColor(node.member("color")),
      pressure: Stroke.Ends(start: ends.0, end: ends.1), layer: index)
  }
}

extension JSONNode {
  /// A length in mm: at least zero, or above it.
  fileprivate func length(above isAbove: Bool) throws(JSONError) -> Double {
    let value = try number()
    guard value > 0 || (value == 0 && !isAbove), value <= 1e9 else {
      throw error(expected: isAbove ? "millimetres above 0" : "millimetres, at least 0")
    }
    return value
  }
}
