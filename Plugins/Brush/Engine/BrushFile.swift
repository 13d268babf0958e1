import JSONText

/// What is wrong with a brush file, and where.
struct BrushFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the file, as given to the reader.
  var file: String
  /// From 1.
  var line: Int
  /// From 1, in bytes.
  var column: Int
  var expected: String
  var got: String

  init(file: String, _ error: JSONError) {
    self.file = file
    line = error.position.line
    column = error.position.column
    expected = error.expected
    got = error.got
  }

  var description: String { "\(file):\(line):\(column): expected \(expected), got \(got)" }
}

/// Reader of MyPaint brush files (`.myb`, JSON, version 3).
///
/// Settings and inputs that libmypaint 1.3.0 does not have become warnings, and so do curves with
/// more points than it takes, which are followed; everything else that
/// it would not read as meant is an error. Format: `mypaint-brush.c` of libmypaint 1.3.0.
enum BrushFile {
  /// The magnitude no number of a brush file may exceed.
  static let largestNumber = 1e6

  /// The brush that `bytes` describe; `name` stands for the file in messages.
  static func parse(_ bytes: [UInt8], name: String) throws(BrushFileError) -> BrushDefinition {
    do {
      let members = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
        try topMembers(of: buffer)
      }
      return try definition(version: members.version, settings: members.settings)
    } catch {
      throw BrushFileError(file: name, error)
    }
  }

  /// The two members that matter; the others are skipped, because published brushes repeat them.
  private static func topMembers(
    of buffer: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> (version: JSONNode, settings: JSONNode) {
    var scanner = JSONScanner(buffer)
    var version: JSONNode?
    var settings: JSONNode?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.key(key, equals: "version") {
        version = try scanner.node()
      } else if scanner.key(key, equals: "settings") {
        settings = try scanner.node()
      } else {
        _ = try scanner.skipValue()
      }
    }
    try scanner.expectEnd()
    guard let version else { throw missing("version", at: JSONPosition()) }
    guard let settings else { throw missing("settings", at: JSONPosition()) }
    return (version, settings)
  }

  private static func definition(
    version: JSONNode, settings: JSONNode
  ) throws(JSONError) -> BrushDefinition {
    guard try version.integer() == 3 else {
      throw JSONError(
        position: version.position, expected: "version 3", got: "\(try version.integer())")
    }
    var definition = BrushDefinition()
    for member in try settings.object() {
      guard let setting = BrushSetting(fileName: member.name) else {
        definition.warnings.append("\(member.namePosition): unknown setting \"\(member.name)\"")
        continue
      }
      definition[setting] = try mapping(of: member.value, warnings: &definition.warnings)
    }
    return definition
  }

  private static func mapping(
    of node: JSONNode, warnings: inout [String]
  ) throws(JSONError) -> BrushMapping {
    let base = try number(try required("base_value", of: node))
    var curves: [BrushCurve] = []
    for member in try required("inputs", of: node).object() {
      guard let input = BrushInput(fileName: member.name) else {
        warnings.append("\(member.namePosition): unknown input \"\(member.name)\"")
        continue
      }
      let points = try points(of: member.value)
      if points.isEmpty { continue }
      guard let curve = BrushCurve(input: input, points: points) else {
        throw JSONError(
          position: member.value.position, expected: "0 or 2 to 64 points", got: "\(points.count)")
      }
      if points.count > BrushCurve.mostPointsOfOldLibrary {
        warnings.append(
          "\(member.namePosition): \(points.count) points for \"\(member.name)\", more than 8")
      }
      curves.append(curve)
    }
    return BrushMapping(baseValue: base, curves: curves)
  }

  private static func points(of node: JSONNode) throws(JSONError) -> [SIMD2<Float>] {
    var points: [SIMD2<Float>] = []
    for element in try node.array() {
      let pair = try element.array()
      guard pair.count == 2 else {
        throw JSONError(
          position: element.position, expected: "a pair [x, y]", got: "\(pair.count) elements")
      }
      let point = SIMD2(try number(pair[0]), try number(pair[1]))
      if let previous = points.last, point.x < previous.x {
        throw JSONError(
          position: element.position, expected: "x of at least \(previous.x)", got: "\(point.x)")
      }
      points.append(point)
    }
    return points
  }

  private static func number(_ node: JSONNode) throws(JSONError) -> Float {
    let value = try node.number()
    guard abs(value) <= largestNumber else {
      throw JSONError(
        position: node.position, expected: "a number within ±\(largestNumber)", got: "\(value)")
    }
    return Float(value)
  }

  private static func required(_ name: String, of node: JSONNode) throws(JSONError) -> JSONNode {
    for member in try node.object() where member.name == name { return member.value }
    throw missing(name, at: node.position)
  }

  private static func missing(_ name: String, at position: JSONPosition) -> JSONError {
    JSONError(position: position, expected: "a member \"\(name)\"", got: "none")
  }
}
