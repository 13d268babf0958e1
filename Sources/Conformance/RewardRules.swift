import JSONText

/// The core's rewards and targets (PROTOCOL.md, section 3).
enum RewardRules {
  static let all = [range, distance("l2"), distance("l1"), target, targetStays]

  static let range = Rule(
    "reward.range", section: 3, "Rewards are finite and in the spec's rewardRange."
  ) { exam in
    let session = try exam.begin()
    let bounds = try session.agreement().node.member("spec").member("rewardRange").elements(2)
    let low = bounds[0].isNull ? -Double.infinity : try bounds[0].number()
    let high = bounds[1].isNull ? Double.infinity : try bounds[1].number()
    var dice = Dice(40)
    for _ in 0..<6 {
      for reward in try session.step(session.actions(&dice)).member("reward").numbers() {
        try require(reward >= low && reward <= high, "reward \(reward) is outside \(low)...\(high)")
      }
    }
  }

  /// The rule that a step's reward is by how much the distance to the target fell.
  private static func distance(_ kind: String) -> Rule {
    let word = kind == "l2" ? "squared" : "absolute"
    return Rule(
      "reward.\(kind)", section: 3,
      "reward \(kind): how much the mean \(word) error to the target fell, in units of 0...1; costs "
        + "of the engine come off it."
    ) { exam in
      let session = try exam.open(Setup(autoreset: "Disabled", options: targetOption, reward: kind))
      let canvas = try session.agreement().canvas()
      let bounds = try session.agreement().node.member("spec").member("rewardRange").elements(2)
      let text = tensor(shape: canvas.space.shape, seed: 3)
      let picture = try JSON.parse(text).member("data").base64()
      var before = try pictures(
        session.result("reset", "{\"seed\":7,\"options\":{\"target\":\(text)}}"), canvas)
      var dice = Dice(41)
      for _ in 0..<(try session.agreement().maximumSteps) {
        let result = try session.step(session.actions(&dice))
        let after = try pictures(result, canvas)
        let rewards = try result.member("reward").numbers(count: 2)
        for lane in 0..<2 {
          let fall = error(before[lane], picture, kind) - error(after[lane], picture, kind)
          let isClose = (rewards[lane] - fall).magnitude < 1e-6
          try require(
            isClose || (bounds[0].isNull && rewards[lane] < fall),
            "reward \(rewards[lane]) where the error fell by \(fall)")
        }
        before = after
        if try EpisodeRules.Flags(result).isEnd(0) { break }
      }
    }
  }

  static let target = Rule(
    "reward.target", section: 3, "target true adds target to the observation."
  ) { exam in
    let session = try exam.open(Setup(options: targetOption, reward: "l2"))
    let shape = try session.agreement().canvas().space.shape
    let leaf = try session.agreement().observation.first { $0.name == "target" }
    guard let leaf else { throw Violation("the observation space has no leaf target") }
    try require(leaf.space.shape == shape, "the target has another shape than the canvas")
    let text = tensor(shape: [2] + shape, seed: 4)
    let both = try JSON.parse(text).member("data").base64()
    let result = try session.result("reset", "{\"seed\":1,\"options\":{\"target\":\(text)}}")
    let rows = try LeafReader(leaf: leaf, count: 2, encoding: "b64")
      .rows(of: result.member("obs").member("target"))
    try require(Array(rows.joined()) == both, "the targets observed are not those given")
    let plain = try exam.open().agreement().observation
    try require(!plain.contains { $0.name == "target" }, "target is there without being asked for")
  }

  static let targetStays = Rule(
    "reward.target-stays", section: 3, "A target stays until replaced."
  ) { exam in
    let session = try exam.open(
      Setup(autoreset: "SameStep", episodeLength: 2, options: targetOption, reward: "l2"))
    let shape = try session.agreement().canvas().space.shape
    func shown(_ result: JSONNode) throws -> String {
      try result.member("obs").member("target").member("data").text
    }
    let first = try shown(
      session.result(
        "reset", "{\"seed\":1,\"options\":{\"target\":\(tensor(shape: shape, seed: 5))}}"))
    var dice = Dice(42)
    for _ in 0..<4 {
      try require(shown(session.step(session.actions(&dice))) == first, "autoreset lost the target")
    }
    try require(shown(session.result("reset", "{\"seed\":2}")) == first, "a reset lost the target")
    let other = "{\"options\":{\"target\":\(tensor(shape: shape, seed: 6))}}"
    try require(shown(session.result("reset", other)) != first, "the target was not replaced")
  }

  // MARK: Parts

  private static let targetOption = ",\"target\":true"

  /// A random picture as a `b64` tensor.
  static func tensor(shape: [Int], seed: UInt64) -> String {
    var dice = Dice(seed)
    let count = shape.reduce(1, *)
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    var writer = JSONWriter()
    bytes.withUnsafeBytes { writer.base64($0) }
    let data = String(decoding: writer.bytes, as: UTF8.self)
    return "{\"enc\":\"b64\",\"dtype\":\"uint8\",\"shape\":\(shape),\"data\":\(data)}"
  }

  private static func pictures(_ result: JSONNode, _ canvas: Leaf) throws -> [[UInt8]] {
    try LeafReader(leaf: canvas, count: 2, encoding: "b64")
      .rows(of: result.member("obs").member(canvas.name))
  }

  private static func error(_ first: [UInt8], _ second: [UInt8], _ kind: String) -> Double {
    var sum = 0
    for (left, right) in zip(first, second) {
      let difference = Int(left) - Int(right)
      sum += kind == "l2" ? difference * difference : abs(difference)
    }
    return Double(sum) / Double(first.count) / (kind == "l2" ? 65_025 : 255)
  }
}
