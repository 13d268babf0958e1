import JSONText
import StrokeProgram
import Testing

@testable import Brush

/// The published environment's traces (libmypaint 1.3.0) at all three layers they record.
@Suite(.enabled(if: GoldenFiles.exist)) struct GoldenEpisodeTests {
  // MARK: Actions to calls

  @Test(arguments: GoldenTrace.names)
  func `recorded actions make the recorded calls`(name: String) throws {
    let trace = try GoldenTrace(name)
    let lane = try PublishedLane(trace.options)
    for row in trace.rows where try row.member("ep").integer() < 2 {
      try Self.perform(row, on: lane)
    }
    let calls = try Self.recordedCalls(name)
    #expect(lane.recorder.calls.count == calls.count)
    let wrong = zip(lane.recorder.calls, calls).first { $0 != $1 }
    #expect(wrong == nil)
  }

  // MARK: Calls to dabs to pixels

  @Test(arguments: GoldenTrace.names)
  func `recorded calls make the recorded dabs and pixels`(name: String) throws {
    let file = try NPZFile(try GoldenFiles.bytes("v1.3.0/\(name).npz"))
    let dabs = try file.array("dabs").elements(Float.self)
    let lane = try PublishedLane(try GoldenTrace(name).options)
    for call in try Self.recordedCalls(name) { Self.perform(call, on: lane.environment.engine) }
    #expect(lane.recorder.dabs.count == dabs.count / 15)
    let wrong = zip(lane.recorder.dabs, 0...).first { dab, index in
      dab.fields != Array(dabs[(15 * index + 2)..<(15 * index + 15)])
    }
    #expect(wrong == nil)
    try Self.comparePixels(file, lane.canvas)
  }

  /// The calls end with episode 1.
  private static func comparePixels(_ file: NPZFile, _ canvas: FixedCanvas) throws {
    guard let finals = try? file.array("fix15_final_first3").elements(UInt16.self) else { return }
    let count = canvas.width * canvas.height * 4
    #expect(canvas.interleaved == Array(finals[count..<(2 * count)]))
  }

  // MARK: Actions to pixels

  @Test(arguments: GoldenTrace.names)
  func `all 25 episodes of one object give every recorded observation`(name: String) throws {
    let trace = try GoldenTrace(name)
    let lane = try PublishedLane(trace.options)
    for row in trace.rows {
      lane.recorder.removeAll()
      try Self.perform(row, on: lane)
      let place = "episode \(try row.member("ep").integer()) t \(try row.member("t").integer())"
      let recorded = try (row.member("stroke_to").integer(), row.member("draw_dab").integer())
      let strokes = lane.recorder.calls.count { if case .stroke = $0 { true } else { false } }
      try #require(try lane.canvas.fnv16 == row.member("fnv16").string(), "\(place)")
      try #require(try lane.canvas.fnv8 == row.member("fnv8").string(), "\(place)")
      #expect((strokes, lane.recorder.dabs.count) == recorded, "\(place)")
      #expect(try lane.episodeStep() == row.member("obs_episode_step").integer(), "\(place)")
      #expect(try lane.mask() == row.member("mask").string(), "\(place)")
      let isLast = try row.member("step_type").integer() == 2
      #expect(lane.isLast == isLast, "\(place)")
    }
  }

  @Test func `one episode of each of 118 brushes gives every recorded canvas`() throws {
    let rows = try GoldenFiles.lines("sweep/sweep-1.3.0.jsonl")
    #expect(rows.count == 118)
    for row in rows {
      let name = try row.member("brush").string()
      let failure = try Self.firstDifference(row)
      #expect(failure == nil, "\(name)")
    }
  }

  /// The first step whose canvas or number of dabs differs.
  private static func firstDifference(_ row: JSONNode) throws -> Int? {
    let lane = try PublishedLane([
      "brush": .string(GoldenFiles.brushPath(try row.member("brush").string())),
      "background": .string(try row.member("background").string()), "alpha": .boolean(true),
    ])
    try lane.reset()
    for (index, step) in try row.member("rows").array().enumerated() {
      lane.recorder.removeAll()
      try lane.step(try step.member("a"))
      let matches =
        try lane.recorder.dabs.count == step.member("draw_dab").integer()
        && lane.canvas.fnv16 == step.member("fnv16").string()
        && lane.canvas.fnv8 == step.member("fnv8").string()
      if !matches { return index }
    }
    return nil
  }

  // MARK: Reading traces

  private static func perform(_ row: JSONNode, on lane: PublishedLane) throws {
    if try row.member("call").string() == "reset" {
      try lane.reset()
    } else {
      try lane.step(try row.member("action"))
    }
  }

  private static func perform(_ call: BrushRecorder.Call, on engine: BrushEngine) {
    switch call {
    case .clear: engine.clear()
    case .reset: engine.reset()
    case .stroke(let event): engine.stroke(to: event)
    case .set(let setting, let value): engine.setBaseValue(setting, value)
    }
  }

  /// The calls of the first two episodes, narrowed to floats as the published wrapper does; new
  /// strokes and the brackets of atomic operations leave no trace in the pixels.
  private static func recordedCalls(_ name: String) throws -> [BrushRecorder.Call] {
    let file = try NPZFile(try GoldenFiles.bytes("v1.3.0/\(name).npz"))
    let numbers = try file.array("calls").elements(Double.self)
    let settings: [Double: ChangeableSetting] = [
      3: .radiusLogarithmic, 20: .colorH, 21: .colorS, 22: .colorV,
    ]
    return try stride(from: 0, to: numbers.count, by: 7).compactMap { row in
      let call = Array(numbers[row..<(row + 7)])
      switch call[2] {
      case 1: return .reset
      case 3:
        return .stroke(
          PenEvent(
            x: Float(call[3]), y: Float(call[4]), pressure: Float(call[5]),
            time: Double(Float(call[6]))))
      case 4: return .set(try #require(settings[call[3]]), Float(call[4]))
      case 5: return .clear
      default: return nil
      }
    }
  }
}
