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
    var sum: Float = 0
    let batches = RolloutMinibatch.shuffled(
      rollout, size: minibatch, wholeEpisodes: network.isRecurrent, random: &random)
    for batch in batches {
      let size = batch.transitionCount
      let parts = shards.computeGradient { shard, scope in
        let part = batch.transitions(
          of: batch.items[shards.range(of: shard, count: batch.items.count)])
        guard !part.isEmpty else { return (Variable(Tensor(0)), Float(0)) }
        let judged = network.judge(
          rollout.input(part, network.layout),
          choices: part.map {
            rollout.choices[$0 / rollout.episodeCount][$0 % rollout.episodeCount]
          }, stepCount: batch.stepCount, in: scope)
        let loss = judged.logProbability.sum().scaled(by: -1 / Float(size))
        return (loss, loss.value.scalar * Float(size))
      }
      sum += parts.reduce(0, +)
      _ = clipNorm(of: shards.gradient, to: gradientNorm)
      optimizer.step(
        shards.parameters.weights, gradient: shards.gradient, learningRate: learningRate)
    }
    return sum / Float(rollout.episodeCount * rollout.stepCount)
  }
}
