import PaintCore

extension VectorEnvironment {
  /// What candidate programs would earn.
  public struct Evaluation: Sendable, Equatable {
    /// The sum of the rewards of each program.
    public var returns: [Double]
    /// How many of its actions each program executed before its episode ended.
    public var lengths: [Int]
  }

  /// Runs `programCount` candidate programs from the state of a lane, on all cores, without changing
  /// any lane. The rewards are those that stepping would give.
  ///
  /// - Parameters:
  ///   - programs: Shape `[programCount * length, width]`: program after program.
  ///   - observe: Called with each program's number and last state, on its thread.
  /// - Throws: `resetNeeded`, `episodeOver`, `invalidAction` (its `lane` is the program's number),
  ///   `rewardFailure`.
  public func evaluate(
    from laneIndex: Int, programs: ActionTable, programCount: Int,
    observe: (_ program: Int, LaneView) -> Void = { _, _ in }
  ) throws(EnvironmentError) -> Evaluation {
    precondition(
      programCount > 0 && programs.rowCount % programCount == 0,
      "\(programs.rowCount) actions for \(programCount) programs")
    let lane = try checkedStartedLane(laneIndex)
    if lane.phase == .ended { throw .episodeOver(lane: laneIndex) }
    let length = programs.rowCount / programCount
    try configuration.engine.action.validate(programs, laneOfRow: { $0 / max(1, length) })
    let scratch = scratchLanes()
    var returns = [Double](repeating: 0, count: programCount)
    var lengths = [Int](repeating: 0, count: programCount)
    let pairs = reward.map {
      CanvasPairs(
        $0, rowCount: programCount,
        canvasByteCount: configuration.observation[0].space.byteCount)
    }
    var rows = [CanvasPairs.Row](
      repeating: CanvasPairs.Row(moved: true, target: lane.target), count: programCount)
    returns.withUnsafeMutableBufferPointer { returns in
      lengths.withUnsafeMutableBufferPointer { lengths in
        rows.withUnsafeMutableBufferPointer { rows in
          Parallel.forEach(programCount, workers: scratch.count) { program, worker in
            let copy = scratch[worker]
            copy.copyState(from: lane, withActions: false)
            pairs?.noteBefore(copy, row: program)
            returns[program] = copy.run(programs, rows: program * length, count: length)
            lengths[program] = copy.stepCount - lane.stepCount
            pairs?.noteAfter(copy, row: program)
            rows[program].ended = copy.phase == .ended
            observe(program, LaneView(copy))
          }
        }
      }
    }
    try requireEngines([lane] + scratch)
    // The scores of the canvases between cancel out of the sum of a program's rewards.
    if let pairs {
      let rewards = try pairs.rewards(rows, isReal: false)
      for program in returns.indices { returns[program] += rewards[program] }
    }
    return Evaluation(returns: returns, lengths: lengths)
  }

  /// Clones the state of one lane into others.
  ///
  /// - Throws: `invalidArgument` for a lane that does not exist, `resetNeeded`.
  public func copy(from source: Int, to destinations: [Int]) throws(EnvironmentError) {
    let lane = try checkedStartedLane(source)
    for destination in destinations { _ = try checkedLane(destination) }
    for destination in destinations where destination != source {
      lanes[destination].copyState(from: lane)
    }
    try requireEngines(lanes)
  }

  /// Returns the whole state of a lane.
  ///
  /// - Throws: `invalidArgument` for a lane that does not exist, `resetNeeded`.
  public func save(_ lane: Int) throws(EnvironmentError) -> [UInt8] {
    let lane = try checkedStartedLane(lane)
    let bytes = lane.save()
    try requireEngines([lane])
    return bytes
  }

  /// Puts saved states into lanes; either all or none.
  ///
  /// - Throws: `stateIncompatible` when a state is damaged, `invalidArgument` for a missing lane.
  public func load(_ states: [(bytes: [UInt8], lanes: [Int])]) throws(EnvironmentError) {
    var loaded: [(Lane, [Int])] = []
    for state in states {
      for lane in state.lanes { _ = try checkedLane(lane) }
      let lane = Lane(configuration)
      try lane.load(state.bytes)
      if needsTarget, lane.target == nil {
        throw .stateIncompatible(expected: "a target, for the critic", got: "none")
      }
      loaded.append((lane, state.lanes))
    }
    for (lane, indices) in loaded {
      for index in indices { lanes[index].copyState(from: lane) }
    }
    try requireEngines(lanes)
  }
}

extension Lane {
  /// Performs actions until they or the episode are at an end.
  ///
  /// - Returns: The sum of the rewards.
  func run(_ programs: ActionTable, rows first: Int, count: Int) -> Double {
    var sum = 0.0
    for row in first..<(first + count) where phase == .running {
      sum += programs.withRow(row) { step($0, records: false) }.reward
    }
    return sum
  }
}
