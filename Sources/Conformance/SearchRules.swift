import JSONText

/// `evaluate` (PROTOCOL.md, section 3).
enum SearchRules {
  static let all = [returns, changesNothing, observations, endsEarly, validates]

  static let returns = Rule(
    "evaluate.returns", section: 3,
    "evaluate gives each program's sum of rewards and length, as stepping from that lane would."
  ) { exam in
    let (session, programs) = try prepared(exam)
    let columns = try session.agreement().columns(programs)
    let result = try session.result("evaluate", "{\"from\":1,\"programs\":\(columns)}")
    let returns = try result.member("returns").numbers()
    let lengths = try result.member("lengths").integers()
    try require(returns.count == 3 && lengths.count == 3, "there are not 3 returns and lengths")
    try require(result["obs"] == nil, "obs is there without being wanted")
    let saved = try session.result("save", "{\"lanes\":[0,1]}").text
    for (index, program) in programs.enumerated() {
      try session.result("load", saved)
      var sum = 0.0
      for action in program {
        sum += try session.step([action, action]).member("reward").numbers(count: 2)[1]
      }
      try require(
        (sum - returns[index]).magnitude < 1e-9,
        "program \(index) is said to earn \(returns[index]), stepping it earns \(sum)")
      try require(
        lengths[index] == program.count, "program \(index) has the length \(lengths[index])")
    }
  }

  static let changesNothing = Rule(
    "evaluate.changes-nothing", section: 3, "evaluate changes no lane."
  ) { exam in
    let (session, programs) = try prepared(exam)
    let (twin, _) = try prepared(exam)
    let columns = try session.agreement().columns(programs)
    var dice = Dice(71)
    for _ in 0..<3 {
      try session.result("evaluate", "{\"from\":0,\"programs\":\(columns)}")
      let actions = try session.actions(&dice)
      try EpisodeRules.requireSame(
        session.step(actions), twin.step(actions), "after evaluate a step shows something else")
    }
  }

  static let observations = Rule(
    "evaluate.want", section: 3,
    "evaluate gives observations when want names some: those after the last action."
  ) { exam in
    let (session, programs) = try prepared(exam)
    let agreement = try session.agreement()
    let canvas = try agreement.canvas()
    let parameters = """
      {"from":0,"programs":\(agreement.columns(programs)),"want":["\(canvas.name)"]}
      """
    let result = try session.result("evaluate", parameters).member("obs")
    try require(
      result.object().map(\.name) == [canvas.name], "obs has other keys")
    let pieces = try LanePieces.of(result, laneCount: 3)
    let saved = try session.result("save", "{\"lanes\":[0,1]}").text
    for (index, program) in programs.enumerated() {
      try session.result("load", saved)
      var last = ""
      for action in program {
        let want = ",\"want\":[\"\(canvas.name)\"]"
        let step = try session.step([action, action], want)
        last = try LanePieces.of(step.member("obs"), laneCount: 2)[0]
      }
      try require(pieces[index] == last, "obs of program \(index) is not that of stepping")
    }
  }

  static let endsEarly = Rule(
    "evaluate.ends", section: 3, "A program's length counts the actions until its episode ended."
  ) { exam in
    let session = try exam.begin()
    let agreement = try session.agreement()
    var dice = Dice(72)
    let program = (0..<(agreement.maximumSteps + 3)).map { _ in
      dice.action(of: agreement.action)
    }
    let columns = agreement.columns([program])
    let length = try session.result("evaluate", "{\"from\":0,\"programs\":\(columns)}")
      .member("lengths").integers()
    let most = agreement.maximumSteps
    try require(
      length.count == 1 && (1...most).contains(length[0]),
      "the length is \(length) for an episode of at most \(most) steps")
  }

  static let validates = Rule(
    "evaluate.validates", section: 6, "A program with an action outside the space is 1012."
  ) { exam in
    let (session, programs) = try prepared(exam)
    let agreement = try session.agreement()
    for (part, value) in try ActionRules.wrongValues(session) {
      var wrong = programs
      wrong[1][1][part] = value
      let columns = agreement.columns(wrong)
      try session.refused("evaluate", "{\"from\":0,\"programs\":\(columns)}", 1012)
    }
    try session.ask("evaluate", "{\"from\":0,\"programs\":{}}").error([1012, -32602])
  }

  /// A session under way that is rewarded, and three programs of two actions.
  private static func prepared(
    _ exam: Examination
  ) throws -> (session: Session, programs: [[Action]]) {
    let session = try exam.open(
      Setup(episodeLength: 6, options: ",\"target\":true", reward: "l2"))
    let agreement = try session.agreement()
    let target = try RewardRules.tensor(shape: agreement.canvas().space.shape, seed: 8)
    try session.result("reset", "{\"seed\":7,\"options\":{\"target\":\(target)}}")
    var dice = Dice(70)
    try session.step(session.actions(&dice))
    let programs = (0..<3).map { _ in (0..<2).map { _ in dice.action(of: agreement.action) } }
    return (session, programs)
  }
}
