import Learning

/// A rollout with what its steps earned: where advantages and returns come from.
struct RolloutLesson {
  /// Advantages and returns of transitions.
  struct Targets {
    var advantages: [Float]
    var returns: [Float]
  }

  let rollout: Rollout
  /// `[step][episode]`.
  let rewards: [[Float]]
  let options: PolicyUpdateOptions

  /// Returns the targets of proximal optimisation for all transitions, step after step.
  func generalizedTargets() -> Targets {
    let episodes = rollout.episodeCount
    var targets = Targets(
      advantages: [Float](repeating: 0, count: episodes * rollout.stepCount), returns: [])
    targets.returns = targets.advantages
    for episode in 0..<episodes {
      let trajectory = trajectory(episode, values: rollout.values.map { $0[episode] })
      let estimates = generalizedAdvantages(trajectory, lambda: options.lambda)
      for (step, estimate) in estimates.enumerated() {
        targets.advantages[step * episodes + episode] = estimate
        targets.returns[step * episodes + episode] = estimate + trajectory.values[step]
      }
    }
    if options.normalizesAdvantages { targets.advantages = normalized(targets.advantages) }
    for episode in 0..<episodes {
      for step in rollout.lengths[episode]..<rollout.stepCount {
        targets.advantages[step * episodes + episode] = 0
      }
    }
    return targets
  }

  /// Returns the targets of the actor-critic for whole episodes, step after step, corrected to a
  /// policy that is no longer the one that acted.
  ///
  /// - Parameters:
  ///   - values: What the present policy expects, step after step.
  ///   - logProbabilities: Of the choices under the present policy.
  func tracedTargets(
    _ episodes: [Int], values: [Float], logProbabilities: [Float]
  ) -> Targets {
    let count = episodes.count
    var targets = Targets(advantages: values, returns: values)
    for (column, episode) in episodes.enumerated() {
      let rows = (0..<rollout.stepCount).map { $0 * count + column }
      let trace = vTrace(
        trajectory(episode, values: rows.map { values[$0] }),
        logRatios: rows.enumerated().map { step, row in
          logProbabilities[row] - rollout.logProbabilities[step][episode]
        }, lambda: options.lambda)
      for (step, row) in rows.enumerated() {
        targets.advantages[row] = trace.advantages[step]
        targets.returns[row] = trace.targets[step]
      }
    }
    return targets
  }

  /// Returns what brings the advantages of the actor-critic to mean 0 and deviation 1 under the policy
  /// that acted, so that it is the same for all minibatches.
  func tracedScale() -> AdvantageScale {
    let targets = tracedTargets(
      Array(0..<rollout.episodeCount), values: rollout.values.flatMap(\.self),
      logProbabilities: rollout.logProbabilities.flatMap(\.self))
    return AdvantageScale(targets.advantages)
  }

  private func trajectory(_ episode: Int, values: [Float]) -> Trajectory {
    // Nothing follows the last step of an episode. Afterwards every step earns what is expected, so
    // that nothing is learned from it.
    let length = rollout.lengths[episode]
    let steps = 0..<rollout.stepCount
    return Trajectory(
      rewards: steps.map { $0 < length ? rewards[$0][episode] : values[$0] },
      discounts: steps.map { $0 < length - 1 ? options.discount : 0 },
      values: values + [0])
  }
}

/// The mean and the deviation of advantages.
struct AdvantageScale: Sendable {
  private let mean: Float
  private let deviation: Float

  init(_ advantages: [Float]) {
    // Double sums, so that long batches lose nothing.
    let count = Double(max(1, advantages.count))
    let mean = advantages.reduce(0.0) { $0 + Double($1) } / count
    let square = advantages.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    self.mean = Float(mean)
    deviation = Float((square / count).squareRoot())
  }

  func callAsFunction(_ advantages: [Float]) -> [Float] {
    advantages.map { ($0 - mean) / (deviation + 1e-5) }
  }
}
