import JSONText

/// How episodes end and go on (PROTOCOL.md, section 4).
enum EpisodeRules {
  static let all = [
    stepForm, budget, statistics, nextStep, nextStepValidates, sameStep, wantFinal, disabled,
    extraInfo,
  ]

  static let stepForm = Rule(
    "episode.step", section: 3,
    "step gives obs, reward, terminated, truncated and info; each of the first four per lane."
  ) { exam in
    let session = try exam.begin(Setup(laneCount: 3))
    var dice = Dice(30)
    for _ in 0..<3 {
      let result = try session.step(session.actions(&dice))
      let names = try result.object().map(\.name)
      try require(
        Set(names) == ["obs", "reward", "terminated", "truncated", "info"], "a step has \(names)")
      try require(result.member("reward").numbers().count == 3, "reward is not one per lane")
      for flag in ["terminated", "truncated"] {
        try require(result.member(flag).booleans().count == 3, "\(flag) is not one per lane")
      }
      _ = try result.member("info").object()
    }
    let digests = try session.step(session.actions(&dice), ",\"digest\":true").member("digest")
    try require(digests.strings().count == 3, "digest is not one per lane")
  }

  static let budget = Rule(
    "episode.budget", section: 4,
    "truncated: the step budget (spec.maxEpisodeSteps) ran out; terminated and truncated are not "
      + "both true."
  ) { exam in
    for length in [3, 5] {
      let session = try exam.begin(Setup(episodeLength: length))
      let most = try session.agreement().maximumSteps
      var dice = Dice(31)
      var hasTerminated = [false, false]
      for count in 1...most {
        let flags = try Flags(session.step(session.actions(&dice)))
        for lane in 0..<2 where !hasTerminated[lane] {
          try require(
            !(flags.terminated[lane] && flags.truncated[lane]), "both flags are true in one step")
          hasTerminated[lane] = flags.terminated[lane]
          if hasTerminated[lane] { continue }
          try require(
            flags.truncated[lane] == (count == most),
            "truncated is \(flags.truncated[lane]) after \(count) steps of at most \(most)")
        }
      }
    }
  }

  static let statistics = Rule(
    "episode.statistics", section: 4,
    "info.episode = {r, l}, the sum of the rewards and the number of steps, with _episode."
  ) { exam in
    for mode in ["NextStep", "SameStep"] {
      let session = try exam.open(
        Setup(laneCount: 3, autoreset: mode, options: ",\"target\":true", reward: "l2"))
      let canvas = try session.agreement().canvas().space.shape
      let target = RewardRules.tensor(shape: canvas, seed: 2)
      try session.result("reset", "{\"seed\":7,\"options\":{\"target\":\(target)}}")
      // Lanes that end at different times, so that the masks mean something.
      var dice = Dice(32)
      var tally = Tally(laneCount: 3)
      try tally.add(session.step(session.actions(&dice)), mode)
      try session.result("reset", "{\"mask\":[false,true,false]}")
      tally.forget(lane: 1)
      for _ in 0..<(2 * (try session.agreement().maximumSteps) + 3) {
        try tally.add(session.step(session.actions(&dice)), mode)
      }
    }
  }

  static let nextStep = Rule(
    "autoreset.next-step", section: 4,
    "NextStep: on the step after an end that lane's reward is 0, its flags false, its observation "
      + "the new episode's first."
  ) { exam in
    let (session, dice) = try untilEnd(exam, "NextStep")
    var random = dice
    let twin = try untilEnd(exam, "Disabled").session
    let actions = try session.actions(&random)
    let result = try session.step(actions)
    let flags = try Flags(result)
    try require(try result.member("reward").numbers(count: 2)[0] == 0, "the reward is not 0")
    try require(!flags.terminated[0] && !flags.truncated[0], "a flag is true")
    let expected = try twin.result("reset")
    try requireSame(result, expected, "the observation is not the new episode's first")
    let next = try session.actions(&random)
    try requireSame(session.step(next), twin.step(next), "the new episode goes on differently")
  }

  static let nextStepValidates = Rule(
    "autoreset.next-step-validates", section: 4,
    "NextStep: on the step after an end that lane's action is validated (1012) and ignored."
  ) { exam in
    let (session, dice) = try untilEnd(exam, "NextStep")
    var random = dice
    for (part, wrong) in try ActionRules.wrongValues(session).prefix(2) {
      let parameters = try ActionRules.parameters(session, lane: 1, part, wrong)
      try session.refused("step", parameters, 1012)
    }
    let twin = try untilEnd(exam, "NextStep").session
    let (first, second) = (try session.actions(&random), try session.actions(&random))
    try requireSame(session.step(first), twin.step(second), "the ignored action matters")
    let next = try session.actions(&random)
    try requireSame(session.step(next), twin.step(next), "the ignored action matters later")
  }

  static let sameStep = Rule(
    "autoreset.same-step", section: 4,
    "SameStep: obs is the new episode's first; info.final_obs has the last one of the old, as many "
      + "rows as _final_obs has true; absent when none."
  ) { exam in
    var dice = Dice(33)
    let session = try exam.begin(Setup(autoreset: "SameStep"))
    let twin = try exam.begin(Setup(autoreset: "Disabled"))
    for _ in 0..<(try session.agreement().maximumSteps) {
      let actions = try session.actions(&dice)
      let (got, plain) = (try session.step(actions), try twin.step(actions))
      let flags = try Flags(plain)
      let ended = (0..<2).filter { flags.isEnd($0) }
      guard !ended.isEmpty else {
        try require(got.member("info")["final_obs"] == nil, "final_obs is there without an end")
        try requireSame(got, plain, "a step before the end differs from that of Disabled")
        continue
      }
      guard ended.count == 2 else { throw Inapplicable("the lanes end at different times") }
      try checkFinal(got, plain, twin)
      let next = try session.actions(&dice)
      try requireSame(session.step(next), twin.step(next), "the new episode goes on differently")
      return
    }
    throw Violation("no episode ended within spec.maxEpisodeSteps")
  }

  static let wantFinal = Rule(
    "autoreset.want-final", section: 3, "want also filters final_obs."
  ) { exam in
    var dice = Dice(36)
    let session = try exam.begin(Setup(autoreset: "SameStep"))
    let leaves = try session.agreement().observation.map(\.name)
    let last = leaves[leaves.count - 1]
    for _ in 0..<(try session.agreement().maximumSteps) {
      let result = try session.step(session.actions(&dice), ",\"want\":[\"\(last)\"]")
      guard let final = try result.member("info")["final_obs"] else { continue }
      let names = try final.object().map(\.name)
      try require(names == [last], "final_obs has \(names), wanted was \(last)")
      return
    }
    throw Violation("no episode ended within spec.maxEpisodeSteps")
  }

  static let disabled = Rule(
    "autoreset.disabled", section: 4,
    "Disabled: stepping an ended lane is 1011 and no lane moves."
  ) { exam in
    var (session, dice) = try untilEnd(exam, "Disabled")
    let actions = try session.actions(&dice)
    try session.refused("step", session.stepParameters(actions), 1011)
    // Only lane 0 begins again; lane 1 still stands at its end.
    try session.result("reset", "{\"mask\":[true,false]}")
    try session.refused("step", session.stepParameters(actions), 1011)
    try session.result("reset", "{\"mask\":[false,true]}")
    let twin = try untilEnd(exam, "Disabled").session
    try twin.result("reset")
    try requireSame(session.step(actions), twin.step(actions), "a refused step moved a lane")
  }

  static let extraInfo = Rule(
    "episode.info", section: 4,
    "What the spec's info names is a number per lane in every step, and info holds nothing else "
      + "but episode, final_obs and their masks."
  ) { exam in
    let session = try exam.begin(Setup(autoreset: "SameStep"))
    let spec = try session.agreement().node.member("spec")
    let names = try spec["info"]?.object().map(\.name) ?? []
    let known = Set(names + ["episode", "_episode", "final_obs", "_final_obs"])
    var dice = Dice(34)
    for _ in 0..<(try session.agreement().maximumSteps + 1) {
      let info = try session.step(session.actions(&dice)).member("info")
      for name in names {
        try require(info.member(name).numbers().count == 2, "'\(name)' is not one number per lane")
      }
      let other = try info.object().map(\.name).filter { !known.contains($0) }
      try require(other.isEmpty, "info has \(other), which the spec does not name")
    }
  }
}
