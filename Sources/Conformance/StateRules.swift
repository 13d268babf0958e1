import JSONText

/// `copy`, `save` and `load` (PROTOCOL.md, section 3).
enum StateRules {
  static let all = [copy, save, loadElsewhere, loadShows, foreign, damaged, notBase64]

  static let copy = Rule(
    "state.copy", section: 3, "copy clones a lane's whole state inside the server."
  ) { exam in
    let (session, dice) = try midway(exam, laneCount: 3)
    var random = dice
    let result = try session.result("copy", "{\"from\":1,\"to\":[0,2]}")
    try require(result.value == .object([]), "copy answers \(result.text) instead of {}")
    for _ in 0..<4 {
      let action = try session.actions(&random)[0]
      let pieces = try LanePieces.ofStep(session.step([action, action, action]), laneCount: 3)
      try require(Set(pieces).count == 1, "a copied lane goes on differently")
    }
    let seeds = try session.result("reset").member("info").member("seed").text
    try require(seeds == "[8,8,8]", "the seed was not copied: info.seed is \(seeds)")
  }

  static let save = Rule(
    "state.save", section: 3,
    "save gives each lane's state with lane, format, backendVersion, config and data; load puts it "
      + "back."
  ) { exam in
    let (session, dice) = try midway(exam)
    let saved = try session.result("save", "{\"lanes\":[0,1]}")
    for (lane, state) in try saved.member("states").array().enumerated() {
      try require(state.member("lane").integer() == lane, "state \(lane) has another lane")
      for name in ["format", "backendVersion", "config", "data"] {
        _ = try state.member(name).string()
      }
    }
    let first = try goOn(session, dice)
    try session.result("load", saved.text)
    try require(goOn(session, dice) == first, "after load the lanes go on differently")
  }

  static let loadElsewhere = Rule(
    "state.load-elsewhere", section: 3,
    "A saved state can be loaded into a fresh server, and one state into several lanes."
  ) { exam in
    let (session, dice) = try midway(exam)
    let saved = try session.result("save", "{\"lanes\":[1]}")
    let other = try exam.open(session.setup)
    let states = try saved.member("states").text
    try other.result("load", "{\"states\":\(states),\"lanes\":[0,1]}")
    var random = dice
    for _ in 0..<5 {
      var actions = try session.actions(&random)
      actions[0] = actions[1]
      let here = try LanePieces.ofStep(session.step(actions), laneCount: 2)[1]
      let there = try LanePieces.ofStep(other.step(actions), laneCount: 2)
      try require(there == [here, here], "a state loaded into another server goes on differently")
    }
  }

  static let loadShows = Rule(
    "state.load-result", section: 3, "load gives obs and info of all lanes."
  ) { exam in
    let (session, dice) = try midway(exam)
    let saved = try session.result("save", "{\"lanes\":[0,1]}")
    var random = dice
    let before = try session.step(session.actions(&random))
    let again = try session.result("save", "{\"lanes\":[0,1]}")
    try session.result("load", saved.text)
    let loaded = try session.result("load", again.text)
    try EpisodeRules.requireSame(loaded, before, "obs of load is not that of the state")
    let seeds = try loaded.member("info").member("seed").text
    try require(seeds == "[7,8]", "info.seed of load is \(seeds)")
  }

  static let foreign = Rule(
    "state.foreign", section: 3,
    "A state of another backend, version or configuration is 1016 and changes nothing."
  ) { exam in
    let (session, dice) = try midway(exam)
    let saved = try session.result("save", "{\"lanes\":[0,1]}").text
    let first = try goOn(session, dice)
    try session.result("load", saved)
    for member in ["format", "backendVersion", "config"] {
      let wrong = saved.replacingFirst("\"\(member)\":\"", by: "\"\(member)\":\"another ")
      try session.refused("load", wrong, 1016)
    }
    let other = try exam.begin(Setup(episodeLength: 9))
    try other.refused("load", saved, 1016)
    try require(goOn(session, dice) == first, "a refused load changed a lane")
  }

  static let damaged = Rule(
    "state.damaged", section: 6, "A state whose data is damaged is 1016 and changes nothing."
  ) { exam in
    let (session, dice) = try midway(exam)
    let saved = try session.result("save", "{\"lanes\":[0,1]}")
    let bytes = try saved.member("states").elements(2)[1].member("data").base64()
    let first = try goOn(session, dice)
    try session.result("load", saved.text)
    for count in [0, 1, bytes.count / 2, bytes.count - 1, bytes.count + 3] {
      let other = Array((bytes + [0, 0, 0]).prefix(count))
      try session.refused("load", replacingData(of: saved, by: other), 1016)
    }
    try require(goOn(session, dice) == first, "a refused load changed a lane")
  }

  static let notBase64 = Rule(
    "state.not-base64", section: 6,
    "Data that is no base64, or states in another form, are refused."
  ) { exam in
    let (session, _) = try midway(exam)
    let saved = try session.result("save", "{\"lanes\":[0]}").text
    let wrong = saved.replacingFirst("\"data\":\"", by: "\"data\":\"!")
    try session.ask("load", wrong).error([-32602, 1016])
    for states in ["[3]", "[{}]", "{}", "[null]"] {
      try session.ask("load", "{\"states\":\(states)}").error([-32602, 1016])
    }
  }

  // MARK: Parts

  /// A session in the middle of an episode.
  static func midway(
    _ exam: Examination, laneCount: Int = 2
  ) throws -> (session: Session, dice: Dice) {
    let session = try exam.begin(Setup(laneCount: laneCount, episodeLength: 6))
    var dice = Dice(60)
    for _ in 0..<2 { try session.step(session.actions(&dice)) }
    return (session, dice)
  }

  /// What the next steps show, across the end of the episode.
  private static func goOn(_ session: Session, _ dice: Dice) throws -> [[String]] {
    var dice = dice
    return try (0..<6).map { _ in
      try LanePieces.ofStep(session.step(session.actions(&dice)), laneCount: 2)
    }
  }

  /// The saved states with the data of the last one replaced.
  private static func replacingData(of saved: JSONNode, by bytes: [UInt8]) throws -> String {
    var writer = JSONWriter()
    bytes.withUnsafeBytes { writer.base64($0) }
    let old = try saved.member("states").elements(2)[1].member("data").text
    let text = saved.text
    guard let range = text.ranges(of: old).last else { throw Violation("the data is not its text") }
    return String(text[..<range.lowerBound]) + String(decoding: writer.bytes, as: UTF8.self)
      + String(text[range.upperBound...])
  }
}
