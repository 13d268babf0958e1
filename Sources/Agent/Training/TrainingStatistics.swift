/// What one iteration of training showed.
public struct TrainingStatistics: Sendable {
  /// Environment steps so far.
  public var steps = 0
  /// The mean over the episodes of the sum of rewards.
  public var episodeReward: Float = 0
  /// The policy's update from rewards; nil when there were none.
  public var policy: PolicyUpdateStatistics?
  /// What the reward has to tell, by name.
  public var reward: [(name: String, value: Double)] = []

  /// All figures by name, for logs.
  public var values: [(name: String, value: Double)] {
    guard let policy else { return reward }
    return [("reward", Double(episodeReward))] + reward + [
      ("entropy", Double(policy.entropy)), ("divergence", Double(policy.divergence)),
      ("valueError", Double(policy.valueError)), ("gradientNorm", Double(policy.gradientNorm)),
    ]
  }

  /// Returns a figure, or nil.
  public subscript(name: String) -> Double? { values.first { $0.name == name }?.value }
}
