import Learning
import NeuralNet
import PaintCore
import TensorKernels

/// Updates a policy from rollouts.
struct PolicyUpdater {
  let network: PolicyNetwork
  let shards: DataParallel
  let optimizer: Adam
  var options: PolicyUpdateOptions

  /// What is learned from all of a rollout, made before the first step of the optimiser.
  private struct Lesson {
    let source: RolloutLesson
    let weights: PolicyLossWeights
    /// For proximal optimisation; the actor-critic makes its own as it goes.
    var targets: RolloutLesson.Targets?
    /// For the actor-critic.
    var scale: AdvantageScale?
  }

  /// Takes all optimiser steps of one rollout.
  ///
  /// - Parameter rewards: `[step][episode]`.
  func update(
    with rollout: Rollout, rewards: [[Float]], weights: PolicyLossWeights, learningRate: Float,
    random: inout RandomStream
  ) -> PolicyUpdateStatistics {
    let lesson = lesson(rollout, rewards, weights)
    var total = PolicyUpdateStatistics()
    var batchCount: Float = 0
    for _ in 0..<options.passes {
      let batches = RolloutMinibatch.shuffled(
        rollout, size: options.minibatch,
        wholeEpisodes: network.isRecurrent || options.algorithm == .actorCritic, random: &random)
      for batch in batches {
        total.add(step(lesson, batch, learningRate: learningRate))
        batchCount += 1
      }
    }
    return total.divided(by: batchCount)
  }

  private func lesson(
    _ rollout: Rollout, _ rewards: [[Float]], _ weights: PolicyLossWeights
  ) -> Lesson {
    let source = RolloutLesson(rollout: rollout, rewards: rewards, options: options)
    var lesson = Lesson(source: source, weights: weights)
    switch options.algorithm {
    case .proximal: lesson.targets = source.generalizedTargets()
    case .actorCritic: lesson.scale = options.normalizesAdvantages ? source.tracedScale() : nil
    }
    return lesson
  }

  private func step(
    _ lesson: Lesson, _ batch: RolloutMinibatch, learningRate: Float
  ) -> PolicyUpdateStatistics {
    let parts = shards.computeGradient { shard, scope in
      loss(
        lesson, batch, batch.items[shards.range(of: shard, count: batch.items.count)], in: scope)
    }
    var statistics = parts.reduce(into: PolicyUpdateStatistics()) { $0.add($1) }
    statistics.gradientNorm = Float(clipNorm(of: shards.gradient, to: options.gradientNorm))
    optimizer.step(
      shards.parameters.weights, gradient: shards.gradient, learningRate: learningRate)
    return statistics
  }

  // MARK: The loss

  /// - Parameter items: A shard of the minibatch's.
  private func loss(
    _ lesson: Lesson, _ batch: RolloutMinibatch, _ items: ArraySlice<Int>, in scope: ParameterScope
  ) -> (loss: Variable, statistics: PolicyUpdateStatistics) {
    guard !items.isEmpty else { return (Variable(Tensor(0)), PolicyUpdateStatistics()) }
    let rollout = lesson.source.rollout
    let episodes = rollout.episodeCount
    let rows = batch.transitions(of: items)
    let judged = network.judge(
      rollout.input(rows, network.layout),
      choices: rows.map { rollout.choices[$0 / episodes][$0 % episodes] },
      stepCount: batch.stepCount, in: scope)
    let old = rows.map { rollout.logProbabilities[$0 / episodes][$0 % episodes] }
    let new = judged.logProbability.value.scalars
    let loss = policyLoss(
      lesson, judged, rows: rows, episodes: Array(items), old: old, batchSize: batch.transitionCount
    )
    let divergence = zip(old, new).reduce(0) { $0 + $1.0 - $1.1 } / Float(batch.transitionCount)
    return (
      loss.total,
      PolicyUpdateStatistics(
        entropy: loss.entropy.value.scalar, divergence: divergence,
        valueError: loss.valueError.value.scalar, gradientNorm: 0)
    )
  }

  private func policyLoss(
    _ lesson: Lesson, _ judged: PolicyNetwork.Judgement, rows: [Int], episodes: [Int],
    old: [Float], batchSize: Int
  ) -> PolicyLoss {
    func column(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count, 1]) }
    if let targets = lesson.targets {
      return clippedPolicyLoss(
        logProbability: judged.logProbability, entropy: judged.entropy, value: judged.value,
        oldLogProbability: column(old), advantages: column(rows.map { targets.advantages[$0] }),
        returns: column(rows.map { targets.returns[$0] }), weights: lesson.weights,
        batchSize: batchSize)
    }
    let targets = lesson.source.tracedTargets(
      episodes, values: judged.value.value.scalars,
      logProbabilities: judged.logProbability.value.scalars)
    return actorCriticLoss(
      logProbability: judged.logProbability, entropy: judged.entropy, value: judged.value,
      advantages: column(lesson.scale?(targets.advantages) ?? targets.advantages),
      returns: column(targets.returns), weights: lesson.weights, batchSize: batchSize)
  }
}
