import EnvironmentAPI
import Testing

@testable import Agent

@Suite struct RandomPolicyTests {
  @Test func `it paints as many actions as there are, the same for the same seed`() throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 12, reward: "none"))
    func paint(_ seed: UInt64, steps: Int) throws -> Painting {
      try RandomPolicy().paint(client, steps: steps, seed: seed, target: nil, progress: { _ in })
    }
    let painting = try paint(1, steps: 12)
    #expect(painting.actions.rowCount == 12)
    #expect(try paint(1, steps: 12) == painting)
    #expect(try paint(2, steps: 12) != painting)
    #expect(try paint(1, steps: 500).actions.rowCount == 12)
    #expect(try paint(1, steps: 3).actions.rowCount == 3)
    try client.specification.action.validate(painting.actions)
  }

  @Test func `it stops where an action ends the painting`() throws {
    let client = try LocalPaintingClient(
      stampConfiguration(steps: 40, ends: true, reward: "none"))
    let painting = try RandomPolicy().paint(
      client, steps: 40, seed: 1, target: nil, progress: { _ in })
    let count = painting.actions.rowCount
    #expect(count < 40)
    #expect(painting.actions.numbers[(count - 1) * painting.actions.width + 1] == 2)
  }
}
