import Learning
import NeuralNet
import PaintCore
import TensorKernels

/// How a policy is updated from a rollout.
public struct PolicyUpdateOptions: Sendable, Hashable {
  /// Discount per step.
  public var discount: Float = 0.9
  /// λ of the generalised advantages.
  public var lambda: Float = 0.95
  /// How often each transition is used.
  public var epochs = 2
  /// Transitions of one optimiser step.
  public var minibatch = 320
  /// The longest gradient.
  public var gradientNorm = 1.0

  /// Makes the options of the recipe.
  public init() {}
}

/// What an update did, means over its minibatches.
public struct PolicyUpdateStatistics: Sendable {
  /// Nats per step.
  public var entropy: Float = 0
  /// Mean of log μ − log π, an estimate of the divergence from the policy that acted.
  public var divergence: Float = 0
  /// Squared error of the value.
  public var valueError: Float = 0
  /// Length of the gradient before clipping.
  public var gradientNorm: Float = 0
}

/// Updates a policy by proximal policy optimisation.
struct PolicyUpdater {
  let network: PolicyNetwork
  let shards: DataParallel
  let optimizer: Adam
  var options: PolicyUpdateOptions

  /// Advantages and returns of all transitions, step after step.
  private struct Targets {
    var advantages: [Float]
    var returns: [Float]
  }

  /// Takes all optimiser steps of one rollout.
  ///
  /// - Parameter rewards: `[step][episode]`.
  func update(
    with rollout: Rollout, rewards: [[Float]], weights: PolicyLossWeights, learningRate: Float,
    random: inout RandomStream
  ) -> PolicyUpdateStatistics {
    let targets = self.targets(rollout, rewards)
    let count = rollout.episodeCount * rollout.stepCount
    var total = PolicyUpdateStatistics()
    var batches: Float = 0
    for _ in 0..<options.epochs {
      let order = Array(0..<count).shuffled(using: &random)
      for start in stride(from: 0, to: count, by: options.minibatch) {
        let indices = Array(order[start..<min(start + options.minibatch, count)])
        let statistics = step(
          rollout, targets, indices, weights: weights, learningRate: learningRate)
        total.add(statistics)
        batches += 1
      }
    }
    return total.divided(by: batches)
  }

  private func targets(_ rollout: Rollout, _ rewards: [[Float]]) -> Targets {
    let (episodes, steps) = (rollout.episodeCount, rollout.stepCount)
    var advantages = [Float](repeating: 0, count: episodes * steps)
    var returns = advantages
    for episode in 0..<episodes {
      // The episode ends with the last step, so nothing follows it.
      let trajectory = Trajectory(
        rewards: rewards.map { $0[episode] },
        discounts: (0..<steps).map { $0 == steps - 1 ? 0 : options.discount },
        values: rollout.values.map { $0[episode] } + [0])
      let estimates = generalizedAdvantages(trajectory, lambda: options.lambda)
      for step in 0..<steps {
        advantages[step * episodes + episode] = estimates[step]
        returns[step * episodes + episode] = estimates[step] + trajectory.values[step]
      }
    }
    return Targets(advantages: normalized(advantages), returns: returns)
  }

  private func step(
    _ rollout: Rollout, _ targets: Targets, _ indices: [Int], weights: PolicyLossWeights,
    learningRate: Float
  ) -> PolicyUpdateStatistics {
    let parts = shards.computeGradient { shard, scope in
      let rows = Array(indices[shards.range(of: shard, count: indices.count)])
      return loss(rollout, targets, rows, weights, batchSize: indices.count, in: scope)
    }
    var statistics = parts.reduce(into: PolicyUpdateStatistics()) { $0.add($1) }
    statistics.gradientNorm = Float(clipNorm(of: shards.gradient, to: options.gradientNorm))
    optimizer.step(
      shards.parameters.weights, gradient: shards.gradient, learningRate: learningRate)
    return statistics
  }

  private func loss(
    _ rollout: Rollout, _ targets: Targets, _ rows: [Int], _ weights: PolicyLossWeights,
    batchSize: Int, in scope: ParameterScope
  ) -> (loss: Variable, statistics: PolicyUpdateStatistics) {
    let episodes = rollout.episodeCount
    let old = rows.map { rollout.logProbabilities[$0 / episodes][$0 % episodes] }
    let judged = network.judge(
      rollout.input(rows, network.layout),
      choices: rows.map { rollout.choices[$0 / episodes][$0 % episodes] }, in: scope)
    func column(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count, 1]) }
    let loss = clippedPolicyLoss(
      logProbability: judged.logProbability, entropy: judged.entropy, value: judged.value,
      oldLogProbability: column(old), advantages: column(rows.map { targets.advantages[$0] }),
      returns: column(rows.map { targets.returns[$0] }), weights: weights, batchSize: batchSize)
    let new = judged.logProbability.value.scalars
    let divergence = zip(old, new).reduce(0) { $0 + $1.0 - $1.1 } / Float(batchSize)
    return (
      loss.total,
      PolicyUpdateStatistics(
        entropy: loss.entropy.value.scalar, divergence: divergence,
        valueError: loss.valueError.value.scalar, gradientNorm: 0)
    )
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

extension PolicyUpdateStatistics {
  mutating func add(_ other: PolicyUpdateStatistics) {
    entropy += other.entropy
    divergence += other.divergence
    valueError += other.valueError
    gradientNorm += other.gradientNorm
  }

  func divided(by count: Float) -> PolicyUpdateStatistics {
    PolicyUpdateStatistics(
      entropy: entropy / count, divergence: divergence / count, valueError: valueError / count,
      gradientNorm: gradientNorm / count)
  }
}
