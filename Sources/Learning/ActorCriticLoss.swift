public import NeuralNet
public import TensorKernels

/// Returns the loss of an actor and its critic (Mnih et al. 2016, A3C, section 4):
/// −E[log π(a|s) A] + c_v E[(V − v)²] − c_e E[H].
///
/// All variables and tensors have shape `[count, 1]`.
///
/// - Parameters:
///   - weights: Without use for `clip`.
///   - batchSize: What sums are divided by; more than `count` when this is one shard of a batch.
public func actorCriticLoss(
  logProbability: Variable, entropy: Variable, value: Variable, advantages: Tensor,
  returns: Tensor, weights: PolicyLossWeights, batchSize: Int
) -> PolicyLoss {
  let share = 1 / Float(batchSize)
  let objective = (logProbability * Variable(advantages)).sum().scaled(by: -share)
  let valueError = (value - Variable(returns)).squared().sum().scaled(by: share)
  let entropy = entropy.sum().scaled(by: share)
  let total =
    objective + valueError.scaled(by: weights.value) - entropy.scaled(by: weights.entropy)
  return PolicyLoss(
    total: total, objective: objective, valueError: valueError, entropy: entropy)
}
