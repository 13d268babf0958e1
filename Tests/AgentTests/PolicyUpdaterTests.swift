import Learning
import NeuralNet
import PaintCore
import TensorKernels
import Testing

@testable import Agent

@Suite struct PolicyUpdaterTests {
  private func updater(_ setup: PolicySetup, _ options: PolicyUpdateOptions) -> PolicyUpdater {
    PolicyUpdater(
      network: setup.network, shards: setup.shards,
      optimizer: Adam(weightCount: setup.shards.parameters.weights.count), options: options)
  }

  /// 1 for each step whose flag is 1.
  private func rewards(_ setup: PolicySetup, _ rollout: Rollout) throws -> [[Float]] {
    let flag = try #require(
      setup.network.sequence.decisions.firstIndex { $0.name == "flag" })
    return rollout.choices.map { $0.map { $0[flag] == 1 ? 1 : 0 } }
  }

  @Test(arguments: PolicyVariant.all, PolicyAlgorithm.allCases)
  func `what is rewarded becomes more frequent`(
    variant: PolicyVariant, algorithm: PolicyAlgorithm
  ) throws {
    let setup = try PolicySetup(variant, laneCount: 32)
    var options = PolicyUpdateOptions()
    options.algorithm = algorithm
    options.minibatch = 48
    let updater = updater(setup, options)
    var random = RandomStream(key: 2, stream: 0)
    var means: [Float] = []
    for round in 0..<25 {
      let rollout = try setup.rollout(UInt64(round))
      let rewards = try rewards(setup, rollout)
      means.append(rewards.flatMap(\.self).reduce(0, +) / 96)
      _ = updater.update(
        with: rollout, rewards: rewards, weights: PolicyLossWeights(), learningRate: 3e-3,
        random: &random)
    }
    #expect(means[0] < 0.75 && means[24] > 0.9, "\(means)")
  }

  @Test(arguments: PolicyVariant.all)
  func `the first step of an actor-critic is the plain policy gradient`(
    variant: PolicyVariant
  ) throws {
    let setup = try PolicySetup(variant)
    let rollout = try setup.rollout()
    let rewards = try rewards(setup, rollout)
    var options = PolicyUpdateOptions()
    options.algorithm = .actorCritic
    options.normalizesAdvantages = false
    options.lambda = 1
    options.minibatch = 1000
    options.gradientNorm = 1e9
    var random = RandomStream(key: 2, stream: 0)
    var weights = PolicyLossWeights()
    weights.entropy = 0.1
    let statistics = updater(setup, options).update(
      with: rollout, rewards: rewards, weights: weights, learningRate: 0, random: &random)
    #expect(abs(statistics.divergence) < 1e-4)
    let found = setup.shards.gradient.scalars
    // Written out: returns by hand, all steps and episodes in one loss.
    var returns = rewards
    for step in (0..<rollout.stepCount - 1).reversed() {
      for episode in 0..<6 { returns[step][episode] += 0.9 * returns[step + 1][episode] }
    }
    let scope = ParameterScope(setup.shards.parameters)
    let judged = setup.judge(rollout, in: scope)
    let column = Tensor(returns.flatMap(\.self), shape: [18, 1])
    let advantages = Variable(column - judged.value.value)
    let terms =
      (judged.logProbability * advantages).scaled(by: -1)
      + (judged.value - Variable(column)).squared().scaled(by: weights.value)
      - judged.entropy.scaled(by: weights.entropy)
    scope.writeGradient(of: terms.mean(), to: setup.shards.gradient)
    let largest = found.map(abs).max() ?? 0
    for (new, old) in zip(found, setup.shards.gradient.scalars) {
      #expect(abs(new - old) < 1e-4 * largest)
    }
  }

  @Test func `an actor-critic corrects what another policy did`() throws {
    let setup = try PolicySetup(laneCount: 2)
    let rollout = try setup.rollout()
    var options = PolicyUpdateOptions()
    options.algorithm = .actorCritic
    options.normalizesAdvantages = false
    let lesson = RolloutLesson(
      rollout: rollout, rewards: [[1, 1], [1, 1], [1, 1]], options: options)
    let acted = rollout.logProbabilities.flatMap(\.self)
    let values = rollout.values.flatMap(\.self)
    let same = lesson.tracedTargets([0, 1], values: values, logProbabilities: acted)
    let rarer = lesson.tracedTargets(
      [0, 1], values: values, logProbabilities: acted.map { $0 - 1 })
    let swapped = lesson.tracedTargets(
      [1], values: [values[1], values[3], values[5]],
      logProbabilities: [acted[1], acted[3], acted[5]])
    for row in 0..<6 { #expect(abs(rarer.advantages[row]) < abs(same.advantages[row])) }
    for step in 0..<3 { #expect(swapped.advantages[step] == same.advantages[2 * step + 1]) }
  }

  @Test func `advantages are scaled when asked`() {
    let scaled = AdvantageScale([1, 2, 3, 6])([1, 2, 3, 6])
    #expect(abs(scaled.reduce(0, +)) < 1e-5)
    #expect(abs(scaled.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-4)
  }

  @Test(arguments: [(6, 3), (1, 3), (1, 20)])
  func `minibatches hold every transition once`(laneCount: Int, steps: Int) throws {
    let setup = try PolicySetup(laneCount: laneCount, steps: steps)
    let rollout = try setup.rollout()
    var random = RandomStream(key: 1, stream: 0)
    for wholeEpisodes in [false, true] {
      let batches = RolloutMinibatch.shuffled(
        rollout, size: 7, wholeEpisodes: wholeEpisodes, random: &random)
      let transitions = batches.flatMap { $0.transitions(of: $0.items[...]) }
      #expect(transitions.sorted() == Array(0..<laneCount * steps))
      #expect(batches.allSatisfy { $0.transitionCount <= max(7, wholeEpisodes ? steps : 0) })
    }
  }

  @Test(arguments: PolicyVariant.all)
  func `an episode alone is learned from by one of two shards`(variant: PolicyVariant) throws {
    let setup = try PolicySetup(variant, laneCount: 1)
    let rollout = try setup.rollout()
    var options = PolicyUpdateOptions()
    options.algorithm = .actorCritic
    options.normalizesAdvantages = false
    var random = RandomStream(key: 1, stream: 0)
    let statistics = updater(setup, options).update(
      with: rollout, rewards: [[0], [0], [1]], weights: PolicyLossWeights(), learningRate: 1e-3,
      random: &random)
    #expect(statistics.gradientNorm.isFinite && statistics.gradientNorm > 0)
  }
}
