import EnvironmentAPI
import PaintCore
import Testing

@testable import Agent

@Suite struct PaintingSearchTests {
  @Test func `pruning takes out what earns nothing and keeps the rest`() throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 12))
    let meter = SearchMeter(budget: 1_000) { _ in }
    let search = PaintingSearch(
      SearchTask(client: client, steps: 12, seed: 1, target: barsTarget, meter: meter))
    let incumbent = try search.makeIncumbent()
    // to the right bar by two moves, of which one is enough; down the bar; two idle moves
    let moves: [Double] = [3, 0, 0, 0, 37, 0, 0, 0]
    let stamps: [Double] = [61, 1, 0, 1]
    let program = moves + stamps + moves
    let value = try incumbent.evaluate(program, count: 1, from: 0).values[0]
    incumbent.replace(from: 0, with: program, length: 5, value: value)
    try search.prune(incumbent)
    #expect(incumbent.numbers == moves.suffix(4) + stamps)
    #expect(incumbent.value == value)
  }

  @Test func `annealing never ends with less than it began with`() throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 6))
    for seed in 0..<8 as Range<UInt64> {
      let meter = SearchMeter(budget: 1_000) { _ in }
      var search = PaintingSearch(
        SearchTask(client: client, steps: 6, seed: seed, target: barsTarget, meter: meter))
      let incumbent = try search.makeIncumbent()
      while incumbent.count < 6,
        try search.extend(incumbent, by: 2, BlockSearch(freshCount: 32, roundCount: 2))
      {}
      let before = incumbent.value
      // so hot that nearly everything is taken
      try search.anneal(incumbent, from: 0, budget: 3_000, warmth: 10)
      #expect(incumbent.value >= before)
      let replay = try client.perform(
        ActionTable(width: 4, numbers: incumbent.numbers), seed: seed, target: barsTarget)
      #expect(abs(replay.episodeReturn - incumbent.value) < 1e-12)
    }
  }

  @Test func `a target that is painted to the byte ends the search`() throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 6))
    _ = try client.perform(
      ActionTable(width: 4, numbers: [61, 1, 0, 1]), seed: 1, target: barsTarget)
    let target = client.canvas
    let meter = SearchMeter(budget: 100_000) { _ in }
    var search = PaintingSearch(
      SearchTask(client: client, steps: 6, seed: 1, target: target, meter: meter))
    let found = try search.paint()
    #expect(search.isExact)
    #expect(meter.spent < 50_000)
    _ = try client.perform(ActionTable(width: 4, numbers: found), seed: 1, target: target)
    #expect(client.canvas == target)
  }
}
