import NeuralNet
import PaintCore
import TensorKernels

/// Teaches a policy to choose as given programs do, by maximum likelihood.
struct Imitation {
  let network: PolicyNetwork
  let shards: DataParallel
  let optimizer: Adam
  /// Transitions of one optimiser step.
  let minibatch: Int
  /// The longest gradient.
  let gradientNorm: Double

  /// Takes the optimiser steps of one pass over a rollout of the programs.
  ///
  /// - Returns: The mean of -log π, nats per step.
  func update(
    with rollout: Rollout, learningRate: Float, random: inout RandomStream
  ) -> Float {
    let count = rollout.episodeCount * rollout.stepCount
    let order = Array(0..<count).shuffled(using: &random)
    var sum: Float = 0
    for start in stride(from: 0, to: count, by: minibatch) {
      let rows = Array(order[start..<min(start + minibatch, count)])
      let parts = shards.computeGradient { shard, scope in
        let part = Array(rows[shards.range(of: shard, count: rows.count)])
        let judged = network.judge(
          rollout.input(part, network.layout),
          choices: part.map {
            rollout.choices[$0 / rollout.episodeCount][$0 % rollout.episodeCount]
          }, in: scope)
        let loss = judged.logProbability.sum().scaled(by: -1 / Float(rows.count))
        return (loss, loss.value.scalar * Float(rows.count))
      }
      sum += parts.reduce(0, +)
      _ = clipNorm(of: shards.gradient, to: gradientNorm)
      optimizer.step(
        shards.parameters.weights, gradient: shards.gradient, learningRate: learningRate)
    }
    return sum / Float(count)
  }
}
