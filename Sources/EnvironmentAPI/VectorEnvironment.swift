public import PaintCore

/// Lanes of the same environment, stepped together: Gymnasium's vector environment.
///
/// It validates, counts, rewards and resets; an engine only draws. What a lane does depends on its
/// own seed and actions alone, never on how many lanes or threads there are.
public final class VectorEnvironment {
  /// What determines the episodes.
  public let configuration: EnvironmentConfiguration
  /// What happens after the end of an episode.
  public let autoreset: Autoreset
  var lanes: [Lane]
  private var scratch: [Lane] = []
  /// The threads used at most.
  private let workerCount: Int
  private var pace = WorkPace()
  /// Who rewards, when the option `reward` is `critic`.
  let reward: CanvasReward?
  private let canvasPairs: CanvasPairs?
  private let targets: TargetPictures?

  /// The most lanes one process may have.
  public static let maximumLanes = 4096

  /// Makes `laneCount` lanes, none of them reset.
  ///
  /// - Parameters:
  ///   - reward: Needed for the option `reward` with the value `critic` and ignored for others.
  ///   - targets: Where an episode takes its target from whose reset brings none.
  /// - Throws: `resourceLimit` when there are too many; `invalidOption` without a needed reward or
  ///   for one of other canvases.
  public init(
    _ configuration: EnvironmentConfiguration, laneCount: Int, autoreset: Autoreset = .nextStep,
    workerCount: Int = Parallel.coreCount, reward: CanvasReward? = nil,
    targets: TargetPictures? = nil
  ) throws(EnvironmentError) {
    guard laneCount >= 1 else {
      throw .invalidArgument(path: "numEnvs", expected: "at least 1", got: "\(laneCount)")
    }
    guard laneCount <= Self.maximumLanes else {
      throw .resourceLimit(what: "numEnvs", limit: "\(Self.maximumLanes)", got: "\(laneCount)")
    }
    self.configuration = configuration
    self.autoreset = autoreset
    self.workerCount = workerCount
    self.reward = try configuration.checked(reward)
    let size = configuration.observation[0].space.byteCount
    canvasPairs = self.reward.map {
      CanvasPairs($0, rowCount: laneCount, canvasByteCount: size)
    }
    self.targets = targets
    lanes = (0..<laneCount).map { _ in Lane(configuration, targets: targets) }
    try requireEngines(lanes)
  }

  /// The number of lanes.
  public var laneCount: Int { lanes.count }

  // MARK: Reset

  /// Starts episodes in the lanes of `mask`.
  ///
  /// - Parameters:
  ///   - seeds: One per lane; nil goes on with the lane's own stream.
  ///   - targets: One picture for all lanes, or one per lane; nil takes those of the environment, or
  ///     keeps what is there when it has none.
  /// - Returns: The seed that each lane has now.
  /// - Throws: `invalidOption` when a target is needed and missing, or has another size; no lane
  ///   was reset then. `backendFailure`, and the lanes are lost.
  public func reset(
    seeds: [UInt64?], mask: [Bool]? = nil, targets: [[UInt8]]? = nil
  ) throws(EnvironmentError) -> [UInt64] {
    precondition(seeds.count == laneCount, "\(seeds.count) seeds for \(laneCount) lanes")
    let chosen = try checked(mask)
    if let targets { try check(targets) }
    try requireTargets(in: chosen, given: targets != nil)
    Parallel.forEach(laneCount, workers: workerCount) { index, _ in
      guard chosen[index] else { return }
      let target = targets.map { $0[$0.count == 1 ? 0 : index] }
      self.lanes[index].reset(seed: seeds[index], target: target)
    }
    try requireEngines(lanes)
    return lanes.map(\.seed)
  }

  /// Whether no episode can start without a target.
  var needsTarget: Bool {
    configuration.core.needsTarget || reward?.scorer.isConditional ?? false
  }

  private func checked(_ mask: [Bool]?) throws(EnvironmentError) -> [Bool] {
    guard let mask else { return [Bool](repeating: true, count: laneCount) }
    guard mask.count == laneCount else {
      throw .invalidArgument(
        path: "mask", expected: "\(laneCount) booleans", got: "\(mask.count)")
    }
    return mask
  }

  private func check(_ targets: [[UInt8]]) throws(EnvironmentError) {
    let size = configuration.observation[0].space.byteCount
    guard targets.count == 1 || targets.count == laneCount,
      targets.allSatisfy({ $0.count == size })
    else {
      throw .invalidOption(
        name: "target",
        expected: "one uint8 tensor of shape \(configuration.canvasShape), or one for each lane",
        got: "\(targets.count) of \(targets.first?.count ?? 0) bytes")
    }
  }

  private func requireTargets(in chosen: [Bool], given: Bool) throws(EnvironmentError) {
    guard needsTarget, !given, targets == nil else { return }
    for (index, lane) in lanes.enumerated() where chosen[index] && lane.target == nil {
      throw .invalidOption(
        name: "target",
        expected: "options.target in reset, a uint8 tensor of shape \(configuration.canvasShape), "
          + "because reward or target ask for one", got: "none for lane \(index)")
    }
  }

  // MARK: Step

  /// What one step of all lanes gave; every array has one value per lane.
  public struct StepResult: Sendable, Equatable {
    /// The rewards.
    public var rewards: [Double]
    /// Whether the agent ended the painting.
    public var terminated: [Bool]
    /// Whether the step budget ran out.
    public var truncated: [Bool]
    /// The return of the episode that ended with this step; 0 elsewhere.
    public var episodeReturns: [Double]
    /// The length of the episode that ended with this step; 0 elsewhere.
    public var episodeLengths: [Int]
    /// What the engine reports of the episode of this step, `[laneCount, fieldCount]`; zeros for a
    /// lane that was only reset.
    public var info: [Double]

    init(laneCount: Int, infoCount: Int) {
      rewards = [Double](repeating: 0, count: laneCount)
      terminated = [Bool](repeating: false, count: laneCount)
      truncated = terminated
      episodeReturns = rewards
      episodeLengths = [Int](repeating: 0, count: laneCount)
      info = [Double](repeating: 0, count: laneCount * infoCount)
    }

    /// Whether the episode of `lane` ended with this step.
    public func isEnd(lane: Int) -> Bool { terminated[lane] || truncated[lane] }
  }

  /// Steps every lane.
  ///
  /// - Parameters:
  ///   - actions: One row per lane.
  ///   - observe: Called once per lane, on the lane's thread, when the observation is ready.
  ///   - observeFinal: Called before `observe` for a lane that `SameStep` is about to reset.
  /// - Throws: `resetNeeded`, `episodeOver` or `invalidAction`, and no lane has moved then;
  ///   `rewardFailure` or `backendFailure`, and these lanes are lost.
  public func step(
    _ actions: ActionTable,
    observe: (_ lane: Int, LaneView) -> Void = { _, _ in },
    observeFinal: (_ lane: Int, LaneView) -> Void = { _, _ in }
  ) throws(EnvironmentError) -> StepResult {
    precondition(actions.rowCount == laneCount, "\(actions.rowCount) actions, \(laneCount) lanes")
    for (index, lane) in lanes.enumerated() {
      if lane.phase == .fresh { throw .resetNeeded(lane: index) }
      if lane.phase == .ended && autoreset == .disabled { throw .episodeOver(lane: index) }
    }
    try configuration.engine.action.validate(actions)
    var result = StepResult(
      laneCount: laneCount, infoCount: configuration.engine.info.count)
    let moved = canvasPairs == nil ? [] : lanes.map { $0.phase == .running }
    result.withColumns { columns in
      pace.forEach(laneCount, workers: workerCount) { index, _ in
        let lane = self.lanes[index]
        self.step(lane, actions, index, columns, observeFinal)
        observe(index, LaneView(lane))
      }
    }
    try requireEngines(lanes)
    if let canvasPairs { try credit(canvasPairs, moved, &result) }
    return result
  }

  /// Adds the scorer's rewards of a step to what the lanes earned.
  private func credit(
    _ pairs: CanvasPairs, _ moved: [Bool], _ result: inout StepResult
  ) throws(EnvironmentError) {
    let rows = lanes.indices.map { lane in
      CanvasPairs.Row(
        moved: moved[lane], ended: result.isEnd(lane: lane), target: lanes[lane].target)
    }
    for (lane, reward) in try pairs.rewards(rows).enumerated() where moved[lane] {
      result.rewards[lane] += reward
      if rows[lane].ended { result.episodeReturns[lane] += reward }
      let isNewEpisode = rows[lane].ended && autoreset == .sameStep
      lanes[lane].credit(reward, toFinished: isNewEpisode)
    }
  }

  private func step(
    _ lane: Lane, _ actions: ActionTable, _ index: Int, _ columns: StepResult.Columns,
    _ observeFinal: (_ lane: Int, LaneView) -> Void
  ) {
    if lane.phase == .ended {
      lane.reset(seed: nil)
      return
    }
    canvasPairs?.noteBefore(lane, row: index)
    let outcome = actions.withRow(index) { lane.step($0) }
    canvasPairs?.noteAfter(lane, row: index)
    lane.environment.writeInfo(into: columns.info(of: index, laneCount: laneCount))
    columns.rewards[index] = outcome.reward
    columns.terminated[index] = outcome.terminated
    columns.truncated[index] = outcome.truncated
    guard lane.phase == .ended else { return }
    columns.episodeReturns[index] = lane.episodeReturn
    columns.episodeLengths[index] = lane.stepCount
    if autoreset == .sameStep {
      observeFinal(index, LaneView(lane))
      lane.reset(seed: nil)
    }
  }

  /// Calls `body` once for every lane, on all cores, to look at them.
  ///
  /// - Throws: `backendFailure` when an engine cannot show itself.
  public func observe(
    _ body: (_ lane: Int, LaneView) -> Void
  ) throws(EnvironmentError) {
    Parallel.forEach(laneCount, workers: workerCount) { index, _ in
      body(index, LaneView(self.lanes[index]))
    }
    try requireEngines(lanes)
  }

  /// Throws when an engine has failed in a call that could not say so.
  func requireEngines(_ lanes: [Lane]) throws(EnvironmentError) {
    for lane in lanes {
      if let reason = lane.environment.failure { throw .backendFailure(reason) }
    }
  }

  /// Whether a lane has been reset or loaded.
  ///
  /// - Precondition: there is such a lane.
  public func isStarted(_ lane: Int) -> Bool { lanes[lane].phase != .fresh }

  /// The seed of every lane; 0 for one that has not been reset.
  public var seeds: [UInt64] { lanes.map(\.seed) }

  /// Returns a view of a lane, to look at it.
  public func view(_ lane: Int) throws(EnvironmentError) -> LaneView {
    LaneView(lanes[try checkedLane(lane)])
  }

  /// The engine of a lane, for tests of backends.
  package func engine(of lane: Int) -> any PaintingEnvironment { lanes[lane].environment }

  func checkedLane(_ index: Int) throws(EnvironmentError) -> Int {
    guard lanes.indices.contains(index) else {
      throw .invalidArgument(
        path: "lane", expected: "a lane in 0...\(laneCount - 1)", got: "\(index)")
    }
    return index
  }

  func checkedStartedLane(_ index: Int) throws(EnvironmentError) -> Lane {
    let lane = lanes[try checkedLane(index)]
    if lane.phase == .fresh { throw .resetNeeded(lane: index) }
    return lane
  }

  /// Scratch lanes for `evaluate`, one per worker; they never show from outside.
  func scratchLanes() -> [Lane] {
    while scratch.count < workerCount { scratch.append(Lane(configuration)) }
    return scratch
  }
}

extension VectorEnvironment.StepResult {
  /// The columns as memory that lanes on different threads may fill, each its own element.
  struct Columns {
    let rewards: UnsafeMutableBufferPointer<Double>
    let terminated: UnsafeMutableBufferPointer<Bool>
    let truncated: UnsafeMutableBufferPointer<Bool>
    let episodeReturns: UnsafeMutableBufferPointer<Double>
    let episodeLengths: UnsafeMutableBufferPointer<Int>
    let info: UnsafeMutableBufferPointer<Double>

    /// The numbers of one lane's `info`.
    func info(of lane: Int, laneCount: Int) -> UnsafeMutableBufferPointer<Double> {
      let count = info.count / laneCount
      return UnsafeMutableBufferPointer(rebasing: info[(lane * count)..<((lane + 1) * count)])
    }
  }

  mutating func withColumns(_ body: (Columns) -> Void) {
    rewards.withUnsafeMutableBufferPointer { rewards in
      terminated.withUnsafeMutableBufferPointer { terminated in
        truncated.withUnsafeMutableBufferPointer { truncated in
          episodeReturns.withUnsafeMutableBufferPointer { returns in
            episodeLengths.withUnsafeMutableBufferPointer { lengths in
              info.withUnsafeMutableBufferPointer { info in
                body(
                  Columns(
                    rewards: rewards, terminated: terminated, truncated: truncated,
                    episodeReturns: returns, episodeLengths: lengths, info: info))
              }
            }
          }
        }
      }
    }
  }
}

/// What may be seen of a lane from outside.
public struct LaneView {
  private let lane: Lane

  init(_ lane: Lane) {
    self.lane = lane
  }

  /// Writes leaf `index` of `EnvironmentConfiguration.observation`, row-major, little-endian.
  public func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    lane.writeObservation(leaf: index, into: bytes)
  }

  /// The seed of the lane.
  public var seed: UInt64 { lane.seed }
}
