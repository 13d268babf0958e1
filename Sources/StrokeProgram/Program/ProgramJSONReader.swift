public import JSONText

extension PaintingProgram {
  /// Reads the text of `program.json`.
  ///
  /// - Throws: `JSONError` with line and column for anything that is not a program.
  public init(json bytes: [UInt8]) throws(JSONError) {
    let root = try JSON.parse(bytes)
    let format = try root.member("format")
    guard try format.string() == Self.formatName else {
      throw format.error(expected: "\"\(Self.formatName)\"")
    }
    let version = try root.member("version")
    guard try version.integer() == Self.formatVersion else {
      throw version.error(expected: "version \(Self.formatVersion)")
    }
    let page = try root.member("page")
    let background = try page.member("background")
    self.init(
      source: try ProgramSource(root.member("source")),
      strokes: try root.member("strokes").array().mapPositioned { (node) throws(JSONError) in
        try Stroke(node)
      },
      background: background.isNull ? nil : try StrokeColor(background))
  }
}

extension ProgramSource {
  init(_ node: JSONNode) throws(JSONError) {
    var options: [String: OptionValue] = [:]
    for member in try node.member("options").object() {
      options[member.name] = try OptionValue(member.value)
    }
    let columns = try node.member("actions").object()
    let parts = try columns.mapPositioned { (column) throws(JSONError) in try ProgramPart(column) }
    for (part, member) in zip(parts, columns) where part.rows.count != parts[0].rows.count {
      throw member.value.error(
        expected: "\(parts[0].rows.count) rows like \"\(parts[0].name)\"",
        got: "\(part.rows.count)")
    }
    self.init(
      backend: try node.member("backend").string(), version: try node.member("version").string(),
      options: options, seed: try node.member("seed").unsigned64(),
      episode: try node.member("episode").unsigned64(), parts: parts,
      startState: try node["startState"]?.base64())
  }
}

extension ProgramPart {
  fileprivate init(_ member: JSONMember) throws(JSONError) {
    let rows = try member.value.array().mapPositioned { (row) throws(JSONError) in
      if case .array = row.value { return try row.numbers() }
      return [try row.number()]
    }
    self.init(name: member.name, rows: rows)
  }
}

extension OptionValue {
  /// Reads a value in its JSON type.
  ///
  /// - Throws: `JSONError` for null, objects and lists of anything but numbers.
  public init(_ node: JSONNode) throws(JSONError) {
    switch node.value {
    case .boolean(let value): self = .boolean(value)
    case .number(let number):
      self =
        number.integer.flatMap { Int(exactly: $0) }.map(OptionValue.integer)
        ?? .number(number.value)
    case .string(let value): self = .string(value)
    case .array: self = .numbers(try node.numbers())
    default: throw node.error(expected: "a boolean, number, string or list of numbers")
    }
  }
}

extension Stroke {
  fileprivate init(_ node: JSONNode) throws(JSONError) {
    let curve = try node.member("curve")
    let points = try curve.array()
    guard points.count == 3 else { throw curve.error(expected: "3 points") }
    let pressure = try node.member("pressure").pair()
    self.init(
      start: try PagePoint(points[0]), control: try PagePoint(points[1]),
      end: try PagePoint(points[2]), width: try node.member("width").number(),
      color: try StrokeColor(node.member("color")),
      pressure: Ends(start: pressure.0, end: pressure.1))
  }
}

extension PagePoint {
  fileprivate init(_ node: JSONNode) throws(JSONError) {
    let pair = try node.pair()
    self.init(x: pair.0, y: pair.1)
  }
}

extension StrokeColor {
  init(_ node: JSONNode) throws(JSONError) {
    guard let color = StrokeColor(hexadecimal: try node.string()) else {
      throw node.error(expected: "a colour like \"#1f00ff\"")
    }
    self = color
  }
}

extension JSONNode {
  func pair() throws(JSONError) -> (Double, Double) {
    let numbers = try array()
    guard numbers.count == 2 else { throw error(expected: "2 numbers") }
    return (try numbers[0].number(), try numbers[1].number())
  }

  func numbers() throws(JSONError) -> [Double] {
    try array().mapPositioned { (node) throws(JSONError) in try node.number() }
  }

  fileprivate func base64() throws(JSONError) -> [UInt8] {
    var bytes: [UInt8] = []
    let text = Array(try string().utf8)
    do throws(Base64Error) {
      try text.withUnsafeBufferPointer { (text) throws(Base64Error) in
        try Base64.decode(UnsafeRawBufferPointer(text), into: &bytes)
      }
    } catch {
      throw self.error(expected: "base64", got: "\(error)")
    }
    return bytes
  }
}

extension Array {
  /// `map` with the one error type of JSON readers.
  func mapPositioned<Result>(
    _ transform: (Element) throws(JSONError) -> Result
  ) throws(JSONError) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(count)
    for element in self { results.append(try transform(element)) }
    return results
  }
}
