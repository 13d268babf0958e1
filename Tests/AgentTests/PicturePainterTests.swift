import EnvironmentAPI
import EnvironmentClient
import NeuralNet
import PaintCore
import Testing

@testable import Agent

@Suite struct PicturePainterTests {
  // MARK: Lanes

  @Test func `each lane is reset with its own target`() throws {
    let targets = barTargets(5)
    let (wire, description) = try stampSession(laneCount: 5, steps: 4)
    let lanes = LaneGroup(wire, description: description, seed: 1)
    let before = try lanes.reset(targets: Array(targets.joined()))
    let stamps = [[Double]](repeating: [20, 1, 0, 2], count: 5)
    let after = try lanes.step(ActionTable(width: 4, numbers: Array(stamps.joined())))
    for lane in 0..<5 {
      let range = (lane * 256)..<((lane + 1) * 256)
      let gain =
        meanSquaredError(Array(before[range]), targets[lane])
        - meanSquaredError(Array(after.canvases[range]), targets[lane])
      #expect(abs(after.rewards[lane] - gain) < 1e-9)
    }
    #expect(Set(after.rewards).count > 2)
  }

  @Test func `many lanes paint what one picture after the other shows`() throws {
    let file = try stampPolicyFile(hasTarget: true, steps: 3)
    let targets = barTargets(6)
    let (wire, description) = try stampSession(laneCount: 3, steps: 3)
    let many = try LanePainter(
      file, lanes: LaneGroup(wire, description: description, seed: 20), isGreedy: true, seed: 20)
    let client = try LocalPaintingClient(stampConfiguration(steps: 3))
    var policy = try LearnedPolicy(file, for: client.specification)
    policy.temperature = 0
    let serial = SerialPainter(client, policy: policy, stepCount: 3, seed: 20)
    #expect(many.batchSize == 3 && many.stepCount == 3)
    var paintings: Set<[UInt8]> = []
    for start in [0, 3] {
      let canvases = try many.paintBatch(targets: Array(targets[start..<(start + 3)].joined()))
      #expect(canvases.count == 4)
      for lane in 0..<3 {
        let one = try serial.paintBatch(targets: targets[start + lane])
        let range = (lane * 256)..<((lane + 1) * 256)
        let ofLane = canvases.map { Array($0[range]) }
        #expect(ofLane == one)
        paintings.insert(one[3])
      }
    }
    #expect(paintings.count > 3)
  }

  @Test func `a policy is not asked for more steps than it learned or the episode has`() throws {
    for (learned, episode) in [(3, 5), (5, 3)] {
      let (wire, description) = try stampSession(laneCount: 2, steps: episode, reward: "none")
      let painter = try LanePainter(
        try stampPolicyFile(hasTarget: false, steps: learned),
        lanes: LaneGroup(wire, description: description, seed: 1), isGreedy: false, seed: 1)
      #expect(painter.stepCount == 3)
      #expect(try painter.paintBatch(targets: nil).count == 4)
    }
  }

  @Test func `random lanes paint different pictures, the same ones for the same seed`() throws {
    func paint(_ seed: UInt64) throws -> [[UInt8]] {
      let (wire, description) = try stampSession(laneCount: 4, steps: 5, reward: "none")
      return try RandomLanePainter(
        lanes: LaneGroup(wire, description: description, seed: seed), stepCount: 9, seed: seed
      ).paintBatch(targets: nil)
    }
    let first = try paint(1)
    #expect(first.count == 6)
    let finals = (0..<4).map { lane in Array(first[5][(lane * 256)..<((lane + 1) * 256)]) }
    #expect(Set(finals).count == 4)
    let (again, other) = (try paint(1), try paint(2))
    #expect(again == first && other != first)
  }

  // MARK: One after the other

  @Test func `a picture that ends early stays as it was`() throws {
    let client = try LocalPaintingClient(stampConfiguration(steps: 6, ends: true))
    let painter = SerialPainter(
      client, policy: FixedPolicy(program: [61, 1, 0, 1, 3, 2, 0, 0]), stepCount: 6, seed: 1)
    let canvases = try painter.paintBatch(targets: barsTarget)
    #expect(canvases.count == 7)
    #expect(canvases[0].allSatisfy { $0 == 255 })
    #expect(canvases[1] != canvases[0])
    #expect(canvases[2...].allSatisfy { $0 == canvases[2] })
  }

  // MARK: Files

  @Test func `a file says what it paints before there is an environment`() throws {
    let file = try stampPolicyFile(hasTarget: true, steps: 7)
    let summary = try PolicySummary(file)
    #expect(summary.needsTarget && summary.maximumSteps == 7)
    #expect(try !PolicySummary(stampPolicyFile(hasTarget: false)).needsTarget)
    let error = #expect(throws: PolicyFileError.self) {
      try PolicySummary(SafetensorsFile([], metadata: ["format": "digits"]))
    }
    #expect(error?.description == "format: expected a policy, got digits")
  }
}
