import JSONText

/// What `reset` must do (PROTOCOL.md, section 3).
enum ResetRules {
  static let all = [firstSeed, mask, wrongMask, options, targetShape, unbatched]

  static let firstSeed = Rule(
    "reset.first-seed", section: 3,
    "A first reset without a seed draws one, and info.seed reports it: it gives the same episode."
  ) { exam in
    let session = try exam.open()
    let first = try session.result("reset")
    let seed = try first.member("info").member("seed")
    try require(seed.array().count == 2, "info.seed is \(seed.text)")
    let twin = try exam.open()
    let second = try twin.result("reset", "{\"seed\":\(seed.text)}")
    var dice = Dice(20)
    let actions = try session.actions(&dice)
    let pieces = try (
      LanePieces.ofStep(first, laneCount: 2), LanePieces.ofStep(second, laneCount: 2)
    )
    try require(pieces.0 == pieces.1, "a reset with the reported seeds shows something else")
    let steps = try (session.step(actions), twin.step(actions))
    try require(
      LanePieces.ofStep(steps.0, laneCount: 2) == LanePieces.ofStep(steps.1, laneCount: 2),
      "a step after a reset with the reported seeds shows something else")
  }

  static let mask = Rule(
    "reset.mask", section: 3,
    "mask limits the reset to its lanes; obs always covers all lanes."
  ) { exam in
    let session = try exam.begin(Setup(laneCount: 3))
    let twin = try exam.begin(Setup(laneCount: 3))
    var dice = Dice(21)
    let actions = try session.actions(&dice)
    let before = try LanePieces.ofStep(session.step(actions), laneCount: 3)
    try twin.step(actions)
    let reset = try session.result("reset", "{\"seed\":[7,8,9],\"mask\":[false,true,false]}")
    let after = try LanePieces.of(reset.member("obs"), laneCount: 3)
    for lane in [0, 2] {
      try require(
        before[lane].hasPrefix(after[lane]), "lane \(lane) is not in the mask but changed")
    }
    let first = try twin.result("reset", "{\"seed\":[7,8,9],\"mask\":[true,true,true]}")
    let expected = try LanePieces.of(first.member("obs"), laneCount: 3)[1]
    try require(after[1] == expected, "lane 1 is in the mask but was not reset")
    let none = try session.result("reset", "{\"seed\":[1,2,3],\"mask\":[false,false,false]}")
    try require(
      LanePieces.of(none.member("obs"), laneCount: 3) == after, "an empty mask reset something")
  }

  static let wrongMask = Rule(
    "reset.wrong-mask", section: 6, "A mask that has not one boolean per lane is -32602."
  ) { exam in
    let session = try exam.begin()
    for mask in ["[true]", "[true,true,true]", "[]", "[1,0]", "[true,null]"] {
      try session.refused("reset", "{\"mask\":\(mask)}", -32602)
    }
  }

  static let options = Rule(
    "reset.options", section: 6, "An unknown option of a reset is 1013."
  ) { exam in
    let session = try exam.begin()
    try session.refused("reset", "{\"options\":{\"noSuchOption\":1}}", 1013)
  }

  static let targetShape = Rule(
    "reset.target-shape", section: 3,
    "options.target is one uint8 tensor of the canvas's shape or one per lane; a wrong shape is 1013."
  ) { exam in
    let session = try exam.open(Setup(options: ",\"target\":true", reward: "l2"))
    let canvas = try session.agreement().canvas().space.shape
    let wrong = [[1] + canvas, canvas.dropLast() + [canvas[2] + 1], [3] + canvas, [2]]
    for shape in wrong {
      let tensor = RewardRules.tensor(shape: Array(shape), seed: 1)
      try session.refused("reset", "{\"options\":{\"target\":\(tensor)}}", 1013)
    }
    for shape in [canvas, [2] + canvas] {
      let tensor = RewardRules.tensor(shape: shape, seed: 1)
      try session.result("reset", "{\"seed\":1,\"options\":{\"target\":\(tensor)}}")
    }
  }

  static let unbatched = Rule(
    "reset.unbatched", section: 3,
    "Unbatched every array loses its first axis, reward is a number, the flags booleans, "
      + "info.episode scalars, present only at an end, and there are no _x masks."
  ) { exam in
    let setup = Setup(laneCount: 1, isBatched: false, autoreset: "SameStep")
    let session = try exam.open(setup)
    let twin = try exam.begin(Setup(laneCount: 1, autoreset: "SameStep"))
    let reset = try session.result("reset", "{\"seed\":7}")
    try require(reset.member("info").member("seed").integer() == 7, "info.seed is no scalar 7")
    try check(reset.member("obs"), session)
    var dice = Dice(22)
    for _ in 0..<(try session.agreement().maximumSteps + 1) {
      let actions = try session.actions(&dice)
      let result = try session.step(actions)
      let batched = try twin.step(actions)
      try check(result.member("obs"), session)
      try require(
        result.member("reward").number() == batched.member("reward").numbers(count: 1)[0],
        "reward is not that of one lane")
      let flags = try ["terminated", "truncated"].map { try result.member($0).boolean() }
      try checkInfo(result.member("info"), isEnd: flags.contains(true), session)
    }
  }

  private static func check(_ observation: JSONNode, _ session: Session) throws {
    for leaf in try session.agreement().observation {
      _ = try LeafReader(leaf: leaf, count: nil, encoding: "b64")
        .rows(of: observation.member(leaf.name))
    }
  }

  private static func checkInfo(_ info: JSONNode, isEnd: Bool, _ session: Session) throws {
    let names = try info.object().map(\.name)
    try require(!names.contains { $0.hasPrefix("_") }, "info has a mask: \(names)")
    try require(
      names.contains("episode") == isEnd && names.contains("final_obs") == isEnd,
      "info has \(names) at \(isEnd ? "an" : "no") end")
    guard isEnd else { return }
    _ = try info.member("episode").member("r").number()
    _ = try info.member("episode").member("l").integer(in: 1...Int.max)
    try check(info.member("final_obs"), session)
  }
}
