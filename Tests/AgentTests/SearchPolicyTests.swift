import EnvironmentAPI
import PaintCore
import Testing

@testable import Agent

@Suite struct SearchPolicyTests {
  private func paint(
    _ policy: any PaintingPolicy, steps: Int = 6, seed: UInt64 = 1,
    target: [UInt8]? = barsTarget, ends: Bool = false
  ) throws -> (painting: Painting, error: Double) {
    let client = try LocalPaintingClient(
      stampConfiguration(steps: steps, ends: ends, reward: target == nil ? "none" : "l2"))
    let painting = try policy.paint(
      client, steps: steps, seed: seed, target: target, progress: { _ in })
    return (painting, target.map { meanSquaredError(client.canvas, $0) } ?? 0)
  }

  /// The error of the best of random programs, of which the search may evaluate as many actions.
  private func bestRandomError(budget: Int, steps: Int) throws -> Double {
    let client = try LocalPaintingClient(stampConfiguration(steps: steps))
    try client.reset(seed: 1, target: barsTarget)
    let blank = meanSquaredError(client.canvas, barsTarget)
    var random = RandomStream(key: 4, stream: 4)
    let count = budget / steps
    let programs = client.specification.action.sample(count: count * steps, from: &random)
    let best = try client.evaluate(programs, count: count).returns.max() ?? 0
    return blank - best
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `at equal budget the error is at most six tenths of the best random program's`(
    seed: UInt64
  ) throws {
    let budget = 30_000
    let searched = try paint(SearchPolicy(budget: budget), seed: seed).error
    let random = try bestRandomError(budget: budget, steps: 6)
    #expect(searched < 0.6 * random, "search \(searched), random \(random)")
  }

  @Test func `a long program is searched in windows and is better than a short one`() throws {
    let short = try paint(SearchPolicy(budget: 60_000), steps: 4)
    let long = try paint(SearchPolicy(budget: 60_000), steps: 30)
    #expect(long.error < short.error)
    #expect(long.painting.actions.rowCount <= 30)
  }

  @Test(arguments: [5, 30]) func `the same seed gives the same painting`(steps: Int) throws {
    let policy = SearchPolicy(budget: 20_000)
    let first = try paint(policy, steps: steps, seed: 8).painting
    #expect(try paint(policy, steps: steps, seed: 8).painting == first)
    #expect(try paint(policy, steps: steps, seed: 9).painting != first)
  }

  @Test(arguments: [5, 30]) func `it stops at once when nothing helps`(steps: Int) throws {
    let blank = [UInt8](repeating: 255, count: 256)
    var fraction = 0.0
    let client = try LocalPaintingClient(stampConfiguration(steps: steps))
    let painting = try SearchPolicy().paint(
      client, steps: steps, seed: 1, target: blank, progress: { fraction = $0 })
    #expect(painting.actions.rowCount == 0)
    #expect(painting.episodeReturn == 0)
    #expect(client.canvas == blank)
    #expect(fraction == 1)
  }

  @Test func `no action is left that earns nothing`() throws {
    let painting = try paint(SearchPolicy(budget: 40_000), steps: 8).painting
    let client = try LocalPaintingClient(stampConfiguration(steps: 8))
    let width = painting.actions.width
    for row in 0..<painting.actions.rowCount {
      var shorter = painting.actions
      shorter.numbers.removeSubrange((row * width)..<((row + 1) * width))
      let value = try client.perform(shorter, seed: 1, target: barsTarget).episodeReturn
      #expect(value < painting.episodeReturn)
    }
  }

  @Test func `an action that ends the painting is only ever the last`() throws {
    let result = try paint(SearchPolicy(budget: 20_000), steps: 8, ends: true)
    let actions = result.painting.actions
    for row in 0..<max(0, actions.rowCount - 1) {
      #expect(actions.numbers[row * actions.width + 1] != 2)
    }
    #expect(result.error < 0.1)
  }

  @Test func `without rewards nothing is painted`() throws {
    let painting = try paint(SearchPolicy(budget: 5_000), target: nil).painting
    #expect(painting.actions.rowCount == 0)
  }

  @Test(arguments: [1, 6, 30]) func `the budget is kept but for the last blocks`(
    steps: Int
  ) throws {
    let meter = SearchMeter(budget: 30_000) { _ in }
    let client = try LocalPaintingClient(stampConfiguration(steps: steps))
    var search = PaintingSearch(
      SearchTask(client: client, steps: steps, seed: 1, target: barsTarget, meter: meter))
    _ = try search.paint()
    // a block of two actions costs about 3000, and some are tried in vain
    #expect(meter.spent < 30_000 + 3_100 * (steps + 16))
  }
}
