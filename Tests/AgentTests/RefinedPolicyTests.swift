import EnvironmentAPI
import PaintCore
import Testing

@testable import Agent

/// Paints always the same.
struct FixedPolicy: PaintingPolicy {
  let program: [Double]

  func paint(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?,
    progress: @escaping (Double) -> Void
  ) throws -> Painting {
    let width = client.specification.action.width
    return try client.perform(
      ActionTable(width: width, numbers: Array(program.prefix(steps * width))), seed: seed,
      target: target)
  }
}

/// Counts the programs that are evaluated on another client.
private final class CountingClient: PaintingClient {
  let base: LocalPaintingClient
  private(set) var programCount = 0

  init(_ base: LocalPaintingClient) { self.base = base }

  var specification: PaintingSpecification { base.specification }
  var canvas: [UInt8] { base.canvas }
  func reset(seed: UInt64, target: [UInt8]?) throws { try base.reset(seed: seed, target: target) }
  func step(_ action: ArraySlice<Double>) throws -> PaintingStep { try base.step(action) }
  func evaluate(_ programs: ActionTable, count: Int) throws -> PaintingEvaluation {
    programCount += count
    return try base.evaluate(programs, count: count)
  }
  func canvas(after program: ActionTable) throws -> [UInt8] { try base.canvas(after: program) }
  func save() throws -> PaintingSnapshot { try base.save() }
  func load(_ snapshot: PaintingSnapshot) throws { try base.load(snapshot) }
}

@Suite struct RefinedPolicyTests {
  private let steps = 5

  private func paint(
    _ policy: any PaintingPolicy, seed: UInt64, ends: Bool = false
  ) throws -> (painting: Painting, error: Double) {
    let client = try LocalPaintingClient(stampConfiguration(steps: steps, ends: ends))
    let painting = try policy.paint(
      client, steps: steps, seed: seed, target: barsTarget, progress: { _ in })
    return (painting, meanSquaredError(client.canvas, barsTarget))
  }

  private func refined(_ programCount: Int) -> RefinedPolicy {
    RefinedPolicy(
      surest: RandomPolicy(), sampling: RandomPolicy(), programCount: programCount)
  }

  @Test(arguments: [1, 2, 8, 24, 30, 400])
  func `the painting is never worse than the proposal`(programCount: Int) throws {
    for seed in 0..<10 as Range<UInt64> {
      for ends in [false, true] {
        let proposal = try paint(RandomPolicy(), seed: seed, ends: ends)
        let result = try paint(refined(programCount), seed: seed, ends: ends)
        #expect(result.painting.episodeReturn >= proposal.painting.episodeReturn - 1e-12)
        #expect(result.error <= proposal.error + 1e-12)
      }
    }
  }

  @Test func `one program is the proposal itself, thousands are much better`() throws {
    for seed in 0..<4 as Range<UInt64> {
      let proposal = try paint(RandomPolicy(), seed: seed)
      let alone = try paint(refined(1), seed: seed).painting
      #expect(alone == proposal.painting)
      #expect(try paint(refined(4_000), seed: seed).error < 0.5 * proposal.error)
    }
  }

  @Test func `the best of the proposals is the start`() throws {
    let good = FixedPolicy(program: [37, 0, 0, 0, 61, 1, 0, 1])
    let bad = FixedPolicy(program: [37, 0, 0, 0, 61, 1, 3, 1])
    let policies = [(bad, good), (good, bad)]
    for (surest, sampling) in policies {
      let policy = RefinedPolicy(surest: surest, sampling: sampling, programCount: 2)
      #expect(try paint(policy, seed: 1).painting.actions.numbers == good.program)
    }
  }

  @Test func `the same seed gives the same painting, another seed another`() throws {
    let first = try paint(refined(300), seed: 8).painting
    #expect(try paint(refined(300), seed: 8).painting == first)
    #expect(try paint(refined(300), seed: 9).painting != first)
  }

  @Test(arguments: [1, 7, 100, 1000]) func `no more programs are evaluated than allowed`(
    programCount: Int
  ) throws {
    let client = CountingClient(try LocalPaintingClient(stampConfiguration(steps: steps)))
    var fraction = 0.0
    _ = try refined(programCount).paint(
      client, steps: steps, seed: 1, target: barsTarget, progress: { fraction = $0 })
    #expect(client.programCount <= programCount)
    #expect(client.programCount > programCount - 32)
    #expect(fraction == 1)
  }

  @Test func `a proposal without actions is painted as it is`() throws {
    let nothing = FixedPolicy(program: [])
    let policy = RefinedPolicy(surest: nothing, sampling: nothing, programCount: 100)
    #expect(try paint(policy, seed: 1).painting.actions.rowCount == 0)
  }
}
