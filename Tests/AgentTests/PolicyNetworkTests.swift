import EnvironmentAPI
import EnvironmentClient
import EnvironmentTestKit
import Learning
import NeuralNet
import PaintCore
import TensorKernels
import Testing
import WireProtocol

@testable import Agent

/// The mistakes that other re-creations of SPIRAL made, each as a test.
@Suite struct PolicyNetworkTests {
  private struct Setup {
    let lanes: LaneGroup
    let network: PolicyNetwork
    let shards: DataParallel

    init(laneCount: Int = 6, steps: Int = 3, seed: UInt64 = 1, noise: Int = 4) throws {
      let client = WireClient(
        SessionExchange(
          SessionConfiguration(
            catalog: [StampBackend()], backendName: "stamp",
            options: ["canvas": "16", "episodeLength": "\(steps)"], serverVersion: "1",
            encodePNG: { _ in [] })))
      let description = try client.initialize(
        name: "test", version: "1",
        environment: EnvironmentRequest(laneCount: laneCount, autoreset: .disabled),
        maximumLineBytes: 1 << 24)
      lanes = LaneGroup(client, description: description, seed: seed)
      var configuration = PolicyConfiguration()
      configuration.side = 16
      configuration.channels = [4, 8]
      configuration.width = 16
      configuration.noise = noise
      configuration.maximumSteps = steps
      let sequence = try DecisionSequence(description.action)
      network = PolicyNetwork(
        PolicyInputLayout(
          configuration: configuration, places: sequence.places, canvasSide: 16), sequence)
      var stream = RandomStream(key: seed, stream: 9)
      shards = DataParallel(ParameterSet(network.parameters, using: &stream), shards: 2)
    }

    func rollout(_ seed: UInt64 = 3) throws -> Rollout {
      var random = RandomStream(key: seed, stream: 0)
      return try RolloutCollector(network: network, shards: shards).collect(
        from: lanes, stepCount: network.layout.configuration.maximumSteps, targets: nil,
        random: &random)
    }
  }

  // MARK: Log-probabilities

  @Test func `judging the sampled choices gives the log-probabilities they were sampled with`()
    throws
  {
    let setup = try Setup()
    let rollout = try setup.rollout()
    for step in 0..<rollout.stepCount {
      let judged = setup.network.judge(
        rollout.inputs[step], choices: rollout.choices[step],
        in: ParameterScope(setup.shards.parameters))
      for (new, old) in zip(judged.logProbability.value.scalars, rollout.logProbabilities[step]) {
        #expect(abs(new - old) < 1e-4)
      }
      for (new, old) in zip(judged.value.value.scalars, rollout.values[step]) {
        #expect(abs(new - old) < 1e-5)
      }
    }
  }

  @Test func `choices that do not matter count neither for probability nor for entropy`() throws {
    let setup = try Setup()
    let rollout = try setup.rollout()
    let input = rollout.inputs[0]
    let sequence = setup.network.sequence
    let level = try #require(sequence.decisions.firstIndex { $0.name == "level" })
    let flag = try #require(sequence.decisions.firstIndex { $0.name == "flag" })
    func judge(flag flagChoice: Int, level levelChoice: Int) -> (Float, Float) {
      var choices = rollout.choices[0]
      for row in choices.indices {
        choices[row][flag] = flagChoice
        choices[row][level] = levelChoice
      }
      let judged = setup.network.judge(
        input, choices: choices, in: ParameterScope(setup.shards.parameters))
      return (judged.logProbability.value.scalars[0], judged.entropy.value.scalars[0])
    }
    #expect(judge(flag: 0, level: 0) == judge(flag: 0, level: 3))
    #expect(judge(flag: 1, level: 0).0 != judge(flag: 1, level: 3).0)
    #expect(judge(flag: 0, level: 0).1 < judge(flag: 1, level: 0).1)
  }

  @Test func `every weight has a gradient from the loss`() throws {
    let setup = try Setup()
    let rollout = try setup.rollout()
    let count = rollout.episodeCount
    _ = setup.shards.computeGradient { shard, scope in
      let range = setup.shards.range(of: shard, count: count)
      let judged = setup.network.judge(
        rollout.inputs[1].rows(range, setup.network.layout),
        choices: Array(rollout.choices[1][range]), in: scope)
      let column = Tensor(repeating: 1, shape: [range.count, 1])
      let loss = clippedPolicyLoss(
        logProbability: judged.logProbability, entropy: judged.entropy, value: judged.value,
        oldLogProbability: Tensor(
          Array(rollout.logProbabilities[1][range]), shape: [range.count, 1]),
        advantages: column, returns: column, weights: PolicyLossWeights(), batchSize: count)
      return (loss.total, 0)
    }
    let gradient = setup.shards.gradient.scalars
    #expect(gradient.allSatisfy { $0.isFinite })
    var start = 0
    for weight in setup.network.parameters.weights {
      defer { start += weight.count }
      // The choice of the last decision leads nowhere.
      if weight.name == "policy.decision.level.choice.weight" { continue }
      #expect(gradient[start..<(start + weight.count)].contains { $0 != 0 }, "\(weight.name)")
    }
  }

  // MARK: Inputs

  @Test func `a step sees the action before it and none before the first`() throws {
    let setup = try Setup()
    let rollout = try setup.rollout()
    let layout = setup.network.layout
    let first = layout.configuration.maximumSteps + 1
    for episode in 0..<rollout.episodeCount {
      func places(_ step: Int) -> [Float] {
        let start = episode * layout.vectorWidth + first
        return Array(rollout.inputs[step].vectors[start..<(start + 2)])
      }
      #expect(places(0) == [0, 0])
      for step in 1..<rollout.stepCount {
        let action = setup.network.sequence.action(of: rollout.choices[step - 1][episode])
        let cell = Int(action[layout.places[0].scalar])
        let columns = layout.places[0].columns
        #expect(
          places(step) == [
            (Float(cell % columns) + 0.5) / Float(columns),
            (Float(cell / columns) + 0.5) / Float(layout.places[0].rows),
          ])
      }
    }
  }

  @Test func `the noise stays the same during an episode and differs between episodes`() throws {
    let setup = try Setup()
    let rollout = try setup.rollout()
    let width = setup.network.layout.vectorWidth
    func noise(_ step: Int, _ episode: Int) -> [Float] {
      Array(rollout.inputs[step].vectors[(episode * width + width - 4)..<((episode + 1) * width)])
    }
    for episode in 0..<rollout.episodeCount {
      #expect(noise(0, episode) == noise(2, episode))
    }
    #expect(Set((0..<rollout.episodeCount).map { noise(0, $0) }).count == rollout.episodeCount)
  }

  @Test func `a blank canvas is 0 and ink is 1, as in the data`() throws {
    let setup = try Setup()
    let layout = setup.network.layout
    #expect(layout.pooled([UInt8](repeating: 255, count: 256), count: 1).allSatisfy { $0 == 0 })
    #expect(layout.pooled([UInt8](repeating: 0, count: 256), count: 1).allSatisfy { $0 == 1 })
  }

  // MARK: Determinism

  @Test func `the same seed acts the same and another one differently`() throws {
    func choices(_ seed: UInt64) throws -> [[[Int]]] { try Setup().rollout(seed).choices }
    let first = try choices(3)
    let (again, other) = (try choices(3), try choices(4))
    #expect(again == first && other != first)
  }

  // MARK: Decisions

  @Test func `actions and choices are two forms of the same`() throws {
    let configuration = try EnvironmentConfiguration(backend: StampBackend(), given: [:])
    let space = configuration.engine.action
    let sequence = try DecisionSequence(space)
    #expect(
      sequence.decisions.map(\.name) == ["flag", "end.row", "end.column", "size", "level"])
    var random = RandomStream(key: 1, stream: 1)
    let table = space.sample(count: 200, from: &random)
    for row in 0..<200 {
      let action = table.withRow(row) { Array($0.numbers) }
      #expect(sequence.action(of: sequence.choices(of: action)) == action)
    }
  }
}
