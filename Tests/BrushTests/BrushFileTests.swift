import Testing

@testable import Brush

@Suite struct BrushFileTests {
  static func parse(_ text: String) throws -> BrushDefinition {
    try BrushFile.parse(Array(text.utf8), name: "test.myb")
  }

  static func brush(_ settings: String, version: String = "3") -> String {
    "{\"version\": \(version),\n \"settings\": {\(settings)}}"
  }

  @Test(.enabled(if: GoldenFiles.exist)) func `all 177 brushes load without a warning`() throws {
    let names = try GoldenFiles.brushNames()
    #expect(names.count == 177)
    for name in names { #expect(try GoldenFiles.brush(name).warnings.isEmpty, "\(name)") }
  }

  @Test(.enabled(if: GoldenFiles.exist)) func `the pen has the numbers of its file`() throws {
    let pen = try GoldenFiles.brush("classic/pen")
    #expect(pen[.radiusLogarithmic].baseValue == 0.96)
    #expect(pen[.radiusLogarithmic].curves.map(\.input) == [.pressure, .speed1])
    #expect(pen[.radiusLogarithmic].curves[1].points == [SIMD2(0, 0), SIMD2(1, -0.21)])
    #expect(pen[.snapToPixel] == BrushMapping())
    #expect(!pen.changesAlpha)
  }

  @Test func `what 1-3-0 does not know is a warning with its place`() throws {
    let brush = try Self.parse(
      Self.brush(
        """
        "gridmap_scale": {"base_value": 1, "inputs": {}},
        "opaque": {"base_value": 0.5, "inputs": {"barrel_rotation": [[0, 0], [1, 1]]}}
        """))
    #expect(brush[.opaque].baseValue == 0.5)
    #expect(brush[.opaque].isConstant)
    #expect(
      brush.warnings == [
        "line 2, column 15: unknown setting \"gridmap_scale\"",
        "line 3, column 42: unknown input \"barrel_rotation\"",
      ])
  }

  @Test func `a curve of more than eight points is followed, with a warning`() throws {
    let points = (0..<9).map { "[\($0), \($0 * $0)]" }.joined(separator: ", ")
    let brush = try Self.parse(Self.brush(Self.curve("[\(points)]")))
    let curve = try #require(brush[.opaque].curves.first)
    #expect(curve.points.count == 9 && curve.height(at: 7.5) == 56.5)
    #expect(brush.warnings.map { $0.hasSuffix("9 points for \"pressure\", more than 8") } == [true])
  }

  @Test(arguments: [
    ("{", "expected"),
    ("[]", "test.myb:1:1: expected an object"),
    ("{\"settings\": {}}", "a member \"version\""),
    ("{\"version\": 3}", "a member \"settings\""),
    (brush("", version: "2"), "test.myb:1:13: expected version 3, got 2"),
    (brush("", version: "3.5"), "expected an integer"),
    (brush("\"opaque\": 1"), "test.myb:2:25: expected an object"),
    (brush("\"opaque\": {\"inputs\": {}}"), "a member \"base_value\""),
    (brush("\"opaque\": {\"base_value\": 1}"), "a member \"inputs\""),
    (brush("\"opaque\": {\"base_value\": \"1\", \"inputs\": {}}"), "expected a number"),
    (brush("\"opaque\": {\"base_value\": 1e7, \"inputs\": {}}"), "a number within"),
    (brush(curve("[[0, 0]]")), "expected 0 or 2 to 64 points, got 1"),
    (brush(curve("[\((0..<65).map { "[\($0),1]" }.joined(separator: ","))]")), "got 65"),
    (brush(curve("[[0, 0], [1, 1, 1]]")), "a pair [x, y], got 3 elements"),
    (brush(curve("[[0, 0], [1, 1], [0.5, 1]]")), "expected x of at least 1.0, got 0.5"),
    (brush(curve("[[0, 0], [1, 1e300]]")), "a number within"),
  ])
  func `a wrong file is an error that says where and why`(text: String, part: String) {
    let error = #expect(throws: BrushFileError.self) { try Self.parse(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }

  static func curve(_ points: String) -> String {
    "\"opaque\": {\"base_value\": 1, \"inputs\": {\"pressure\": \(points)}}"
  }

  @Test func `names of settings and inputs go to files and back`() {
    for setting in BrushSetting.allCases {
      #expect(BrushSetting(fileName: setting.fileName) == setting)
    }
    for input in BrushInput.allCases { #expect(BrushInput(fileName: input.fileName) == input) }
    #expect(BrushSetting.allCases.count == 45)
    #expect(BrushInput.allCases.count == 9)
    #expect(BrushSetting.colorH.rawValue == 20)
    #expect(BrushSetting.radiusLogarithmic.rawValue == 3)
  }
}
