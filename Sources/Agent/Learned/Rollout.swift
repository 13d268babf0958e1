import EnvironmentAPI
import NeuralNet
import PaintCore
import TensorKernels

/// Episodes of all lanes, step by step, with everything that learning from them needs.
struct Rollout {
  let episodeCount: Int
  let stepCount: Int
  /// How many actions each episode performed before it ended; nothing comes of the others.
  var lengths: [Int]
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

  init(episodeCount: Int, stepCount: Int) {
    self.episodeCount = episodeCount
    self.stepCount = stepCount
    lengths = [Int](repeating: stepCount, count: episodeCount)
  }
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
    rollout.lengths = [Int](repeating: 0, count: count)
    var states = [LSTMCell.State?](repeating: nil, count: shards.shards)
    for step in 0..<stepCount {
      let view = View(
        laneCount: count, canvases: canvases, targetPlanes: targetPlanes, previous: previous,
        step: step, noise: noise)
      let decided = decide(view, &states, random: &random, greedy: greedy)
      let actions = decided.choices.map { network.sequence.action(of: $0) }
      for lane in 0..<count where !lanes.hasEnded[lane] { rollout.lengths[lane] += 1 }
      let result = try lanes.step(
        ActionTable(width: network.sequence.actionWidth, numbers: actions.flatMap { $0 }))
      rollout.inputs.append(decided.input)
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

  /// What all lanes show before a step.
  private struct View {
    let laneCount: Int
    let canvases: [UInt8]
    let targetPlanes: [Float]?
    let previous: [[Double]]?
    let step: Int
    let noise: [Float]
  }

  private struct Decided {
    var input: PolicyInput
    var choices: [[Int]] = []
    var logProbabilities: [Float] = []
    var values: [Float] = []
  }

  /// - Parameter states: The memory of each shard's lanes, nil at the first step.
  private func decide(
    _ view: View, _ states: inout [LSTMCell.State?], random: inout RandomStream,
    greedy: Bool
  ) -> Decided {
    let keys = (0..<shards.shards).map { _ in random.next() }
    let before = states
    let parts = shards.forEachShard { shard in
      var stream = RandomStream(key: keys[shard], stream: 0)
      return decide(
        view, shards.range(of: shard, count: view.laneCount), before[shard], random: &stream,
        greedy: greedy)
    }
    states = parts.map(\.state)
    let none = Decided(input: network.layout.emptyInput(count: 0))
    return parts.reduce(into: none) { all, part in
      all.input.append(part.decided.input)
      all.choices += part.decided.choices
      all.logProbabilities += part.decided.logProbabilities
      all.values += part.decided.values
    }
  }

  private func decide(
    _ view: View, _ lanes: Range<Int>, _ state: LSTMCell.State?, random: inout RandomStream,
    greedy: Bool
  ) -> (decided: Decided, state: LSTMCell.State?) {
    var decided = Decided(input: input(view, lanes))
    guard !lanes.isEmpty else { return (decided, nil) }
    let scope = ParameterScope(shards.parameters, isTraining: false)
    let features = network.features(decided.input, state: state, in: scope)
    (decided.choices, decided.logProbabilities) = network.decide(features, in: scope) {
      greedy ? $1.mostProbable() : $1.sample(using: &random)
    }
    decided.values = features.value.value.scalars
    return (decided, features.state)
  }

  /// What the policy sees.
  func input(
    _ canvases: [UInt8], _ count: Int, targetPlanes: [Float]?, previous: [[Double]]?, step: Int,
    noise: [Float]
  ) -> PolicyInput {
    let view = View(
      laneCount: count, canvases: canvases, targetPlanes: targetPlanes, previous: previous,
      step: step, noise: noise)
    return input(view, 0..<count)
  }

  private func input(_ view: View, _ lanes: Range<Int>) -> PolicyInput {
    let layout = network.layout
    var input = layout.emptyInput(count: lanes.count)
    guard !lanes.isEmpty else { return input }
    let bytes = view.canvases.count / view.laneCount
    let noiseCount = layout.configuration.noise
    let pooled = layout.pooled(
      Array(view.canvases[(lanes.lowerBound * bytes)..<(lanes.upperBound * bytes)]),
      count: lanes.count)
    let size = pooled.count / lanes.count
    for (row, lane) in lanes.enumerated() {
      layout.fill(
        row, of: &input, canvas: pooled[(row * size)..<((row + 1) * size)],
        target: view.targetPlanes.map { $0[(lane * size)..<((lane + 1) * size)] },
        action: view.previous.map { $0[lane][...] }, step: view.step,
        noise: view.noise[(lane * noiseCount)..<((lane + 1) * noiseCount)])
    }
    return input
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

extension RandomStream {
  /// A normally distributed number (sum of twelve uniform ones less six; tails end at 6).
  mutating func normal() -> Float {
    Float((0..<12).reduce(-6.0) { sum, _ in sum + uniform() })
  }
}
