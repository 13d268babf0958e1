/// What a painter learns to do.
public enum TrainingTask: String, Sendable, Hashable, CaseIterable {
  /// Invent pictures like those of the data.
  case generate
  /// Copy the picture that is shown.
  case reconstruct
}

/// What a painter is rewarded for.
public enum RewardKind: String, Sendable, Hashable, CaseIterable {
  /// The score of a critic that learns beside it.
  case critic
  /// How much nearer to the target a step brings the canvas.
  case distance
}

/// How a painter is trained; the values are those of the recipe for digits.
public struct TrainingOptions: Sendable, Hashable {
  /// What is rewarded. Without a target only a critic can tell.
  public var reward = RewardKind.critic
  /// Environments stepped together; an episode of each is one iteration.
  public var laneCount = 256
  /// Processes that share the lanes; one uses all cores already if its environment does.
  public var environmentProcesses = 1
  /// Threads of the networks; the sums of a step depend on their number.
  public var threads = 2
  /// Whether a critic scores every canvas and pays the differences (temporal credit assignment);
  /// otherwise only the last canvas counts.
  public var rewardsSteps = false
  /// Critic updates per iteration.
  public var criticUpdates = 5
  /// Real pictures of one critic update, and as many painted ones.
  public var criticBatch = 128
  /// Iterations whose last canvases are replayed to the critic.
  public var replayIterations = 20
  /// Paid for a picture that hardly differs from the blank canvas, when a critic pays.
  public var blankPenalty: Float = -1
  /// The mean difference from the blank canvas below which a picture counts as blank, `0...1`.
  public var blankThreshold: Float = 0.005
  /// The policy's learning rate at the start.
  public var learningRate = 4e-4
  /// What the learning rate ends at, as a share.
  public var finalRateShare = 0.05
  /// The weight of entropy at the start.
  public var entropy = 0.003
  /// The weight of entropy at the end.
  public var finalEntropy = 0.0003
  /// The share that the averaged weights keep at each iteration.
  public var averaging: Float = 0.98
  /// Iterations from one checkpoint to the next; 0 for one a minute.
  public var checkpointEvery = 0
  /// The share of the training that is spent on dreams, when there are any.
  public var dreamShare = 0.1
  /// The learning rate at the start of the dreams.
  public var dreamRate = 1e-3
  /// What the learning rate of dreams ends at, as a share.
  public var finalDreamRateShare = 0.3
  /// The policy's update.
  public var update = PolicyUpdateOptions()

  /// Makes the options of the recipe for inventing pictures.
  public init() {}
}
