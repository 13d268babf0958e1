public import Discriminator
public import EnvironmentAPI
import EnvironmentClient
import Learning
public import NeuralNet
public import PaintCore
import TensorKernels

/// How an unconditional painter is trained.
public struct GenerationOptions: Sendable, Hashable {
  /// Actions per episode.
  public var stepCount = 8
  /// Whether every canvas is scored and steps are paid for differences; otherwise only the last
  /// canvas counts.
  public var rewardsSteps = false
  /// Critic updates per iteration.
  public var criticUpdates = 5
  /// Real pictures of one critic update, and as many painted ones.
  public var criticBatch = 128
  /// Iterations whose last canvases are replayed to the critic.
  public var replayIterations = 20
  /// Paid for a picture that hardly differs from the blank canvas.
  public var blankPenalty: Float = -1
  /// The mean difference from the blank canvas below which a picture counts as blank, `0...1`.
  public var blankThreshold: Float = 0.005
  /// The policy's learning rate at the start, and its share at the end.
  public var learningRate = 4e-4
  /// What the learning rate ends at, as a share.
  public var finalRateShare = 0.05
  /// The weight of entropy at the start.
  public var entropy = 0.003
  /// The weight of entropy at the end.
  public var finalEntropy = 0.0003
  /// The share that the averaged weights keep at each iteration.
  public var averaging: Float = 0.98
  /// The policy's update.
  public var update = PolicyUpdateOptions()

  /// Makes the options of the recipe.
  public init() {}
}

/// What one iteration of training showed.
public struct TrainingStatistics: Sendable {
  /// Environment steps so far.
  public var steps = 0
  /// Mean score of the last canvases.
  public var score: Float = 0
  /// Mean scores of real and painted pictures in the critic's batches.
  public var realScore: Float = 0
  /// See `realScore`.
  public var fakeScore: Float = 0
  /// The policy's update.
  public var policy = PolicyUpdateStatistics()
  /// The share of blank pictures.
  public var blankShare: Float = 0
}

/// Trains a painter whose reward is a critic that learns beside it (SPIRAL, Ganin et al. 2018), with
/// the recipe that was measured to work on two cores.
public final class GenerationTrainer {
  private let options: GenerationOptions
  private let lanes: LaneGroup
  private let critic: Critic
  private let drawReal: (_ count: Int, inout RandomStream) -> [UInt8]
  private let network: PolicyNetwork
  private let parameters: ParameterSet
  private let shards: DataParallel
  private let average: MovingAverage
  private var updater: PolicyUpdater
  private var scale = RunningScale()
  private var replay: ReplayBuffer
  private var random: RandomStream
  private var stepTotal = 0
  /// The last canvases of the latest iteration, `[lanes] + canvasShape`.
  public private(set) var latestCanvases: [UInt8] = []

  /// Makes an untrained painter.
  ///
  /// - Parameters:
  ///   - lanes: An episode of each is one iteration.
  ///   - critic: Of the lanes' canvas shape, not conditional.
  ///   - shardCount: The number of threads; the sums of a step depend on it.
  ///   - drawReal: Draws so many pictures of what is to be painted, bytes of the canvas shape.
  /// - Throws: `unsupported` when the environment's actions are not discrete.
  public init(
    _ options: GenerationOptions, policy configuration: PolicyConfiguration, lanes: LaneGroup,
    critic: Critic, seed: UInt64, shardCount: Int,
    drawReal: @escaping (_ count: Int, inout RandomStream) -> [UInt8]
  ) throws(EnvironmentError) {
    self.options = options
    self.lanes = lanes
    self.critic = critic
    self.drawReal = drawReal
    random = RandomStream(key: seed, stream: 1)
    let sequence = try DecisionSequence(lanes.description.action)
    let layout = PolicyInputLayout(
      configuration: configuration, places: sequence.places,
      canvasSide: lanes.description.canvasShape[1])
    network = PolicyNetwork(layout, sequence)
    var start = RandomStream(key: seed, stream: 2)
    parameters = ParameterSet(network.parameters, using: &start)
    shards = DataParallel(parameters, shards: shardCount)
    average = MovingAverage(of: parameters)
    updater = PolicyUpdater(
      network: network, shards: shards,
      optimizer: Adam(
        weightCount: parameters.weights.count, options: Adam.Options(epsilon: 1e-5)),
      options: options.update)
    replay = ReplayBuffer(
      capacity: options.replayIterations * lanes.laneCount,
      itemByteCount: lanes.description.canvasShape.reduce(1, *))
  }

  /// Plays one episode in every lane and learns from it.
  ///
  /// - Parameter progress: The finished share of the training, `0...1`.
  public func iterate(progress: Double) throws -> TrainingStatistics {
    let rollout = try RolloutCollector(network: network, shards: shards).collect(
      from: lanes, stepCount: options.stepCount, targets: nil, random: &random)
    var statistics = TrainingStatistics()
    let rewards = self.rewards(of: rollout, &statistics)
    updateCritic(&statistics)
    var weights = PolicyLossWeights()
    weights.entropy = Float(
      Schedule.geometric(progress, from: options.entropy, to: options.finalEntropy))
    let rate = Schedule.cosine(
      progress, from: options.learningRate, to: options.learningRate * options.finalRateShare)
    statistics.policy = updater.update(
      with: rollout, rewards: rewards, weights: weights, learningRate: Float(rate),
      random: &random)
    average.update(parameters, decay: options.averaging)
    stepTotal += rollout.episodeCount * rollout.stepCount
    statistics.steps = stepTotal
    return statistics
  }

  /// Paints one picture per lane with the averaged weights.
  public func sample() throws -> [UInt8] {
    let shards = DataParallel(average.average, shards: self.shards.shards)
    let rollout = try RolloutCollector(network: network, shards: shards).collect(
      from: lanes, stepCount: options.stepCount, targets: nil, random: &random)
    return rollout.canvases[options.stepCount]
  }

  /// The averaged policy as a file.
  ///
  /// - Parameter notes: What made it: data, seed, environment.
  public func file(notes: [String: String]) -> SafetensorsFile {
    PolicyFile.make(network, average.average, notes: notes)
  }

  // MARK: Rewards

  /// `[step][episode]`.
  private func rewards(of rollout: Rollout, _ statistics: inout TrainingStatistics) -> [[Float]] {
    let (episodes, steps) = (rollout.episodeCount, rollout.stepCount)
    latestCanvases = rollout.canvases[steps]
    let finals = critic.score(latestCanvases, count: episodes)
    scale.update(finals)
    statistics.score = finals.reduce(0, +) / Float(episodes)
    var rewards = [[Float]](
      repeating: [Float](repeating: 0, count: episodes), count: steps)
    if options.rewardsSteps {
      let scores =
        rollout.canvases.dropLast().map { critic.score($0, count: episodes) } + [finals]
      for episode in 0..<episodes {
        let differences = temporalCreditRewards(
          scores: scores.map { $0[episode] }, scale: scale.deviation)
        for step in 0..<steps { rewards[step][episode] = differences[step] }
      }
    } else {
      for episode in 0..<episodes {
        rewards[steps - 1][episode] = (finals[episode] - statistics.score) / scale.deviation
      }
    }
    let blank = blankEpisodes(rollout)
    for episode in blank { rewards[steps - 1][episode] += options.blankPenalty }
    statistics.blankShare = Float(blank.count) / Float(episodes)
    return rewards
  }

  private func blankEpisodes(_ rollout: Rollout) -> [Int] {
    let size = latestCanvases.count / rollout.episodeCount
    let limit = Int(options.blankThreshold * Float(255 * size))
    return (0..<rollout.episodeCount).filter { episode in
      rollout.canvases[0].withUnsafeBufferPointer { blank in
        latestCanvases.withUnsafeBufferPointer { final in
          guard let blank = blank.baseAddress, let final = final.baseAddress else { return true }
          return ImageDistance.sumOfAbsoluteDifferences(
            blank + episode * size, final + episode * size, count: size) < limit
        }
      }
    }
  }

  // MARK: Critic

  private func updateCritic(_ statistics: inout TrainingStatistics) {
    let size = replay.itemByteCount
    latestCanvases.withUnsafeBufferPointer { canvases in
      for episode in 0..<lanes.laneCount {
        replay.append(
          UnsafeBufferPointer(rebasing: canvases[(episode * size)..<((episode + 1) * size)]))
      }
    }
    for _ in 0..<options.criticUpdates {
      let real = drawReal(options.criticBatch, &random)
      let update = critic.update(real: real, fake: fakes(), count: options.criticBatch)
      statistics.realScore += update.realScore / Float(options.criticUpdates)
      statistics.fakeScore += update.fakeScore / Float(options.criticUpdates)
    }
  }

  /// Half from this iteration, half from the replay.
  private func fakes() -> [UInt8] {
    let size = replay.itemByteCount
    var fakes: [UInt8] = []
    fakes.reserveCapacity(options.criticBatch * size)
    for index in 0..<options.criticBatch {
      if index % 2 == 0 {
        let episode = random.integer(below: lanes.laneCount)
        fakes += latestCanvases[(episode * size)..<((episode + 1) * size)]
      } else {
        replay.withItem(replay.sample(using: &random)) { fakes.append(contentsOf: $0) }
      }
    }
    return fakes
  }
}
