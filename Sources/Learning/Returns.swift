import Glibc

/// The course of one episode, or of a stretch of one, as reinforcement learning sees it.
///
/// All arrays have one value per step; `values` has one more, for the state after the last step.
public struct Trajectory: Sendable, Equatable {
  /// The rewards r_t.
  public var rewards: [Float]
  /// The discounts γ_t that apply after step t: γ, or 0 where the episode ended.
  public var discounts: [Float]
  /// The value estimates V(s_0) ... V(s_T).
  public var values: [Float]

  /// Makes a trajectory.
  ///
  /// - Precondition: the lengths are T, T and T + 1.
  public init(rewards: [Float], discounts: [Float], values: [Float]) {
    precondition(
      discounts.count == rewards.count && values.count == rewards.count + 1,
      "\(rewards.count) rewards, \(discounts.count) discounts, \(values.count) values")
    self.rewards = rewards
    self.discounts = discounts
    self.values = values
  }
}

/// Returns the discounted returns G_t = r_t + γ_t G_{t+1}, with G_T = V(s_T).
public func discountedReturns(_ trajectory: Trajectory) -> [Float] {
  var returns = trajectory.rewards
  var next = trajectory.values[trajectory.rewards.count]
  for t in returns.indices.reversed() {
    next = trajectory.rewards[t] + trajectory.discounts[t] * next
    returns[t] = next
  }
  return returns
}

/// Returns generalised advantage estimates A_t = Σ_k Π(γ λ) δ_{t+k} (Schulman et al. 2016).
///
/// - Parameter lambda: In `0...1`: 0 gives the one-step error, 1 the return less the value.
public func generalizedAdvantages(_ trajectory: Trajectory, lambda: Float) -> [Float] {
  var advantages = trajectory.rewards
  var next: Float = 0
  for t in advantages.indices.reversed() {
    // δ_t = r_t + γ_t V(s_{t+1}) − V(s_t)
    let error =
      trajectory.rewards[t] + trajectory.discounts[t] * trajectory.values[t + 1]
      - trajectory.values[t]
    next = error + trajectory.discounts[t] * lambda * next
    advantages[t] = next
  }
  return advantages
}

/// What V-trace corrects a trajectory to.
public struct VTrace: Sendable, Equatable {
  /// The targets v_t of the value estimates.
  public var targets: [Float]
  /// The advantages ρ_t (r_t + γ_t v_{t+1} − V(s_t)) of the policy gradient.
  public var advantages: [Float]
}

/// Returns V-trace targets and advantages (Espeholt et al. 2018, IMPALA, section 4.1).
///
/// - Parameters:
///   - logRatios: log π(a_t|s_t) − log μ(a_t|s_t) per step, μ being the policy that acted.
///   - rhoClip: ρ̄, the clip of the importance weights.
///   - traceClip: c̄, the clip of the trace.
public func vTrace(
  _ trajectory: Trajectory, logRatios: [Float], lambda: Float = 1, rhoClip: Float = 1,
  traceClip: Float = 1
) -> VTrace {
  let count = trajectory.rewards.count
  precondition(logRatios.count == count, "\(logRatios.count) ratios for \(count) steps")
  let ratios = logRatios.map { expf($0) }
  var targets = trajectory.values
  // v_t − V_t = ρ_t δ_t + γ_t c_t (v_{t+1} − V_{t+1})
  var excess: Float = 0
  for t in (0..<count).reversed() {
    let rho = min(rhoClip, ratios[t])
    let error =
      trajectory.rewards[t] + trajectory.discounts[t] * trajectory.values[t + 1]
      - trajectory.values[t]
    excess = rho * error + trajectory.discounts[t] * lambda * min(traceClip, ratios[t]) * excess
    targets[t] = trajectory.values[t] + excess
  }
  let advantages = (0..<count).map { t in
    min(rhoClip, ratios[t])
      * (trajectory.rewards[t] + trajectory.discounts[t] * targets[t + 1] - trajectory.values[t])
  }
  return VTrace(targets: Array(targets.prefix(count)), advantages: advantages)
}
