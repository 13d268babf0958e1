/// How a policy learns from a rollout.
public enum PolicyAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// Proximal policy optimisation (Schulman et al. 2017): several passes with a clipped objective
  /// and generalised advantages.
  case proximal
  /// One pass along the plain policy gradient, with advantages and value targets by V-trace
  /// (Espeholt et al. 2018, IMPALA, section 4), as SPIRAL was trained.
  case actorCritic
}

/// How a policy is updated from a rollout.
public struct PolicyUpdateOptions: Sendable, Hashable {
  /// What is computed.
  public var algorithm = PolicyAlgorithm.proximal
  /// Discount per step.
  public var discount: Float = 0.9
  /// λ of the generalised advantages or of V-trace.
  public var lambda: Float = 0.95
  /// How often each transition is used by proximal optimisation.
  public var epochs = 2
  /// Transitions of one optimiser step; about so many where episodes must stay whole.
  public var minibatch = 320
  /// The longest gradient.
  public var gradientNorm = 1.0
  /// Whether the advantages of a rollout are brought to mean 0 and deviation 1.
  public var normalizesAdvantages = true

  /// Makes the options of the recipe.
  public init() {}

  var passes: Int { algorithm == .proximal ? epochs : 1 }
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
