import EnvironmentAPI
import EnvironmentClient
import Learning
public import NeuralNet
public import PaintCore
import TensorKernels

/// Trains a painter in the lanes of an environment, to invent pictures or to copy them (SPIRAL,
/// Ganin et al. 2018), with the recipe that was measured to work on two cores.
public final class PaintingTrainer {
  let options: TrainingOptions
  private let configuration: PolicyConfiguration
  private let drawReal: (_ count: Int, inout RandomStream) -> [UInt8]
  let network: PolicyNetwork
  let shards: DataParallel
  /// What is imitated first, if there is anything.
  let dreams: DreamTeacher?
  let lanes: LaneGroup
  let reward: any PictureReward
  let critic: (any PaintingCritic)?
  let parameters: ParameterSet
  let average: MovingAverage
  let updater: PolicyUpdater
  var random: RandomStream
  /// Environment steps so far.
  public internal(set) var stepTotal = 0
  /// Iterations so far.
  public internal(set) var iterationTotal = 0
  /// Whether the trainer is between two iterations, also when the latest one failed: what it was
  /// then can be saved.
  public private(set) var isWhole = true
  /// Is told of an environment that had to be started again.
  public var warn: (String) -> Void = { _ in }

  /// Makes an untrained painter.
  ///
  /// - Parameters:
  ///   - lanes: An episode of each is one iteration.
  ///   - critic: Of the lanes' canvas shape; needed when it pays.
  ///   - dreams: A policy that invents such pictures, to be imitated first.
  ///   - drawReal: Draws so many pictures of what is to be painted, bytes of the canvas shape.
  /// - Throws: `unsupported` when the environment's actions are not discrete; what is wrong with
  ///   `dreams`.
  public init(
    _ options: TrainingOptions, policy configuration: PolicyConfiguration, lanes: LaneGroup,
    critic: (any PaintingCritic)?, dreams: SafetensorsFile? = nil, seed: UInt64,
    drawReal: @escaping (_ count: Int, inout RandomStream) -> [UInt8]
  ) throws {
    self.options = options
    self.configuration = configuration
    self.lanes = lanes
    self.critic = critic
    self.drawReal = drawReal
    let shape = lanes.description.canvasShape
    random = RandomStream(key: seed, stream: 1)
    let sequence = try DecisionSequence(lanes.description.action)
    let layout = PolicyInputLayout(
      configuration: configuration, places: sequence.places, canvasSide: shape[1])
    network = PolicyNetwork(layout, sequence)
    var start = RandomStream(key: seed, stream: 2)
    parameters = ParameterSet(network.parameters, using: &start)
    shards = DataParallel(parameters, shards: options.threads)
    average = MovingAverage(of: parameters)
    let specification = PaintingSpecification(
      action: lanes.description.action, canvasShape: shape,
      maximumSteps: lanes.description.maximumSteps)
    self.dreams = try dreams.map {
      try DreamTeacher($0, for: specification, shardCount: options.threads)
    }
    updater = PolicyUpdater(
      network: network, shards: shards,
      optimizer: Adam(
        weightCount: parameters.weights.count, options: Adam.Options(epsilon: 1e-5)),
      options: options.update)
    if options.reward == .critic, let critic {
      reward = CriticReward(critic, options, drawReal: drawReal)
    } else {
      reward = DistanceReward(side: shape[1], channels: shape[2])
    }
  }

  /// Plays one episode in every lane and learns from it.
  ///
  /// - Parameter progress: The finished share of the training, `0...1`.
  public func iterate(progress: Double) throws(TrainingError) -> TrainingStatistics {
    let isDreaming = dreams != nil && progress < options.dreamShare
    var statistics = isDreaming ? try dream(progress) : try learnFromRewards(progress)
    average.update(parameters, decay: options.averaging)
    stepTotal += lanes.laneCount * configuration.maximumSteps
    iterationTotal += 1
    statistics.steps = stepTotal
    isWhole = true
    return statistics
  }

  /// Imitates dreams.
  private func dream(_ progress: Double) throws(TrainingError) -> TrainingStatistics {
    var statistics = TrainingStatistics()
    guard let dreams else { return statistics }
    let student = RolloutCollector(network: network, shards: shards)
    let rollout = try playing(&random) { random in
      try dreams.dream(in: lanes, for: student, random: &random)
    }
    isWhole = false
    let imitation = Imitation(
      network: network, shards: shards, optimizer: updater.optimizer,
      minibatch: options.update.minibatch, gradientNorm: options.update.gradientNorm)
    let rate = Schedule.cosine(
      progress / options.dreamShare, from: options.dreamRate,
      to: options.dreamRate * options.finalDreamRateShare)
    let loss = imitation.update(with: rollout, learningRate: Float(rate), random: &random)
    statistics.reward.append(("imitation", Double(loss)))
    return statistics
  }

  /// Paints and learns from what is paid for it.
  private func learnFromRewards(_ progress: Double) throws(TrainingError) -> TrainingStatistics {
    let (targets, rollout) = try play(with: shards, greedy: false, random: &random) { random in
      configuration.hasTarget ? drawReal(lanes.laneCount, &random) : nil
    }
    isWhole = false
    var statistics = TrainingStatistics()
    let rewards = try pay(rollout, targets, &statistics)
    var weights = PolicyLossWeights()
    weights.entropy = Float(
      Schedule.geometric(progress, from: options.entropy, to: options.finalEntropy))
    let rate = Schedule.cosine(
      progress, from: options.learningRate, to: options.learningRate * options.finalRateShare)
    statistics.policy = updater.update(
      with: rollout, rewards: rewards, weights: weights, learningRate: Float(rate),
      random: &random)
    return statistics
  }

  private func pay(
    _ rollout: Rollout, _ targets: [UInt8]?, _ statistics: inout TrainingStatistics
  ) throws(TrainingError) -> [[Float]] {
    do {
      let rewards = try reward.rewards(
        of: rollout, targets: targets, random: &random, figures: &statistics.reward)
      statistics.episodeReward =
        rewards.reduce(0) { $0 + $1.reduce(0, +) } / Float(rollout.episodeCount)
      return rewards
    } catch { throw .critic("\(error)") }
  }

  // MARK: Playing

  /// Plays one episode in every lane.
  private func play(
    with shards: DataParallel, greedy: Bool, random: inout RandomStream,
    targets draw: (inout RandomStream) -> [UInt8]?
  ) throws(TrainingError) -> (targets: [UInt8]?, rollout: Rollout) {
    try playing(&random) { random in
      let targets = draw(&random)
      let rollout = try RolloutCollector(network: network, shards: shards).collect(
        from: lanes, stepCount: configuration.maximumSteps, targets: targets, random: &random,
        greedy: greedy)
      return (targets, rollout)
    }
  }

  /// Plays episodes. When a server goes away they are played again, from the same random numbers, so
  /// that the result is the same; when they fail for good, `random` and the lanes' seeds are as
  /// before.
  private func playing<Result>(
    _ random: inout RandomStream, _ body: (inout RandomStream) throws -> Result
  ) throws(TrainingError) -> Result {
    let (start, seed) = (random, lanes.nextSeed)
    var failureCount = 0
    while true {
      do {
        return try body(&random)
      } catch {
        (random, lanes.nextSeed) = (start, seed)
        failureCount += 1
        guard lanes.canRestart, failureCount <= Self.restartLimit else {
          throw .environment("\(error)")
        }
        warn("\(error); it is started again")
        do { try lanes.restart() } catch { throw .environment("\(error)") }
      }
    }
  }

  /// How often in a row an environment is started again.
  private static let restartLimit = 3

  // MARK: Looking

  /// Pictures of one episode per lane.
  public struct Sample: Sendable {
    /// The pictures that were to be painted, if there were any, `[lanes] + canvasShape`.
    public let targets: [UInt8]?
    /// The last canvases, `[lanes] + canvasShape`.
    public let canvases: [UInt8]
  }

  /// Paints one picture per lane with the averaged weights: with targets the most probable way. It
  /// leaves no trace in the training.
  ///
  /// - Parameter targets: One per lane; nil draws some from the data if the painter wants any.
  public func sample(of targets: [UInt8]? = nil) throws(TrainingError) -> Sample {
    var random = random
    let nextSeed = lanes.nextSeed
    defer { lanes.nextSeed = nextSeed }
    let hasTarget = configuration.hasTarget
    let shards = DataParallel(average.average, shards: self.shards.shards)
    let played = try play(with: shards, greedy: hasTarget, random: &random) { random in
      hasTarget ? targets ?? drawReal(lanes.laneCount, &random) : nil
    }
    return Sample(
      targets: played.targets, canvases: played.rollout.canvases[configuration.maximumSteps])
  }

  /// Returns the mean squared error, in units of `0...1`, with which the averaged weights copy some
  /// pictures.
  ///
  /// - Parameter pictures: At least one, bytes of the canvas shape.
  public func error(copying pictures: [UInt8]) throws(TrainingError) -> Double {
    let size = lanes.description.canvasShape.reduce(1, *)
    let count = pictures.count / size
    var sum = 0
    for start in stride(from: 0, to: count, by: lanes.laneCount) {
      // the last ones fill up with pictures that were there before
      let batch = (start..<start + lanes.laneCount).map { $0 % count }
      let targets = batch.flatMap { pictures[($0 * size)..<(($0 + 1) * size)] }
      let canvases = try sample(of: targets).canvases
      let byteCount = min(lanes.laneCount, count - start) * size
      for (canvas, target) in zip(canvases[..<byteCount], targets) {
        let difference = Int(canvas) - Int(target)
        sum += difference * difference
      }
    }
    return Double(sum) / (255 * 255 * Double(max(1, count * size)))
  }

  /// The averaged policy as a file.
  ///
  /// - Parameter notes: What made it: data, seed, environment.
  public func file(notes: [String: String]) -> SafetensorsFile {
    PolicyFile.make(network, average.average, notes: notes)
  }
}
