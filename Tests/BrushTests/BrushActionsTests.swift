import EnvironmentAPI
import PaintCore
import StrokeProgram
import Testing

@testable import Brush

@Suite struct BrushActionsTests {
  private func lanes(
    _ actions: String, _ options: [String: OptionValue] = [:]
  ) throws -> VectorEnvironment {
    var given: [String: OptionValue] = ["actions": .string(actions), "brush": .string("dry")]
    given.merge(options) { $1 }
    return try VectorEnvironment(
      EnvironmentConfiguration(backend: BrushBackend(), given: given), laneCount: 1)
  }

  /// The rewards and the picture after some actions.
  private func run(
    _ lanes: VectorEnvironment, _ rows: [[Double]]
  ) throws -> (rewards: [Double], pixels: [UInt8]) {
    _ = try lanes.reset(seeds: [4])
    let rewards = try rows.map { row in
      try lanes.step(ActionTable(width: row.count, numbers: row)).rewards[0]
    }
    return (rewards, try lanes.render(lane: 0).pixels)
  }

  private func cell(_ column: Int, _ row: Int) -> Double { Double(32 * row + column) }

  private static let small: [String: OptionValue] = [
    "color": .boolean(false), "pressure": .boolean(false), "sizes": .numbers([3]),
  ]

  // MARK: Continuous

  @Test func `a continuous action is a box, and what is switched off is not in it`() throws {
    let all = try lanes("continuous").configuration.engine.action
    #expect(all.parts.map(\.name) == ["stroke"])
    #expect(all.parts[0].space == .box(.float32, shape: [10], low: 0, high: 1))
    let few = try lanes("continuous", Self.small).configuration
    #expect(few.engine.action.width == 5)
    #expect(few.observation[1].space == .multiBinary(count: 5))
  }

  @Test func `numbers paint what the same grid cells and levels paint`() throws {
    let grid = try run(
      lanes("grid"),
      [
        [0, cell(4, 16), 0, 0, 0, 0, 0, 0], [cell(8, 2), cell(28, 24), 1, 9, 5, 19, 0, 19],
        [cell(16, 16), cell(2, 30), 1, 9, 0, 0, 19, 0],
      ])
    let numbers = try run(
      lanes("continuous"),
      [
        [0, 0, 0.125, 0.5, 0.49, 0, 0, 0, 0, 0],
        [0.25, 0.0625, 0.875, 0.75, 0.5, 1, 1, 1, 0, 1],
        [0.5, 0.5, 0.0625, 0.9375, 1, 1, 0, 0, 1, 0],
      ])
    #expect(grid.pixels == numbers.pixels)
    #expect(Set(grid.pixels).count > 20)
  }

  @Test func `the mask of a continuous action has its components`() throws {
    let lanes = try lanes("continuous", Self.small)
    _ = try lanes.reset(seeds: [1])
    for (flag, expected) in [(0.0, [0, 0, 1, 1, 1]), (1.0, [1, 1, 1, 1, 1])] {
      _ = try lanes.step(ActionTable(width: 5, numbers: [0.1, 0.2, 0.3, 0.4, flag]))
      var mask = [UInt8](repeating: 9, count: 5)
      let view = try lanes.view(0)
      mask.withUnsafeMutableBytes { view.writeObservation(leaf: 1, into: $0) }
      #expect(mask.map(Int.init) == expected)
    }
  }

  // MARK: Compound

  @Test func `without colour, pressure and sizes a compound action is a location and a flag`()
    throws
  {
    let space = try lanes("compound", Self.small).configuration.engine.action
    #expect(space.parts.map(\.name) == ["location", "flag"])
    #expect(space.decodeOrder == ["flag", "location"])
  }

  @Test func `three points are the stroke over a control point`() throws {
    let grid = try run(
      lanes("grid"),
      [[0, cell(4, 16), 0, 0, 0, 0, 0, 0], [cell(8, 2), cell(28, 24), 1, 6, 3, 19, 0, 10]])
    let look: [Double] = [6, 3, 19, 0, 10]
    let other: [Double] = [1, 0, 0, 19, 0]  // only the first point decides
    let compound = try run(
      lanes("compound"),
      [[cell(4, 16), 0] + look, [cell(8, 2), 0] + other, [cell(28, 24), 1] + other])
    #expect(grid.pixels == compound.pixels)
  }

  @Test func `more points make curves that join, and nothing is painted before the end`() throws {
    let places = [(2, 2), (10, 30), (16, 4), (22, 30), (30, 2)]
    let rows = places.enumerated().map { [cell($1.0, $1.1), $0 == 4 ? 1 : 0] }
    let lanes = try lanes("compound", Self.small)
    let before = try run(lanes, Array(rows.dropLast()))
    #expect(Set(before.pixels) == [255])
    let strokes = lanes.configuration.engine.strokes(
      of: ActionTable(width: 2, numbers: rows.flatMap { $0 }))
    #expect(strokes.count == 3)
    #expect(strokes[0].start == PagePoint(x: 2 / 32, y: 2 / 32))
    #expect(strokes[0].end == PagePoint(x: 13 / 32, y: 17 / 32))
    #expect(strokes[1].start == strokes[0].end && strokes[2].start == strokes[1].end)
    #expect(strokes[2].end == PagePoint(x: 30 / 32, y: 2 / 32))
    let after = try run(lanes, rows).pixels
    #expect(after[64 * 34 + 26] < 128)  // the joint, 13 and 17 cells of 2 px
  }

  @Test func `two points are a line and one is a dot`() throws {
    let look = BrushLook(pressure: 1, logRadius: 0, color: SIMD3(0, 0, 0))
    let line = BrushStroke(through: [SIMD2(0, 0), SIMD2(8, 4)], look: look)
    #expect(line.first == BrushStroke.Piece(control: SIMD2(4, 2), end: SIMD2(8, 4)))
    #expect(line.others.isEmpty)
    let dot = BrushStroke(through: [SIMD2(3, 3)], look: look)
    #expect(dot.first == BrushStroke.Piece(control: SIMD2(3, 3), end: SIMD2(3, 3)))
  }

  @Test func `the unfinished points of a stroke are part of a saved state`() throws {
    let lanes = try lanes("compound", Self.small)
    _ = try run(lanes, [[cell(2, 2), 0], [cell(10, 30), 0]])
    let saved = try lanes.save(0)
    let last = ActionTable(width: 2, numbers: [cell(30, 2), 1])
    _ = try lanes.step(last)
    let picture = try lanes.render(lane: 0)
    _ = try lanes.reset(seeds: [9])
    try lanes.load([(saved, [0])])
    _ = try lanes.step(last)
    #expect(try lanes.render(lane: 0) == picture)
    #expect(picture.pixels.contains { $0 < 128 })
  }

  @Test func `the published environment has neither of them`() throws {
    for option in [["actions": OptionValue.string("compound")], ["renderScale": .integer(2)]] {
      #expect(throws: EnvironmentError.self) {
        try lanes("grid", option.merging(["compat": .string("deepmind")]) { $1 })
      }
    }
  }

  // MARK: Costs

  @Test func `a stroke costs its start and its length`() throws {
    let costs: [String: OptionValue] = [
      "strokeCost": .number(0.25), "lengthCost": .number(2),
    ]
    let options = Self.small.merging(costs) { $1 }
    let rewards = try run(
      lanes("grid", options),
      [
        [0, cell(8, 16), 0],  // a move
        [cell(16, 16), cell(24, 16), 1],  // half a canvas to the right
        [cell(24, 12), cell(24, 8), 1],  // a quarter up, without lifting the pen
        [0, cell(8, 8), 0],
        [cell(8, 8), cell(8, 8), 1],  // a dot
      ]
    ).rewards
    let expected = [0, -1.25, -0.5, 0, -0.25]
    #expect(zip(rewards, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "\(rewards)")
    let range = try lanes("grid", options).configuration.rewardRange
    #expect(range.lowerBound == -.infinity && range.upperBound == 0)
  }

  @Test func `a compound stroke is paid for when it is painted`() throws {
    let options = Self.small.merging(["strokeCost": .number(1)]) { $1 }
    let rewards = try run(
      lanes("compound", options), [[0, 0], [100, 0], [500, 1], [900, 1]]
    ).rewards
    #expect(rewards == [0, 0, -1, -1])
  }

  @Test func `an episode that leaves no mark costs its blank canvas at its end`() throws {
    let options = Self.small.merging([
      "blankCost": .number(3), "episodeLength": .integer(2),
    ]) { $1 }
    let move = [0, cell(8, 16), 0]
    let paint = [cell(16, 16), cell(24, 16), 1]
    #expect(try run(lanes("grid", options), [move, move]).rewards == [0, -3])
    #expect(try run(lanes("grid", options), [move, paint]).rewards == [0, 0])
    let evaluated = try lanes("grid", options)
    _ = try evaluated.reset(seeds: [1])
    let returns = try evaluated.evaluate(
      from: 0, programs: ActionTable(width: 3, numbers: move + move + move + paint),
      programCount: 2
    ).returns
    #expect(returns == [-3, 0])
    let range = try lanes("grid", options).configuration.rewardRange
    #expect(range.lowerBound == -.infinity)
  }
}
