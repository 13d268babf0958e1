import EnvironmentAPI
import NeuralNet
import PaintCore
import TensorKernels

/// Episodes of all lanes, step by step, with everything that learning from them needs.
struct Rollout {
  let episodeCount: Int
  let stepCount: Int
  /// The inputs of each step; a row per episode.
  var inputs: [PolicyInput] = []
  /// The choices of each step, `[step][episode][decision]`.
  var choices: [[[Int]]] = []
  /// The log-probabilities of each step under the policy that acted.
  var logProbabilities: [[Float]] = []
  /// The value estimates of each step.
  var values: [[Float]] = []
  /// The environment's rewards of each step.
  var rewards: [[Float]] = []
  /// The canvases before each step and after the last, `[stepCount + 1][episodes * bytes]`.
  var canvases: [[UInt8]] = []
}

/// Acts in lanes with the present policy.
struct RolloutCollector {
  let network: PolicyNetwork
  let shards: DataParallel

  /// Plays one episode in every lane.
  ///
  /// - Parameters:
  ///   - random: Noise and sampling; each shard draws from a stream of its own.
  ///   - targets: One picture per lane, when there are targets.
  func collect(
    from lanes: LaneGroup, stepCount: Int, targets: [UInt8]?, random: inout RandomStream,
    greedy: Bool = false
  ) throws -> Rollout {
    let count = lanes.laneCount
    let layout = network.layout
    var rollout = Rollout(episodeCount: count, stepCount: stepCount)
    let noise = (0..<(count * layout.configuration.noise)).map { _ in random.normal() }
    let targetPlanes = targets.map { layout.pooled($0, count: count) }
    var canvases = try lanes.reset(targets: targets)
    var previous: [[Double]]?
    var states = [LSTMCell.State?](repeating: nil, count: shards.shards)
    for step in 0..<stepCount {
      let input = self.input(
        canvases, count, targetPlanes: targetPlanes, previous: previous, step: step, noise: noise)
      let decided = decide(input, &states, random: &random, greedy: greedy)
      let actions = decided.choices.map { network.sequence.action(of: $0) }
      let result = try lanes.step(
        ActionTable(width: network.sequence.actionWidth, numbers: actions.flatMap { $0 }))
      rollout.inputs.append(input)
      rollout.choices.append(decided.choices)
      rollout.logProbabilities.append(decided.logProbabilities)
      rollout.values.append(decided.values)
      rollout.rewards.append(result.rewards.map(Float.init))
      rollout.canvases.append(canvases)
      canvases = result.canvases
      previous = actions
    }
    rollout.canvases.append(canvases)
    return rollout
  }

  private func input(
    _ canvases: [UInt8], _ count: Int, targetPlanes: [Float]?, previous: [[Double]]?, step: Int,
    noise: [Float]
  ) -> PolicyInput {
    let layout = network.layout
    let pooled = layout.pooled(canvases, count: count)
    let size = pooled.count / count
    let noiseCount = layout.configuration.noise
    var input = layout.emptyInput(count: count)
    for row in 0..<count {
      layout.fill(
        row, of: &input, canvas: pooled[(row * size)..<((row + 1) * size)],
        target: targetPlanes.map { $0[(row * size)..<((row + 1) * size)] },
        action: previous.map { $0[row][...] }, step: step,
        noise: noise[(row * noiseCount)..<((row + 1) * noiseCount)])
    }
    return input
  }

  private struct Decided {
    var choices: [[Int]] = []
    var logProbabilities: [Float] = []
    var values: [Float] = []
    var state: LSTMCell.State?
  }

  /// - Parameter states: The memory of each shard's lanes, nil at the first step.
  private func decide(
    _ input: PolicyInput, _ states: inout [LSTMCell.State?], random: inout RandomStream,
    greedy: Bool
  ) -> Decided {
    let before = states
    let keys = (0..<shards.shards).map { _ in random.next() }
    let parts = shards.forEachShard { shard in
      let range = shards.range(of: shard, count: input.count)
      guard !range.isEmpty else { return Decided() }
      let scope = ParameterScope(shards.parameters, isTraining: false)
      var stream = RandomStream(key: keys[shard], stream: 0)
      let features = network.features(
        input.rows(range, network.layout), state: before[shard], in: scope)
      let (choices, logProbabilities) = network.decide(features, in: scope) { _, distribution in
        greedy ? distribution.mostProbable() : distribution.sample(using: &stream)
      }
      return Decided(
        choices: choices, logProbabilities: logProbabilities,
        values: features.value.value.scalars, state: features.state)
    }
    states = parts.map(\.state)
    return parts.reduce(into: Decided()) { all, part in
      all.choices += part.choices
      all.logProbabilities += part.logProbabilities
      all.values += part.values
    }
  }
}

extension Rollout {
  /// Transitions picked from all steps; index `step * episodeCount + episode`.
  func input(_ rows: [Int], _ layout: PolicyInputLayout) -> PolicyInput {
    let (planes, vectors) = (layout.planeRowCount, layout.vectorWidth)
    var picked = PolicyInput(planes: [], vectors: [], count: rows.count)
    picked.planes.reserveCapacity(rows.count * planes)
    picked.vectors.reserveCapacity(rows.count * vectors)
    for row in rows {
      let (step, episode) = (row / episodeCount, row % episodeCount)
      picked.planes += inputs[step].planes[(episode * planes)..<((episode + 1) * planes)]
      picked.vectors += inputs[step].vectors[(episode * vectors)..<((episode + 1) * vectors)]
    }
    return picked
  }
}

extension PolicyInput {
  /// Some rows next to each other.
  func rows(_ range: Range<Int>, _ layout: PolicyInputLayout) -> PolicyInput {
    let (planes, vectors) = (layout.planeRowCount, layout.vectorWidth)
    return PolicyInput(
      planes: Array(self.planes[(range.lowerBound * planes)..<(range.upperBound * planes)]),
      vectors: Array(self.vectors[(range.lowerBound * vectors)..<(range.upperBound * vectors)]),
      count: range.count)
  }
}

extension RandomStream {
  /// A normally distributed number (sum of twelve uniform ones less six; tails end at 6).
  mutating func normal() -> Float {
    Float((0..<12).reduce(-6.0) { sum, _ in sum + uniform() })
  }
}
