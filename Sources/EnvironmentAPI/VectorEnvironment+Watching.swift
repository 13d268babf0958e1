extension VectorEnvironment {
  /// How far a lane is, for those who watch; asking costs no more than reading it.
  public struct LaneProgress: Sendable, Equatable {
    /// The seed of the lane.
    public var seed: UInt64
    /// The number of the episode since that seed.
    public var episode: UInt64
    /// The actions so far in this episode.
    public var stepCount: Int
    /// The sum of their rewards.
    public var episodeReturn: Double
    /// Whether the episode is over.
    public var isEnded: Bool
    /// How many episodes have ended in this lane and were followed by another.
    public var finishedCount: Int
    /// The return of the last one of them.
    public var finishedReturn: Double
  }

  /// How far a lane is; nil for one that was never reset or does not exist.
  public func progress(of index: Int) -> LaneProgress? {
    guard lanes.indices.contains(index), lanes[index].phase != .fresh else { return nil }
    let lane = lanes[index]
    return LaneProgress(
      seed: lane.seed, episode: lane.episode, stepCount: lane.stepCount,
      episodeReturn: lane.episodeReturn, isEnded: lane.phase == .ended,
      finishedCount: lane.finishedCount, finishedReturn: lane.finishedReturn)
  }

  /// Returns what painting the current episode of a lane again takes. Nothing is copied yet.
  ///
  /// - Throws: `invalidArgument` for a lane that does not exist, `resetNeeded`.
  public func record(of index: Int) throws(EnvironmentError) -> EpisodeRecord {
    let lane = try checkedStartedLane(index)
    let actions = ActionTable(width: configuration.engine.action.width, numbers: lane.actions)
    return EpisodeRecord(
      seed: lane.seed, episode: lane.episode, startState: lane.carriedStart, actions: actions,
      target: lane.target)
  }
}

/// One episode as its engine can paint it again, step by step.
public struct EpisodeRecord: Sendable, Equatable {
  /// The seed of the lane.
  public var seed: UInt64
  /// The number of the episode since that seed.
  public var episode: UInt64
  /// The engine's state at the start, when that is not a function of the seed.
  public var startState: [UInt8]?
  /// What was done, one row per step.
  public var actions: ActionTable
  /// The picture to paint, as large as the canvas; nil when there is none.
  public var target: [UInt8]?

  /// Makes a record.
  public init(
    seed: UInt64, episode: UInt64, startState: [UInt8]? = nil, actions: ActionTable,
    target: [UInt8]? = nil
  ) {
    self.seed = seed
    self.episode = episode
    self.startState = startState
    self.actions = actions
    self.target = target
  }
}
