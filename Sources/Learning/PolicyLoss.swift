public import NeuralNet
public import TensorKernels

/// What the loss of a policy weighs.
public struct PolicyLossWeights: Sendable, Hashable {
  /// How far the probability ratio may move an advantage, ε.
  public var clip: Float = 0.2
  /// The weight of the value's squared error.
  public var value: Float = 0.5
  /// The reward of entropy, per nat.
  public var entropy: Float = 0.003

  /// Makes the weights of the recipe.
  public init() {}
}

/// The parts of a policy's loss, each a mean over the batch.
public struct PolicyLoss {
  /// What is minimised.
  public let total: Variable
  /// The clipped objective, negated.
  public let objective: Variable
  /// The value's squared error.
  public let valueError: Variable
  /// The entropy, nats.
  public let entropy: Variable
}

/// Returns the loss of proximal policy optimisation (Schulman et al. 2017, equations 7 and 9):
/// −E[min(r A, clip(r, 1 − ε, 1 + ε) A)] + c_v E[(V − G)²] − c_e E[H].
///
/// All variables and tensors have shape `[count, 1]`.
///
/// - Parameters:
///   - oldLogProbability: Under the policy that acted.
///   - batchSize: What sums are divided by; more than `count` when this is one shard of a batch.
public func clippedPolicyLoss(
  logProbability: Variable, entropy: Variable, value: Variable, oldLogProbability: Tensor,
  advantages: Tensor, returns: Tensor, weights: PolicyLossWeights, batchSize: Int
) -> PolicyLoss {
  let share = 1 / Float(batchSize)
  let ratio = (logProbability - Variable(oldLogProbability)).exponentiated()
  let advantages = Variable(advantages)
  let clipped = ratio.clamped(to: (1 - weights.clip)...(1 + weights.clip)) * advantages
  let objective = -(ratio * advantages).minimum(clipped).sum().scaled(by: share)
  let valueError = (value - Variable(returns)).squared().sum().scaled(by: share)
  let entropy = entropy.sum().scaled(by: share)
  let total =
    objective + valueError.scaled(by: weights.value) - entropy.scaled(by: weights.entropy)
  return PolicyLoss(
    total: total, objective: objective, valueError: valueError, entropy: entropy)
}
