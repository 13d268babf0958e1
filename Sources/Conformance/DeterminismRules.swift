import JSONText

/// Same bytes for same requests (PROTOCOL.md, sections 4 and 8).
enum DeterminismRules {
  static let all = [twice, lanes, neighbours, encodings, seeds, episodes, digest, digestOfReset]

  static let twice = Rule(
    "determinism.twice", section: 8, "The same requests give the same bytes on every run."
  ) { exam in
    var outputs: [[UInt8]] = []
    for _ in 0..<2 {
      let session = try exam.begin(Setup(laneCount: 3))
      var dice = Dice(50)
      for _ in 0..<6 {
        let actions = try session.actions(&dice)
        try session.run.send(
          line: session.request("step", session.stepParameters(actions, ",\"digest\":true")))
      }
      try session.run.send(line: session.request("program", "{\"lanes\":[0]}"))
      try session.run.send(line: session.request("sample", "{\"seed\":3,\"count\":5}"))
      session.run.endInput()
      outputs.append(try session.run.receiveRest())
    }
    let (first, second) = (outputs[0].split(separator: 10), outputs[1].split(separator: 10))
    for (line, pair) in zip(first, second).enumerated() where pair.0 != pair.1 {
      throw Violation("line \(line + 3) of the answers differs: \(clipped(Array(pair.1)))")
    }
    try require(
      outputs[0] == outputs[1] && first.count == 8, "there are \(first.count) answers, not 8")
  }

  static let lanes = Rule(
    "determinism.lanes", section: 8, "Results do not depend on the number of lanes."
  ) { exam in
    let three = try exam.begin(Setup(laneCount: 3))
    let ones = try (0..<3).map { try exam.begin(Setup(laneCount: 1), seed: 7 + UInt64($0)) }
    var dice = Dice(51)
    for _ in 0..<6 {
      let actions = try three.actions(&dice)
      let together = try LanePieces.ofStep(three.step(actions), laneCount: 3)
      for (lane, session) in ones.enumerated() {
        let alone = try LanePieces.ofStep(session.step([actions[lane]]), laneCount: 1)
        try require(together[lane] == alone[0], "lane \(lane) of 3 differs from the lane alone")
      }
    }
  }

  static let neighbours = Rule(
    "determinism.neighbours", section: 8, "Results do not depend on what other lanes do."
  ) { exam in
    let session = try exam.begin(Setup(laneCount: 2))
    let twin = try exam.begin(Setup(laneCount: 2))
    var dice = Dice(52)
    for round in 0..<6 {
      let actions = try session.actions(&dice)
      var other = try session.actions(&dice)
      other[0] = actions[0]
      if round == 2 { try twin.result("reset", "{\"seed\":[null,99],\"mask\":[false,true]}") }
      let first = try LanePieces.ofStep(session.step(actions), laneCount: 2)
      let second = try LanePieces.ofStep(twin.step(other), laneCount: 2)
      try require(first[0] == second[0], "lane 0 depends on what lane 1 does")
    }
  }

  static let encodings = Rule(
    "determinism.encoding", section: 4, "The digest is independent of want, info and encoding."
  ) { exam in
    let session = try exam.begin()
    let others = try session.agreement().capability("obsEncodings").filter { $0 != "b64" }
    let twins = try others.map { try exam.begin(Setup(encodings: [$0])) }
    var dice = Dice(53)
    for _ in 0..<5 {
      let actions = try session.actions(&dice)
      let expected = try session.step(actions, ",\"digest\":true").member("digest")
      for (encoding, twin) in zip(others, twins) {
        let got = try twin.step(actions, ",\"want\":[],\"digest\":true").member("digest")
        try require(
          got == expected,
          "the digest with \(encoding) and want [] is \(got.text), otherwise \(expected.text)")
      }
    }
  }

  static let seeds = Rule(
    "determinism.seeds", section: 8, "Different seeds give different random streams."
  ) { exam in
    let session = try exam.begin(Setup(laneCount: 8))
    let samples = try (0..<4).map { seed in
      try session.result("sample", "{\"seed\":\(seed),\"count\":20}").text
    }
    try require(Set(samples).count == 4, "sample gives the same actions for different seeds")
  }

  static let episodes = Rule(
    "determinism.episodes", section: 8,
    "Episode k since the last seeded reset depends on seed, lane and k, not on how it was reached."
  ) { exam in
    let (session, dice) = try EpisodeRules.untilEnd(exam, "Disabled")
    var random = dice
    try session.result("reset")
    let early = try exam.begin()
    // The counter of the published environment outlives an episode, so the lengths are equal too.
    var again = Dice(35)
    for _ in 0..<(try early.agreement().maximumSteps) {
      if try EpisodeRules.Flags(early.step(early.actions(&again))).isEnd(0) { break }
    }
    try early.result("reset")
    for _ in 0..<(try session.agreement().maximumSteps) {
      let actions = try session.actions(&random)
      try EpisodeRules.requireSame(
        session.step(actions), early.step(actions), "the second episode differs")
    }
    try early.result("reset", "{\"seed\":7}")
    try session.result("reset", "{\"seed\":7}")
    let actions = try session.actions(&random)
    try EpisodeRules.requireSame(
      session.step(actions), early.step(actions), "after a seeded reset the episode differs")
  }

  static let digest = Rule(
    "digest.step", section: 4,
    "digest: FNV-1a 64 per lane over all observation leaves (in order, little-endian), the float64 "
      + "reward and two flag bytes, as 16 hexadecimal digits."
  ) { exam in
    let session = try exam.open(Setup(options: ",\"target\":true", reward: "l2"))
    let canvas = try session.agreement().canvas().space.shape
    let target = RewardRules.tensor(shape: canvas, seed: 7)
    try session.result("reset", "{\"seed\":7,\"options\":{\"target\":\(target)}}")
    var dice = Dice(54)
    for _ in 0..<(try session.agreement().maximumSteps) {
      try check(session.step(session.actions(&dice), ",\"digest\":true"), session)
    }
  }

  static let digestOfReset = Rule(
    "digest.reset", section: 4, "The digest of a reset has reward 0 and both flags false."
  ) { exam in
    let session = try exam.open()
    try check(session.result("reset", "{\"seed\":7,\"digest\":true}"), session)
  }

  private static func check(_ result: JSONNode, _ session: Session) throws {
    var lanes = [[UInt8]](repeating: [], count: 2)
    for leaf in try session.agreement().observation {
      let rows = try LeafReader(leaf: leaf, count: 2, encoding: "b64")
        .rows(of: result.member("obs").member(leaf.name))
      for lane in 0..<2 { lanes[lane] += rows[lane] }
    }
    let rewards = try result["reward"]?.numbers(count: 2) ?? [0, 0]
    let flags = try ["terminated", "truncated"].map {
      try result[$0]?.booleans(count: 2) ?? [false, false]
    }
    let digests = try result.member("digest").strings()
    try require(digests.count == 2, "digest is not one per lane")
    for lane in 0..<2 {
      lanes[lane] += LeafReader.littleEndian(rewards[lane].bitPattern)
      lanes[lane] += flags.map { $0[lane] ? 1 : 0 }
      let expected = hash(lanes[lane])
      try require(
        digests[lane] == expected,
        "the digest of lane \(lane) is \(digests[lane]), not \(expected)")
    }
  }

  /// FNV-1a, 64 bits, as hexadecimal digits (draft-eastlake-fnv).
  private static func hash(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
