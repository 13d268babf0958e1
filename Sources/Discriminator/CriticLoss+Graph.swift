import NeuralNet
import TensorKernels

/// What one shard contributes to a step, already divided by the whole batch's size.
struct ShardLoss {
  let loss: Variable
  /// Sums, not means.
  let realScores: Double
  let fakeScores: Double
}

extension CriticLoss {
  /// Returns the loss of one shard of `total` pairs.
  ///
  /// - Parameters:
  ///   - real: `[n, side, side, planes]`; `fake` likewise.
  ///   - mixing: n numbers in 0...1, the share of `real` in the pictures at which the slope is
  ///     penalised.
  func shardLoss(
    _ network: CriticNetwork, real: Tensor, fake: Tensor, mixing: [Float], total: Int,
    in scope: ParameterScope
  ) -> ShardLoss {
    let count = real.shape[0]
    guard count > 0 else {
      return ShardLoss(loss: Variable(Tensor(0)), realScores: 0, fakeScores: 0)
    }
    let logits = network(Variable(Tensor.stacked([real, fake])), in: scope)
    let onReal = logits.rows(Array(0..<count))
    let onFake = logits.rows(Array(count..<2 * count))
    var loss = separation(onReal, onFake).sum()
    if case .wassersteinPenalty(let weight) = self {
      let slope = slopePenalty(
        network, at: mixture(real, fake, mixing), in: scope)
      loss = loss + weight * slope + drift(onReal, onFake)
    }
    return ShardLoss(
      loss: loss.scaled(by: 1 / Float(total)), realScores: sum(onReal), fakeScores: sum(onFake))
  }

  private func separation(_ real: Variable, _ fake: Variable) -> Variable {
    switch self {
    case .hinge: (1 - real).relu() + (fake + 1).relu()
    case .logistic: (-real).softplus() + fake.softplus()
    case .wassersteinPenalty: fake - real
    }
  }

  /// Returns the sum over pictures of (|dD/dx| - 1)^2.
  private func slopePenalty(
    _ network: CriticNetwork, at planes: Tensor, in scope: ParameterScope
  ) -> Variable {
    let input = Variable(planes, requiresGradient: true)
    let slopes = gradients(
      of: network(input, in: scope).sum(), by: [input], createGraph: true)
    // The root's own slope is infinite at 0.
    let length = (slopes[0].flattened().squared().sumOfLastAxis() + 1e-12).squareRoot()
    return (length - 1).squared().sum()
  }

  /// Returns a small pull of the mean score towards 0: the Wasserstein loss leaves the scores'
  /// origin free, and rewards should be bounded (SPIRAL, section 3.2; the form and the weight 0.001
  /// are those of Karras et al., "Progressive growing of GANs", ICLR 2018, for both kinds).
  private func drift(_ real: Variable, _ fake: Variable) -> Variable {
    0.001 * (real.squared() + fake.squared()).sum()
  }

  private func sum(_ scores: Variable) -> Double {
    scores.value.scalars.reduce(0) { $0 + Double($1) }
  }
}

/// Returns share * real + (1 - share) * fake, picture by picture.
private func mixture(_ real: Tensor, _ fake: Tensor, _ shares: [Float]) -> Tensor {
  let share = Tensor(shares, shape: [shares.count, 1, 1, 1])
  return fake + share * (real - fake)
}
