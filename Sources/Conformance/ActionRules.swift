import JSONText

/// How actions are validated (PROTOCOL.md, sections 3 and 6).
enum ActionRules {
  static let all = [sample, range, data, columns, parts, noneMoved, tensors, inactive]

  static let sample = Rule(
    "action.sample", section: 3,
    "sample gives columns of length count, actions of the space, the same ones for the same seed."
  ) { exam in
    let session = try exam.begin()
    let first = try session.result("sample", "{\"seed\":5,\"count\":2}")
    let second = try session.result("sample", "{\"seed\":5,\"count\":2}")
    try require(first == second, "the same seed gave other actions")
    let columns = try first.member("actions")
    for leaf in try session.agreement().action {
      let count = try columns.member(leaf.name).array().count
      try require(count == 2, "column '\(leaf.name)' has \(count) values instead of 2")
    }
    try session.result("step", "{\"action\":\(columns.text)}")
    let none = try session.result("sample", "{\"seed\":5,\"count\":0}").member("actions")
    try require(
      none.object().allSatisfy { $0.value.value == .array([]) }, "count 0 gave \(none.text)")
  }

  static let range = Rule(
    "action.range", section: 6, "A number outside its part's space is 1012."
  ) { exam in
    let session = try exam.begin()
    for (part, wrong) in try wrongValues(session) {
      try session.refused("step", parameters(session, lane: 0, part, wrong), 1012)
    }
  }

  static let data = Rule(
    "action.error-data", section: 6, "1012 says path, lane, expected and got."
  ) { exam in
    let session = try exam.begin()
    let agreement = try session.agreement()
    for (part, wrong) in try wrongValues(session) {
      let name = agreement.action[part].name
      let data = try session.refused("step", parameters(session, lane: 1, part, wrong), 1012)
      try require(data.member("path").string() == name, "path is not '\(name)' in \(data.text)")
      try require(data.member("lane").integer() == 1, "lane is not 1 in \(data.text)")
      _ = try (data.member("expected"), data.member("got"))
    }
  }

  static let columns = Rule(
    "action.columns", section: 6,
    "A column that has not one value of the right kind per lane is 1012."
  ) { exam in
    let session = try exam.begin()
    let agreement = try session.agreement()
    var dice = Dice(4)
    for part in agreement.action.indices {
      let name = agreement.action[part].name
      let values = (0..<3).map { _ in dice.value(of: agreement.action[part].space) }
      let wrong = [
        "[\(values[0])]", "[\(values.joined(separator: ","))]", "[]", "null", "true", "\"x\"",
        "[\(values[0]),null]", "[\(values[0]),\"1\"]",
      ]
      let right = try session.stepParameters(session.actions(&dice))
      let node = try JSON.parse(right).member("action")
      for column in wrong {
        let members = try node.object().map {
          "\"\($0.name)\":" + ($0.name == name ? column : $0.value.text)
        }
        let text = "{\"action\":{\(members.joined(separator: ","))}}"
        try session.refused("step", text, 1012)
      }
    }
  }

  static let parts = Rule(
    "action.parts", section: 6, "A part that is missing, or that there is not, is 1012."
  ) { exam in
    let session = try exam.begin()
    var dice = Dice(4)
    let right = try session.stepParameters(session.actions(&dice))
    let members = try JSON.parse(right).member("action").object().map {
      "\"\($0.name)\":\($0.value.text)"
    }
    for index in members.indices {
      var fewer = members
      fewer.remove(at: index)
      try session.refused("step", "{\"action\":{\(fewer.joined(separator: ","))}}", 1012)
    }
    let more = members + ["\"no such part\":[0,0]"]
    try session.refused("step", "{\"action\":{\(more.joined(separator: ","))}}", 1012)
    try session.refused("step", "{\"action\":[]}", 1012)
  }

  static let noneMoved = Rule(
    "action.no-lane-moved", section: 3, "All lanes are validated before any lane moves."
  ) { exam in
    let session = try exam.begin()
    let twin = try exam.begin()
    let wrong = try wrongValues(session)
    var dice = Dice(9)
    for _ in 0..<3 {
      for (part, value) in wrong {
        try session.refused("step", parameters(session, lane: 1, part, value), 1012)
      }
      let actions = try session.actions(&dice)
      let got = try LanePieces.ofStep(session.step(actions), laneCount: 2)
      let expected = try LanePieces.ofStep(twin.step(actions), laneCount: 2)
      try require(got == expected, "after refused steps a step differs from one without them")
    }
  }

  static let tensors = Rule(
    "action.tensors", section: 3, "Action leaves are columns: JSON arrays, or tensors."
  ) { exam in
    let session = try exam.begin()
    let twin = try exam.begin()
    var dice = Dice(12)
    let agreement = try session.agreement()
    for _ in 0..<2 {
      let actions = try session.actions(&dice)
      let members = try agreement.action.enumerated().map { index, leaf in
        try "\"\(leaf.name)\":" + tensor(actions.map { $0[index] }, leaf)
      }
      let text = "{\"action\":{\(members.joined(separator: ","))}}"
      let got = try LanePieces.ofStep(session.result("step", text), laneCount: 2)
      let expected = try LanePieces.ofStep(twin.step(actions), laneCount: 2)
      try require(got == expected, "actions as tensors do something else than as arrays")
    }
  }

  static let inactive = Rule(
    "action.inactive", section: 3,
    "When activeWhen does not hold the part is validated, then ignored."
  ) { exam in
    let session = try exam.begin()
    let twin = try exam.begin()
    let conditions = try conditions(of: session)
    guard !conditions.isEmpty else { throw Inapplicable("every part is always active") }
    var dice = Dice(13)
    let space = try session.agreement().action
    for _ in 0..<3 {
      var (first, second) = (try session.actions(&dice), try session.actions(&dice))
      for lane in first.indices {
        first[lane] = Self.inactive(first[lane], conditions, space, &dice)
        let other = second[lane]
        second[lane] = first[lane]
        let deciding = conditions.map(\.deciding)
        for condition in conditions where !deciding.contains(condition.part) {
          second[lane][condition.part] = other[condition.part]
        }
      }
      let got = try LanePieces.ofStep(session.step(first), laneCount: 2)
      let expected = try LanePieces.ofStep(twin.step(second), laneCount: 2)
      try require(got == expected, "parts that are not active change what a step does")
    }
  }
}
