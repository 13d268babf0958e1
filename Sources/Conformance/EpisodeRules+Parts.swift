import JSONText

extension EpisodeRules {
  /// The flags of a step.
  struct Flags {
    let terminated: [Bool]
    let truncated: [Bool]

    init(_ result: JSONNode, laneCount: Int = 2) throws {
      terminated = try result.member("terminated").booleans(count: laneCount)
      truncated = try result.member("truncated").booleans(count: laneCount)
    }

    /// Whether the episode of a lane ended.
    func isEnd(_ lane: Int) -> Bool { terminated[lane] || truncated[lane] }
  }

  /// A session whose two lanes have both just ended an episode, after the same actions every time.
  static func untilEnd(
    _ exam: Examination, _ mode: String
  ) throws -> (session: Session, dice: Dice) {
    let session = try exam.begin(Setup(autoreset: mode))
    var dice = Dice(35)
    for _ in 0..<(try session.agreement().maximumSteps) {
      let flags = try Flags(session.step(session.actions(&dice)))
      if flags.isEnd(0), flags.isEnd(1) { return (session, dice) }
      if flags.isEnd(0) || flags.isEnd(1) {
        throw Inapplicable("the lanes end at different times")
      }
    }
    throw Violation("no episode ended within spec.maxEpisodeSteps")
  }

  /// Demands that two results show the same observations.
  static func requireSame(_ first: JSONNode, _ second: JSONNode, _ otherwise: String) throws {
    let pieces = try [first, second].map {
      try LanePieces.of($0.member("obs"), laneCount: 2)
    }
    try require(pieces[0] == pieces[1], otherwise)
  }

  /// Checks the end of all episodes under `SameStep` against that under `Disabled`.
  static func checkFinal(_ got: JSONNode, _ plain: JSONNode, _ twin: Session) throws {
    let info = try got.member("info")
    try require(
      info.member("_final_obs").booleans() == [true, true], "_final_obs is not true where it ended")
    let final = try LanePieces.of(info.member("final_obs"), laneCount: 2)
    let last = try LanePieces.of(plain.member("obs"), laneCount: 2)
    try require(final == last, "final_obs is not the last observation of the episode")
    let first = try twin.result("reset")
    try requireSame(got, first, "obs is not the new episode's first")
    let same = try Flags(got).truncated == Flags(plain).truncated
    try require(same, "the flags differ from those under Disabled")
  }

  /// Keeps account of rewards and steps and compares them with what `info.episode` says.
  struct Tally {
    private var returns: [Double]
    private var lengths: [Int]
    private var hasEnded: [Bool]

    init(laneCount: Int) {
      returns = [Double](repeating: 0, count: laneCount)
      lengths = [Int](repeating: 0, count: laneCount)
      hasEnded = [Bool](repeating: false, count: laneCount)
    }

    /// Starts the account of a lane anew.
    mutating func forget(lane: Int) {
      returns[lane] = 0
      lengths[lane] = 0
      hasEnded[lane] = false
    }

    /// Adds a step.
    mutating func add(_ result: JSONNode, _ mode: String) throws {
      let flags = try Flags(result, laneCount: returns.count)
      let rewards = try result.member("reward").numbers(count: returns.count)
      for lane in returns.indices {
        if hasEnded[lane] {
          forget(lane: lane)
        } else {
          returns[lane] += rewards[lane]
          lengths[lane] += 1
        }
      }
      let ended = returns.indices.map { flags.isEnd($0) }
      try check(result.member("info"), ended)
      for lane in returns.indices where ended[lane] {
        if mode == "NextStep" { hasEnded[lane] = true } else { forget(lane: lane) }
      }
    }

    private func check(_ info: JSONNode, _ ended: [Bool]) throws {
      guard ended.contains(true) else {
        try require(info["episode"] == nil, "info.episode is there without an end")
        return
      }
      try require(info.member("_episode").booleans() == ended, "_episode is not where it ended")
      let sums = try info.member("episode").member("r").numbers(count: ended.count)
      let counts = try info.member("episode").member("l").elements(ended.count).map {
        try $0.integer()
      }
      for lane in ended.indices where ended[lane] {
        try require(
          (sums[lane] - returns[lane]).magnitude <= 1e-6 * max(1, returns[lane].magnitude),
          "r of lane \(lane) is \(sums[lane]), the rewards sum to \(returns[lane])")
        try require(
          counts[lane] == lengths[lane],
          "l of lane \(lane) is \(counts[lane]) after \(lengths[lane]) steps")
      }
    }
  }
}
