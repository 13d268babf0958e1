import EnvironmentTestKit
import PaintCore
import StrokeProgram
import Testing

@testable import EnvironmentAPI

/// Scores a canvas by its sum of bytes, less that of its target.
private final class SumScorer: CanvasScorer {
  let canvasShape: [Int]
  let isConditional: Bool
  var fails = false
  private(set) var calls: [[Bool]] = []

  init(_ canvasShape: [Int], isConditional: Bool = false) {
    self.canvasShape = canvasShape
    self.isConditional = isConditional
  }

  func scores(
    of canvases: [UInt8], targets: [UInt8]?, ends: [Bool]
  ) throws(EnvironmentError) -> [Float] {
    if fails { throw .rewardFailure("asked to") }
    calls.append(ends)
    let size = canvasShape.reduce(1, *)
    return ends.indices.map { index in
      let range = index * size..<(index + 1) * size
      return Self.sum(canvases[range]) - Self.sum((targets ?? [])[targets == nil ? 0..<0 : range])
    }
  }

  static func sum(_ bytes: some Collection<UInt8>) -> Float {
    Float(bytes.reduce(0) { $0 + Int($1) })
  }
}

@Suite struct CanvasRewardTests {
  private let shape = [8, 8, 1]

  private func configuration(
    _ options: [String: OptionValue] = [:]
  ) throws -> EnvironmentConfiguration {
    let base: [String: OptionValue] = [
      "canvas": .integer(8), "grid": .integer(4), "reward": .string("critic"),
      "episodeLength": .integer(3),
    ]
    return try EnvironmentConfiguration(
      backend: StampBackend(), given: base.merging(options) { $1 })
  }

  private func lanes(
    _ count: Int, _ scorer: SumScorer, mode: CanvasReward.Mode = .step,
    autoreset: Autoreset = .nextStep
  ) throws -> VectorEnvironment {
    try VectorEnvironment(
      configuration(), laneCount: count, autoreset: autoreset,
      reward: CanvasReward(scorer, mode: mode))
  }

  /// The same action in every lane, another one each step.
  private func actions(_ count: Int, _ step: Int) -> ActionTable {
    ActionTable(
      width: 4, numbers: (0..<count).flatMap { _ in [Double(5 * step), 1, Double(step), 1] })
  }

  private func canvas(_ lanes: VectorEnvironment, _ lane: Int) throws -> Float {
    var bytes = [UInt8](repeating: 0, count: 64)
    let view = try lanes.view(lane)
    bytes.withUnsafeMutableBytes { view.writeObservation(leaf: 0, into: $0) }
    return SumScorer.sum(bytes)
  }

  @Test func `a step earns the rise of the score, all lanes in one call`() throws {
    let scorer = SumScorer(shape)
    let lanes = try lanes(3, scorer)
    _ = try lanes.reset(seeds: [1, 2, 3])
    var totals = [0.0, 0, 0]
    for step in 0..<3 {
      let before = try (0..<3).map { Double(try canvas(lanes, $0)) }
      let result = try lanes.step(actions(3, step))
      let expected = try (0..<3).map { Double(try canvas(lanes, $0)) - before[$0] }
      #expect(result.rewards == expected)
      for lane in 0..<3 { totals[lane] += expected[lane] }
      #expect(scorer.calls.count == step + 1)
      let isLast = step == 2
      #expect(scorer.calls[step] == [isLast, false, isLast, false, isLast, false])
      #expect(result.episodeReturns == (isLast ? totals : [0, 0, 0]))
    }
    #expect(totals.allSatisfy { $0 != 0 })
    // The step after an end resets and earns nothing.
    #expect(try lanes.step(actions(3, 0)).rewards == [0, 0, 0])
    #expect(scorer.calls.count == 3)
  }

  @Test func `SameStep scores the last canvas, not the first of the next episode`() throws {
    let (one, other) = (SumScorer(shape), SumScorer(shape))
    let next = try lanes(1, one)
    let same = try lanes(1, other, autoreset: .sameStep)
    _ = try next.reset(seeds: [1])
    _ = try same.reset(seeds: [1])
    for step in 0..<3 {
      let (a, b) = (try next.step(actions(1, step)), try same.step(actions(1, step)))
      #expect(a.rewards == b.rewards && a.episodeReturns == b.episodeReturns)
    }
    let (before, result) = (try canvas(same, 0), try same.step(actions(1, 0)))
    #expect(result.rewards == [Double(try canvas(same, 0)) - Double(before)])
    var total = result.rewards[0] + (try same.step(actions(1, 1)).rewards[0])
    let last = try same.step(actions(1, 2))
    total += last.rewards[0]
    #expect(last.episodeReturns == [total])
  }

  @Test func `in final mode the last canvas alone is scored`() throws {
    let scorer = SumScorer(shape)
    let lanes = try lanes(2, scorer, mode: .final)
    _ = try lanes.reset(seeds: [1, 2])
    for step in 0..<2 { #expect(try lanes.step(actions(2, step)).rewards == [0, 0]) }
    #expect(scorer.calls.isEmpty)
    let result = try lanes.step(actions(2, 2))
    #expect(result.rewards == [Double(try canvas(lanes, 0)), Double(try canvas(lanes, 1))])
    #expect(scorer.calls == [[true, true]])
  }

  @Test(arguments: CanvasReward.Mode.allCases)
  func `evaluate foretells the return and ends no episode`(mode: CanvasReward.Mode) throws {
    let scorer = SumScorer(shape)
    let lanes = try lanes(1, scorer, mode: mode)
    _ = try lanes.reset(seeds: [1])
    let program = ActionTable(
      width: 4, numbers: (0..<3).flatMap { [Double(5 * $0), 1, Double($0), 1] })
    let foretold = try lanes.evaluate(from: 0, programs: program, programCount: 1).returns[0]
    #expect(scorer.calls.allSatisfy { !$0.contains(true) })
    for step in 0..<2 { _ = try lanes.step(actions(1, step)) }
    #expect(try lanes.step(actions(1, 2)).episodeReturns == [foretold])
    #expect(foretold != 0)
  }

  @Test func `copies and saved states go on earning the same`() throws {
    let lanes = try lanes(2, SumScorer(shape))
    _ = try lanes.reset(seeds: [1, 9])
    _ = try lanes.step(actions(2, 0))
    let state = try lanes.save(0)
    try lanes.copy(from: 0, to: [1])
    let result = try lanes.step(actions(2, 1))
    #expect(result.rewards[0] == result.rewards[1])
    try lanes.load([(state, [1])])
    #expect(try lanes.step(actions(2, 1)).rewards[1] == result.rewards[0])
  }

  @Test func `a conditional critic needs targets and gets them`() throws {
    let scorer = SumScorer(shape, isConditional: true)
    let lanes = try lanes(1, scorer, mode: .final)
    #expect(throws: EnvironmentError.self) { try lanes.reset(seeds: [1]) }
    let target = [UInt8](repeating: 3, count: 64)
    _ = try lanes.reset(seeds: [1], targets: [target])
    for step in 0..<2 { _ = try lanes.step(actions(1, step)) }
    let result = try lanes.step(actions(1, 2))
    #expect(result.rewards == [Double(try canvas(lanes, 0)) - 192])
  }

  @Test func `a state without a target is refused by a conditional critic`() throws {
    let plain = try lanes(1, SumScorer(shape))
    _ = try plain.reset(seeds: [1])
    let state = try plain.save(0)
    let lanes = try lanes(1, SumScorer(shape, isConditional: true))
    #expect(throws: EnvironmentError.self) { try lanes.load([(state, [0])]) }
  }

  @Test func `a failing critic fails the step`() throws {
    let scorer = SumScorer(shape)
    let lanes = try lanes(1, scorer)
    _ = try lanes.reset(seeds: [1])
    scorer.fails = true
    #expect(throws: EnvironmentError.rewardFailure("asked to")) { try lanes.step(actions(1, 0)) }
  }

  @Test func `no critic, or one of other canvases, is refused`() throws {
    let configuration = try configuration()
    #expect(throws: EnvironmentError.self) {
      try VectorEnvironment(configuration, laneCount: 1)
    }
    let wrong = CanvasReward(SumScorer([9, 8, 1]))
    #expect(throws: EnvironmentError.self) {
      try VectorEnvironment(configuration, laneCount: 1, reward: wrong)
    }
    #expect(configuration.rewardRange == -.infinity ... .infinity)
  }
}
