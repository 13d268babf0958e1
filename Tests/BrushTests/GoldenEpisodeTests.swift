import JSONText
import Testing

@testable import Brush

@Suite(.enabled(if: GoldenFiles.exist)) struct GoldenEpisodeTests {
  static let traces = ["a-dry-64", "b-pen-64-mono", "f-watercolor-128-onesize"]

  @Test(arguments: traces) func `recorded calls produce the recorded dabs and pixels`(
    trace: String
  ) throws {
    let file = try NPZFile(try GoldenFiles.bytes("v1.3.0/\(trace).npz"))
    let calls = try file.array("calls").elements(Double.self)
    let dabs = try file.array("dabs").elements(Float.self)
    let (configuration, _) = try Self.trace(trace)
    let environment = try ReferenceEnvironment(configuration)
    let recorder = environment.recorder
    for row in stride(from: 0, to: calls.count, by: 7) {
      Self.perform(Array(calls[row..<(row + 7)]), environment)
    }
    #expect(recorder.dabs.count == dabs.count / 15)
    let wrong = zip(recorder.dabs, 0...).first { dab, index in
      dab.fields != Array(dabs[(15 * index + 2)..<(15 * index + 15)])
    }
    #expect(wrong == nil)
    try Self.comparePixels(file, environment.engine.canvas)
  }

  /// The calls end with episode 1.
  private static func comparePixels(_ file: NPZFile, _ canvas: FixedCanvas) throws {
    guard let finals = try? file.array("fix15_final_first3").elements(UInt16.self) else { return }
    let count = canvas.width * canvas.height * 4
    #expect(canvas.interleaved == Array(finals[count..<(2 * count)]))
  }

  private static func perform(_ call: [Double], _ environment: ReferenceEnvironment) {
    let engine = environment.engine
    switch call[2] {
    case 1: engine.reset()
    case 3:
      let event = PenEvent(
        x: Float(call[3]), y: Float(call[4]), pressure: Float(call[5]),
        time: Double(Float(call[6])))
      engine.stroke(to: event, on: environment.recorder)
    case 4:
      let settings: [Double: ChangeableSetting] = [
        3: .radiusLogarithmic, 20: .colorH, 21: .colorS, 22: .colorV,
      ]
      if let setting = settings[call[3]] { engine.setBaseValue(setting, Float(call[4])) }
    case 5: engine.clear()
    default: break  // new stroke and atomic brackets leave no trace in the pixels
    }
  }

  @Test(arguments: traces) func `25 episodes give every recorded canvas`(trace: String) throws {
    let (configuration, rows) = try Self.trace(trace)
    let environment = try ReferenceEnvironment(configuration)
    for row in rows {
      if try row.member("call").string() == "reset" {
        environment.reset()
      } else {
        try environment.step(try row.member("action"))
      }
      let place = "episode \(try row.member("ep").integer()) t \(try row.member("t").integer())"
      let matches = try Self.matches(row, environment)
      try #require(matches, "\(place)")
    }
  }

  private static func matches(_ row: JSONNode, _ environment: ReferenceEnvironment) throws -> Bool {
    let canvas = environment.engine.canvas
    return try environment.strokeCount == row.member("stroke_to").integer()
      && environment.recorder.dabs.count == row.member("draw_dab").integer()
      && canvas.fnv16 == row.member("fnv16").string() && canvas.fnv8 == row.member("fnv8").string()
  }

  private static func trace(
    _ name: String
  ) throws -> (ReferenceEnvironment.Configuration, [JSONNode]) {
    let lines = try GoldenFiles.lines("v1.3.0/\(name).jsonl")
    let config = try lines[0].member("config")
    let background = try config.member("background").string()
    let configuration = ReferenceEnvironment.Configuration(
      brush: try config.member("brush_type").string(),
      width: try config.member("canvas_width").integer(),
      grid: try config.member("grid_width").integer(),
      sizes: try config.member("brush_sizes").array().map { try $0.number() },
      useColor: try config.member("use_color").boolean(),
      usePressure: try config.member("use_pressure").boolean(),
      background: background == "white" ? .white : .transparent)
    return (configuration, Array(lines.dropFirst()))
  }
}

@Suite(.enabled(if: GoldenFiles.exist)) struct GoldenSweepTests {
  @Test func `one episode of each of 118 brushes gives every recorded canvas`() throws {
    let rows = try GoldenFiles.lines("sweep/sweep-1.3.0.jsonl")
    #expect(rows.count == 118)
    for row in rows {
      let name = try row.member("brush").string()
      let failure = try Self.firstDifference(row, brush: name)
      #expect(failure == nil, "\(name)")
    }
  }

  /// The first step whose canvas or number of dabs differs.
  private static func firstDifference(_ row: JSONNode, brush: String) throws -> Int? {
    let environment = try ReferenceEnvironment(
      .init(
        brush: brush, width: 64, grid: 32, sizes: [1, 2, 4, 8, 12, 24], useColor: true,
        usePressure: true,
        background: try row.member("background").string() == "white" ? .white : .transparent))
    environment.reset()
    for (index, step) in try row.member("rows").array().enumerated() {
      try environment.step(try step.member("a"))
      let canvas = environment.engine.canvas
      let matches =
        try environment.recorder.dabs.count == step.member("draw_dab").integer()
        && canvas.fnv16 == step.member("fnv16").string()
        && canvas.fnv8 == step.member("fnv8").string()
      if !matches { return index }
    }
    return nil
  }
}
