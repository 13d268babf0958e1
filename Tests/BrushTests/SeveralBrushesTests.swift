import EnvironmentAPI
import PaintCore
import StrokeProgram
import Testing

@testable import Brush

/// Several brushes on one canvas, of which the action chooses one.
@Suite struct SeveralBrushesTests {
  private func lanes(
    _ brushes: String, _ options: [String: OptionValue] = [:]
  ) throws -> VectorEnvironment {
    let given: [String: OptionValue] = [
      "brush": .string(brushes), "color": .boolean(false), "sizes": .numbers([4]),
      "pressure": .boolean(false),
    ]
    return try VectorEnvironment(
      EnvironmentConfiguration(
        backend: BrushBackend(), given: given.merging(options) { $1 }), laneCount: 1)
  }

  private func picture(_ lanes: VectorEnvironment, _ rows: [[Double]]) throws -> [UInt8] {
    _ = try lanes.reset(seeds: [4])
    for row in rows { _ = try lanes.step(ActionTable(width: row.count, numbers: row)) }
    return try lanes.render(lane: 0).pixels
  }

  /// Three strokes without lifting the pen, each with the brush of its place in `brushes`.
  private func zigzag(_ brushes: [Double]) -> [[Double]] {
    let corners: [(control: Double, end: Double)] = [(100, 250), (500, 900), (300, 60)]
    return zip(corners, brushes).map { [$0.control, $0.end, 1, $1] }
  }

  @Test func `the part is there for several brushes alone, and names them`() throws {
    let two = try lanes("ink,dry").configuration.engine.action
    #expect(two.parts.map(\.name) == ["control", "end", "flag", "brush"])
    #expect(two.parts[3].space == .discrete(count: 2) && two.parts[3].meaning == .categorical)
    #expect(two.parts[3].doc == "ink, dry")
    #expect(two.decodeOrder == ["flag", "end", "control", "brush"])
    #expect(try lanes("ink").configuration.engine.action.parts.count == 3)
    let numbers = try lanes("ink,dry,pencil", ["actions": .string("continuous")]).configuration
    #expect(numbers.engine.action.width == 6)
  }

  @Test func `the first of several paints what it paints alone`() throws {
    let alone = try picture(lanes("dry"), zigzag([0, 0, 0]).map { Array($0.dropLast()) })
    #expect(try picture(lanes("dry,marker"), zigzag([0, 0, 0])) == alone)
    #expect(try picture(lanes("dry,marker"), zigzag([0, 1, 0])) != alone)
  }

  @Test func `a brush that takes over paints from where the pen is`() throws {
    // The second stroke is a line down the right side; only the marker paints it.
    let rows: [[Double]] = [[20, 28, 1, 0], [28 + 32 * 15, 28 + 32 * 30, 1, 1]]
    let pixels = try picture(lanes("ink,marker"), rows)
    for row in [4, 20, 40, 58] { #expect(pixels[64 * row + 56] < 200, "row \(row)") }
    #expect(pixels[64 * 40 + 20] == 255)
  }

  @Test(arguments: [
    ("continuous", [[0.1, 0.1, 0.9, 0.5, 1, 0], [0.9, 0.1, 0.2, 0.9, 1, 0.99]]),
    ("compound", [[100, 0, 1], [900, 1, 0], [40, 0, 0], [990, 1, 1]]),
  ])
  func `other kinds of action choose too`(actions: String, rows: [[Double]]) throws {
    let other = rows.map { Array($0.dropLast()) + [0.0] }
    let lanes = try lanes("ink,dry", ["actions": .string(actions)])
    #expect(try picture(lanes, rows) != picture(lanes, other))
  }

  @Test(arguments: ["grid", "compound"])
  func `saved states and copies go on with all brushes`(actions: String) throws {
    let options: [String: OptionValue] = ["actions": .string(actions), "reward": .string("none")]
    let lanes = try lanes("dry,pencil,marker", options)
    func row(_ cell: Double, _ brush: Double) -> [Double] {
      actions == "grid" ? [1000 - cell, cell, 1, brush] : [cell, brush == 2 ? 0 : 1, brush]
    }
    _ = try picture(lanes, [row(500, 0), row(90, 1), row(930, 2)])
    let saved = try lanes.save(0)
    func finish() throws -> [UInt8] {
      for (cell, brush) in [(33.0, 1.0), (700, 0), (990, 1)] {
        let row = row(cell, brush)
        _ = try lanes.step(ActionTable(width: row.count, numbers: row))
      }
      return try lanes.render(lane: 0).pixels
    }
    let expected = try finish()
    _ = try lanes.reset(seeds: [77])
    try lanes.load([(saved, [0])])
    #expect(try finish() == expected)
  }

  @Test func `a saved state that names a brush too many is refused`() throws {
    let two = try lanes("ink,dry")
    _ = try picture(two, zigzag([0, 1, 0]))
    var reader = StateReader([2, 0, 0, 0, 0, 0, 0, 0])
    let grammar = try BrushGrammar(
      BrushOptions(
        EnvironmentConfiguration(
          backend: BrushBackend(), given: ["brush": .string("ink,dry")]
        ).options))
    #expect(throws: EnvironmentError.self) { try grammar.brush(from: &reader) }
  }

  @Test(arguments: ["", "ink,", ",", "ink,nothing"])
  func `a list with a hole is refused`(brushes: String) {
    #expect(throws: EnvironmentError.self) { try lanes(brushes) }
  }

  @Test func `the published environment has one brush`() {
    #expect(throws: EnvironmentError.self) { try lanes("ink,dry", ["compat": .string("deepmind")]) }
  }

  @Test func `a program's strokes are as wide as their brushes`() throws {
    let configuration = try lanes("ink,pencil").configuration
    let strokes = configuration.engine.strokes(
      of: ActionTable(width: 4, numbers: zigzag([0, 1, 0]).flatMap { $0 }))
    let alone = try lanes("pencil").configuration.engine.strokes(
      of: ActionTable(width: 3, numbers: zigzag([0, 0, 0]).flatMap { $0.dropLast() }))
    #expect(strokes[1].width == alone[1].width && strokes[0].width == strokes[2].width)
    #expect(strokes[0].width != strokes[1].width)
  }
}
