import EnvironmentAPI
import PaintCore
import Testing

@testable import Agent

@Suite struct IncumbentTests {
  /// Changes at random places, against a plain replay from the start each time.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `values are those of a replay from the start`(seed: UInt64) throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 20))
    let reference = try LocalPaintingClient(stampConfiguration(steps: 20))
    let incumbent = try Incumbent(
      client, seed: seed, target: barsTarget, meter: SearchMeter(budget: 1) { _ in })
    let space = client.specification.action
    var random = RandomStream(key: seed, stream: 5)
    for _ in 0..<60 {
      let step = random.integer(below: incumbent.count + 1)
      let length = 1 + random.integer(below: min(4, 20 - step))
      guard step < 20 else { continue }
      let tail = space.sample(count: length, from: &random).numbers
      let result = try incumbent.evaluate(tail, count: 1, from: step)
      incumbent.replace(from: step, with: tail, length: result.lengths[0], value: result.values[0])
      let replay = try reference.perform(
        ActionTable(width: space.width, numbers: incumbent.numbers), seed: seed,
        target: barsTarget)
      #expect(abs(replay.episodeReturn - incumbent.value) < 1e-12)
      #expect(try incumbent.finalCanvas() == reference.canvas)
    }
  }

  @Test func `a tail that ends the episode is cut where it ended`() throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 9, ends: true))
    let incumbent = try Incumbent(
      client, seed: 1, target: barsTarget, meter: SearchMeter(budget: 1) { _ in })
    let tail: [Double] = [9, 1, 0, 0, 20, 2, 0, 0, 30, 1, 0, 0]
    let result = try incumbent.evaluate(tail, count: 1, from: 0)
    #expect(result.lengths == [2])
    incumbent.replace(from: 0, with: tail, length: 2, value: result.values[0])
    #expect(incumbent.count == 2)
    try incumbent.moveLane(to: 2)
    #expect(incumbent.isLaneOver)
    try incumbent.moveLane(to: 1)
    #expect(!incumbent.isLaneOver)
  }

  @Test func `after going back the lane is not where it was`() throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 9))
    let incumbent = try Incumbent(
      client, seed: 1, target: barsTarget, meter: SearchMeter(budget: 1) { _ in })
    let tail: [Double] = [27, 0, 0, 0]
    let dark: [Double] = [9, 1, 0, 2, 20, 1, 0, 2]
    let before = try incumbent.evaluate(dark, count: 1, from: 0)
    incumbent.replace(from: 0, with: dark, length: 2, value: before.values[0])
    let after = try incumbent.evaluate(tail, count: 1, from: 2).values[0]
    incumbent.restore(tail + tail + tail, value: 0)
    #expect(try incumbent.evaluate(tail, count: 1, from: 2).values[0] == 0)
    incumbent.restore(dark, value: before.values[0])
    #expect(try incumbent.evaluate(tail, count: 1, from: 2).values[0] == after)
    #expect(after != 0)
  }
}
