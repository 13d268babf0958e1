import EnvironmentAPI
import EnvironmentTestKit
import Foundation
import PaintCore
import StrokeProgram
import Testing

@testable import Brush

@Suite struct BrushBackendTests {
  private func configuration(
    _ options: [String: OptionValue] = [:]
  ) throws -> EnvironmentConfiguration {
    try EnvironmentConfiguration(backend: BrushBackend(), given: options)
  }

  private static let variants: [[String: OptionValue]] = [
    [:],
    ["compat": .string("deepmind"), "brush": .string("dry")],
    ["brush": .string("dry"), "reward": .string("l2"), "target": .boolean(true)],
    ["brush": .string("pencil"), "color": .boolean(false), "pressure": .boolean(false)],
    ["brush": .string("marker"), "canvas": .integer(97), "sizes": .numbers([5])],
    ["alpha": .boolean(true), "background": .string("transparent")],
    ["background": .string("#204060"), "grid": .integer(7), "canvas": .integer(28)],
    ["actions": .string("continuous"), "strokeCost": .number(0.1), "lengthCost": .number(0.5)],
    ["actions": .string("compound"), "brush": .string("dry"), "blankCost": .number(1)],
    ["actions": .string("compound"), "pressure": .boolean(false), "sizes": .numbers([2])],
    ["renderScale": .integer(3), "canvas": .integer(40), "alpha": .boolean(true)],
  ]

  @Test(arguments: variants) func `the contract holds`(options: [String: OptionValue]) throws {
    #expect(try BackendContract(BrushBackend(), options: options).violations() == [])
  }

  // MARK: Spaces

  @Test func `parts can be switched off`() throws {
    let all = try configuration().engine.action
    #expect(
      all.parts.map(\.name)
        == ["control", "end", "flag", "pressure", "size", "red", "green", "blue"])
    #expect(
      all.decodeOrder == ["flag", "end", "control", "size", "pressure", "red", "green", "blue"])
    let few = try configuration([
      "pressure": .boolean(false), "color": .boolean(false), "sizes": .numbers([3]),
    ])
    #expect(few.engine.action.parts.map(\.name) == ["control", "end", "flag"])
    #expect(few.canvasShape == [64, 64, 1])
    #expect(try configuration(["alpha": .boolean(true)]).canvasShape == [64, 64, 4])
  }

  @Test func `the published way of counting has one action less`() throws {
    #expect(try configuration().maximumActions == 20)
    #expect(try configuration(["compat": .string("deepmind")]).maximumActions == 19)
  }

  // MARK: The pen

  @Test(arguments: [("none", [0.5, 0.25]), ("deepmind", [0.25, 0.25])])
  func `the pen is where it went, or where the published environment believes it is`(
    compatibility: String, place: [Float]
  ) throws {
    let lanes = try VectorEnvironment(
      configuration(["compat": .string(compatibility)]), laneCount: 1)
    _ = try lanes.reset(seeds: [1])
    let cell = 8 * 32 + 16  // row 8, column 16
    _ = try lanes.step(ActionTable(width: 8, numbers: [0, Double(cell), 0, 0, 0, 0, 0, 0]))
    var pen: [Float] = [9, 9]
    let view = try lanes.view(0)
    pen.withUnsafeMutableBytes { view.writeObservation(leaf: 2, into: $0) }
    #expect(pen == place)
  }

  @Test func `a stroke is painted where the action says, in its colour`() throws {
    let lanes = try VectorEnvironment(configuration(), laneCount: 1)
    _ = try lanes.reset(seeds: [1])
    let (left, right) = (Double(16 * 32 + 4), Double(16 * 32 + 28))
    _ = try lanes.step(ActionTable(width: 8, numbers: [0, left, 0, 9, 2, 0, 0, 0]))
    _ = try lanes.step(ActionTable(width: 8, numbers: [left, right, 1, 9, 2, 19, 0, 0]))
    let picture = try lanes.render(lane: 0)
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
      Array(picture.pixels[(3 * (64 * y + x))..<(3 * (64 * y + x) + 3)])
    }
    #expect(pixel(32, 32) == [255, 0, 0])
    #expect(pixel(32, 10) == [255, 255, 255] && pixel(60, 32) == [255, 255, 255])
  }

  // MARK: Programs

  @Test(arguments: ["none", "deepmind"])
  func `a program replays at its size to the byte and at another size in proportion`(
    compatibility: String
  ) throws {
    let configuration = try configuration([
      "compat": .string(compatibility), "brush": .string("dry"),
    ])
    let lanes = try VectorEnvironment(configuration, laneCount: 1)
    _ = try lanes.reset(seeds: [3])
    var random = RandomStream(key: 1, stream: 1)
    for _ in 0..<2 {
      _ = try lanes.reset(seeds: [nil])
      for _ in 0..<6 {
        _ = try lanes.step(configuration.engine.action.sample(count: 1, from: &random))
      }
    }
    let program = try lanes.program(of: 0)
    let read = try PaintingProgram(json: program.json())
    let small = try configuration.replay(read.source, size: nil)
    #expect(try small == lanes.render(lane: 0))
    let large = try configuration.replay(read.source, size: 256).resized(toWidth: 64, height: 64)
    let blank = [UInt8](repeating: 255, count: small.pixels.count)
    let distance = meanSquaredError(large.pixels, small.pixels)
    #expect(distance < 0.5 * meanSquaredError(blank, small.pixels))
  }

  private func meanSquaredError(_ first: [UInt8], _ second: [UInt8]) -> Double {
    let sum = zip(first, second).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    return sum / Double(first.count) / (255 * 255)
  }

  @Test func `strokes have the curve, width, colour and pressure of their actions`() throws {
    let space = try configuration()
    let actions = ActionTable(
      width: 8, numbers: [0, 16 * 32 + 8, 0, 0, 0, 0, 0, 0, 40, 17, 1, 9, 2, 19, 0, 0])
    let strokes = space.engine.strokes(of: actions)
    #expect(strokes.count == 1)
    #expect(strokes[0].start == PagePoint(x: 0.25, y: 0.5))
    #expect(strokes[0].control == PagePoint(x: 0.25, y: 1 / 32))
    #expect(strokes[0].end == PagePoint(x: 17 / 32, y: 0))
    #expect(strokes[0].color == StrokeColor(red: 1, green: 0, blue: 0))
    #expect(strokes[0].width == 8.0 / 64)
    #expect(strokes[0].pressure == Stroke.Ends(start: 1, end: 1))
  }

  // MARK: Bad options

  @Test(
    arguments: [
      (["canvas": .integer(27)], "28...1024"), (["canvas": .integer(5000)], "at most 1024"),
      (["sizes": .numbers([])], "a list of"), (["sizes": .numbers([0])], "a list of"),
      (["sizes": .numbers([.nan])], "a list of"), (["background": .string("beige")], "#rrggbb"),
      (["compat": .string("mypaint")], "none, deepmind"), (["brush": .string("nope")], "preset"),
      (["brush": .string("/nowhere/x.myb")], "cannot be read"),
      (["brushes": .string("ink")], "unknown"),
      (["brush": .string("../../etc/passwd")], "preset"),
    ] as [([String: OptionValue], String)])
  func `a wrong option is named with what is expected`(
    options: [String: OptionValue], words: String
  ) {
    #expect { try configuration(options) } throws: { error in "\(error)".contains(words) }
  }

  @Test(arguments: [
    ("", "1:1"), ("{", "1:2"), (#"{"version": 2, "settings": {}}"#, "version 3"),
    ("{\"version\": 3,\n \"settings\": {\"radius_logarithmic\": {\"base_value\": \"x\"}}}", "2:"),
    (#"{"settings": {}}"#, "version"),
  ])
  func `a broken brush file is refused with its place`(text: String, words: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).myb")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect { try configuration(["brush": .string(file.path)]) } throws: { error in
      "\(error)".contains(words) && "\(error)".contains(file.lastPathComponent)
    }
  }

  @Test func `what 1-3-0 does not know is a warning, and with strict an error`() throws {
    let text = BrushFileTests.brush(#""gridmap_scale": {"base_value": 1, "inputs": {}}"#)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).myb")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let brush: [String: OptionValue] = ["brush": .string(file.path)]
    let warnings = try configuration(brush).engine.warnings
    #expect(warnings.count == 1 && warnings[0].contains("unknown setting \"gridmap_scale\""))
    #expect {
      try configuration(brush.merging(["strict": .boolean(true)]) { $1 })
    } throws: { error in "\(error)".contains("gridmap_scale") && "\(error)".contains("strict") }
    #expect(try configuration(["strict": .boolean(true)]).engine.warnings == [])
  }

  @Test(arguments: BrushPresets.names) func `presets load and paint`(name: String) throws {
    let lanes = try VectorEnvironment(configuration(["brush": .string(name)]), laneCount: 1)
    _ = try lanes.reset(seeds: [1])
    _ = try lanes.step(ActionTable(width: 8, numbers: [500, 900, 1, 9, 3, 0, 0, 0]))
    #expect(try lanes.render(lane: 0).pixels.contains { $0 < 200 })
  }
}
