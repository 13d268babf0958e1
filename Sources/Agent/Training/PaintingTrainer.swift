import EnvironmentAPI
import EnvironmentClient
import Learning
public import NeuralNet
public import PaintCore
import TensorKernels

/// Trains a painter in the lanes of an environment, to invent pictures or to copy them (SPIRAL,
/// Ganin et al. 2018), with the recipe that was measured to work on two cores.
public final class PaintingTrainer {
  private let options: TrainingOptions
  private let configuration: PolicyConfiguration
  private let lanes: LaneGroup
  private let reward: any PictureReward
  private let drawReal: (_ count: Int, inout RandomStream) -> [UInt8]
  private let network: PolicyNetwork
  private let parameters: ParameterSet
  private let shards: DataParallel
  private let average: MovingAverage
  private let updater: PolicyUpdater
  /// Teaches at the start, if there is one.
  private let dreams: DreamTeacher?
  private var random: RandomStream
  private var stepTotal = 0

  /// Makes an untrained painter.
  ///
  /// - Parameters:
  ///   - lanes: An episode of each is one iteration.
  ///   - critic: Of the lanes' canvas shape; needed when it pays.
  ///   - dreams: A policy that invents such pictures, to be imitated first.
  ///   - shardCount: The number of threads; the sums of a step depend on it.
  ///   - drawReal: Draws so many pictures of what is to be painted, bytes of the canvas shape.
  /// - Throws: `unsupported` when the environment's actions are not discrete; when `dreams` are none.
  public init(
    _ options: TrainingOptions, policy configuration: PolicyConfiguration, lanes: LaneGroup,
    critic: (any PaintingCritic)?, dreams: SafetensorsFile? = nil, seed: UInt64, shardCount: Int,
    drawReal: @escaping (_ count: Int, inout RandomStream) -> [UInt8]
  ) throws {
    self.options = options
    self.configuration = configuration
    self.lanes = lanes
    self.drawReal = drawReal
    let shape = lanes.description.canvasShape
    random = RandomStream(key: seed, stream: 1)
    let sequence = try DecisionSequence(lanes.description.action)
    let layout = PolicyInputLayout(
      configuration: configuration, places: sequence.places, canvasSide: shape[1])
    network = PolicyNetwork(layout, sequence)
    var start = RandomStream(key: seed, stream: 2)
    parameters = ParameterSet(network.parameters, using: &start)
    shards = DataParallel(parameters, shards: shardCount)
    average = MovingAverage(of: parameters)
    let specification = PaintingSpecification(
      action: lanes.description.action, canvasShape: shape,
      maximumSteps: lanes.description.maximumSteps)
    self.dreams = try dreams.map {
      try DreamTeacher($0, for: specification, shardCount: shardCount)
    }
    updater = PolicyUpdater(
      network: network, shards: shards,
      optimizer: Adam(
        weightCount: parameters.weights.count, options: Adam.Options(epsilon: 1e-5)),
      options: options.update)
    if options.reward == .critic, let critic {
      reward = CriticReward(critic, options, drawReal: drawReal)
    } else {
      reward = DistanceReward(side: shape[1], channels: shape[2], shardCount: shardCount)
    }
  }

  /// Plays one episode in every lane and learns from it.
  ///
  /// - Parameter progress: The finished share of the training, `0...1`.
  public func iterate(progress: Double) throws -> TrainingStatistics {
    if let dreams, progress < options.dreamShare { return try learn(from: dreams, progress) }
    let targets = configuration.hasTarget ? drawReal(lanes.laneCount, &random) : nil
    let rollout = try RolloutCollector(network: network, shards: shards).collect(
      from: lanes, stepCount: configuration.maximumSteps, targets: targets, random: &random)
    var statistics = TrainingStatistics()
    let rewards = try reward.rewards(
      of: rollout, targets: targets, random: &random, figures: &statistics.reward)
    statistics.episodeReward =
      rewards.reduce(0) { $0 + $1.reduce(0, +) } / Float(rollout.episodeCount)
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

  /// Imitates dreams.
  private func learn(
    from dreams: DreamTeacher, _ progress: Double
  ) throws -> TrainingStatistics {
    let collector = RolloutCollector(network: network, shards: shards)
    let rollout = try dreams.dream(in: lanes, for: collector, random: &random)
    let imitation = Imitation(
      network: network, shards: shards, optimizer: updater.optimizer,
      minibatch: options.update.minibatch, gradientNorm: options.update.gradientNorm)
    let rate = Schedule.cosine(
      progress / options.dreamShare, from: options.dreamRate,
      to: options.dreamRate * options.finalDreamRateShare)
    let loss = imitation.update(with: rollout, learningRate: Float(rate), random: &random)
    average.update(parameters, decay: options.averaging)
    stepTotal += rollout.episodeCount * rollout.stepCount
    var statistics = TrainingStatistics()
    statistics.steps = stepTotal
    statistics.reward.append(("imitation", Double(loss)))
    return statistics
  }

  /// Pictures of one episode per lane.
  public struct Sample: Sendable {
    /// The pictures that were to be painted, if there were any, `[lanes] + canvasShape`.
    public let targets: [UInt8]?
    /// The last canvases, `[lanes] + canvasShape`.
    public let canvases: [UInt8]
  }

  /// Paints one picture per lane with the averaged weights: with a target the most probable way.
  public func sample() throws -> Sample {
    // what training draws must not depend on how often it is looked at
    var random = random
    let nextSeed = lanes.nextSeed
    defer { lanes.nextSeed = nextSeed }
    let shards = DataParallel(average.average, shards: self.shards.shards)
    let targets = configuration.hasTarget ? drawReal(lanes.laneCount, &random) : nil
    let rollout = try RolloutCollector(network: network, shards: shards).collect(
      from: lanes, stepCount: configuration.maximumSteps, targets: targets, random: &random,
      greedy: configuration.hasTarget)
    return Sample(targets: targets, canvases: rollout.canvases[configuration.maximumSteps])
  }

  /// The averaged policy as a file.
  ///
  /// - Parameter notes: What made it: data, seed, environment.
  public func file(notes: [String: String]) -> SafetensorsFile {
    PolicyFile.make(network, average.average, notes: notes)
  }
}
