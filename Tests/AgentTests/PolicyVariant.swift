import EnvironmentAPI
import EnvironmentClient
import EnvironmentTestKit
import NeuralNet
import PaintCore
import Testing
import WireProtocol

@testable import Agent

/// A kind of policy network; every test of the network holds for all of them.
struct PolicyVariant: Sendable, CustomTestStringConvertible {
  var core = PolicyCore.feedForward
  var head = PlaceHead.rowColumn

  var testDescription: String { "\(core), \(head)" }

  static let all = PolicyCore.allCases.flatMap { core in
    PlaceHead.allCases.map { PolicyVariant(core: core, head: $0) }
  }
}

/// An untrained policy and lanes of the toy engine.
struct PolicySetup {
  let description: EnvironmentDescription
  let lanes: LaneGroup
  let network: PolicyNetwork
  let shards: DataParallel

  init(
    _ variant: PolicyVariant = PolicyVariant(), laneCount: Int = 6, steps: Int = 3,
    seed: UInt64 = 1, noise: Int = 4, shardCount: Int = 2
  ) throws {
    let client = WireClient(
      SessionExchange(
        SessionConfiguration(
          catalog: [StampBackend()], backendName: "stamp",
          options: ["canvas": "16", "episodeLength": "\(steps)"], serverVersion: "1",
          encodePNG: { _ in [] })))
    description = try client.initialize(
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
    configuration.core = variant.core
    configuration.placeHead = variant.head
    let sequence = try DecisionSequence(description.action)
    network = PolicyNetwork(
      PolicyInputLayout(
        configuration: configuration, places: sequence.places, canvasSide: 16), sequence)
    var stream = RandomStream(key: seed, stream: 9)
    shards = DataParallel(ParameterSet(network.parameters, using: &stream), shards: shardCount)
  }

  func rollout(_ seed: UInt64 = 3, greedy: Bool = false) throws -> Rollout {
    var random = RandomStream(key: seed, stream: 0)
    return try RolloutCollector(network: network, shards: shards).collect(
      from: lanes, stepCount: network.layout.configuration.maximumSteps, targets: nil,
      random: &random, greedy: greedy)
  }

  /// Judges whole episodes, step after step.
  func judge(
    _ rollout: Rollout, _ episodes: [Int]? = nil, in scope: ParameterScope? = nil
  ) -> PolicyNetwork.Judgement {
    let episodes = episodes ?? Array(0..<rollout.episodeCount)
    let batch = RolloutMinibatch(
      items: episodes, stepCount: rollout.stepCount, episodeCount: rollout.episodeCount)
    let rows = batch.transitions(of: episodes[...])
    return network.judge(
      rollout.input(rows, network.layout), choices: rows.map { rollout.choices(at: $0) },
      stepCount: rollout.stepCount, in: scope ?? ParameterScope(shards.parameters))
  }
}

extension Rollout {
  func choices(at transition: Int) -> [Int] {
    choices[transition / episodeCount][transition % episodeCount]
  }
}

/// The actions of the brush engine, as the policy that ships was trained with them.
let brushActions: ActionSpace = {
  let active = ActionPart.ActiveCondition(part: "flag", values: [1])
  func grid(_ name: String, _ condition: ActionPart.ActiveCondition?) -> ActionPart {
    ActionPart(
      name, .discrete(count: 1024), meaning: .grid(rows: 32, columns: 32), activeWhen: condition,
      doc: "")
  }
  func level(_ name: String, _ count: Int) -> ActionPart {
    ActionPart(name, .discrete(count: count), meaning: .ordinal, activeWhen: active, doc: "")
  }
  return ActionSpace(
    parts: [
      ActionPart("flag", .discrete(count: 2), meaning: .categorical, doc: ""), grid("end", nil),
      grid("control", active), level("size", 4), level("pressure", 10),
    ], decodeOrder: ["flag", "end", "control", "size", "pressure"])
}()
