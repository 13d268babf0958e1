import JSONText

/// What the spec must say (PROTOCOL.md, section 3).
enum SpecRules {
  static let all = [same, spaces, actions, options, limits]

  static let same = Rule(
    "spec.same", section: 3, "spec answers, before initialize too, what initialize answers."
  ) { exam in
    let session = try exam.start()
    let early = try session.result("spec", "{\"options\":{\"episodeLength\":5}}")
    let agreed = try session.initialize(Setup(episodeLength: 5)).member("spec")
    try require(early == agreed, "spec before initialize differs from the spec of initialize")
    let late = try session.result("spec", "{\"options\":{\"episodeLength\":5}}")
    try require(late == agreed, "spec after initialize differs from the spec of initialize")
    let other = try session.result("spec", "{\"options\":{\"episodeLength\":7}}")
    try require(other != agreed, "spec ignores its options: episodeLength 7 gives that of 5")
  }

  static let spaces = Rule(
    "spec.observation", section: 3,
    "The observation is a Dict with an order list; every leaf has a doc line; the first leaf is the "
      + "canvas."
  ) { exam in
    let spec = try exam.open().agreement().node.member("spec")
    for name in ["backend", "version"] { _ = try spec.member(name).string() }
    try require(spec.member("rewardRange").array().count == 2, "rewardRange is no pair")
    try checkDictionary(spec.member("observationSpace"))
    let canvas = try exam.open().agreement().canvas()
    let isPicture = canvas.space.elementType == "uint8" && canvas.space.shape.count == 3
    try require(
      canvas.name == "canvas" && isPicture, "the first leaf is '\(canvas.name)', \(canvas.space)")
  }

  static let actions = Rule(
    "spec.action", section: 3,
    "The action has decodeOrder and each leaf a meaning; activeWhen names other leaves."
  ) { exam in
    let space = try exam.open().agreement().node.member("spec").member("actionSpace")
    try checkDictionary(space)
    let names = try space.member("order").strings()
    let decodeOrder = try space.member("decodeOrder").strings()
    try require(
      decodeOrder.sorted() == names.sorted(), "decodeOrder \(decodeOrder) is no order of \(names)")
    for member in try space.member("subspaces").object() {
      try checkMeaning(member.value, named: member.name)
      for condition in try member.value["activeWhen"]?.object() ?? [] {
        try require(
          names.contains(condition.name),
          "'\(member.name)' is active with '\(condition.name)', which there is not")
        _ = try condition.value.integers()
      }
    }
  }

  static let options = Rule(
    "spec.options", section: 3,
    "Options are typed by the spec; core options exist for every backend."
  ) { exam in
    let agreement = try exam.open().agreement()
    let declared = try agreement.node.member("spec").member("options")
    let resolved = try agreement.node.member("env").member("options")
    for name in ["episodeLength", "reward", "target"] { _ = try declared.member(name) }
    for option in try declared.object() {
      _ = try option.value.member("doc").string()
      let type = try option.value.member("type").string()
      for value in [try option.value.member("default"), try resolved.member(option.name)] {
        try require(
          isValue(value, type), "option '\(option.name)', a \(type), has the value \(value.text)")
      }
    }
  }

  static let limits = Rule(
    "spec.option-values", section: 6,
    "A value outside an option's min, max or values is 1013 (or 1030 where it is a matter of size)."
  ) { exam in
    let session = try exam.start()
    let declared = try session.result("spec").member("options")
    for option in try declared.object() {
      for value in try impossibleValues(of: option.value) {
        let parameters = "{\"options\":{\"\(option.name)\":\(value)}}"
        try session.ask("spec", parameters).error([1013, 1030])
      }
    }
    try session.refused("spec", "{\"options\":{\"noSuchOption\":1}}", 1013)
  }

  // MARK: Parts

  private static func checkDictionary(_ space: JSONNode) throws {
    try require(space.member("type").string() == "Dict", "a space is no Dict")
    let names = try space.member("order").strings()
    let members = try space.member("subspaces").object()
    try require(
      names.sorted() == members.map(\.name).sorted() && !names.isEmpty,
      "order \(names) does not name the subspaces \(members.map(\.name))")
    for member in members {
      let doc = try member.value.member("doc").string()
      try require(!doc.isEmpty, "'\(member.name)' has an empty doc")
      let space = try LeafSpace(member.value)
      try require(space.shape.allSatisfy { $0 > 0 }, "'\(member.name)' has no elements")
    }
  }

  private static func checkMeaning(_ leaf: JSONNode, named name: String) throws {
    let meaning = try leaf.member("meaning")
    let kind = try meaning.member("kind").string()
    try require(
      ["grid", "ordinal", "categorical"].contains(kind), "'\(name)' has the meaning '\(kind)'")
    guard kind == "grid", case .discrete(let count, _) = try LeafSpace(leaf) else { return }
    let cells = try meaning.member("shape").integers()
    try require(
      cells.count == 2 && cells[0].multipliedReportingOverflow(by: cells[1]).partialValue == count,
      "'\(name)' has \(count) values and a grid of \(cells)")
  }

  private static func isValue(_ value: JSONNode, _ type: String) -> Bool {
    switch (type, value.value) {
    case ("boolean", .boolean), ("number", .number), ("string", .string), ("numbers", .array): true
    case ("integer", .number(let number)): number.integer != nil
    default: false
    }
  }

  private static func impossibleValues(of option: JSONNode) throws -> [String] {
    var values = ["null", "{}"]
    switch try option.member("type").string() {
    case "integer":
      values.append("\"x\"")
      let (low, high) = (try option.member("min").integer(), try option.member("max").integer())
      if low > Int.min { values.append("\(low - 1)") }
      if high < Int.max { values.append("\(high + 1)") }
    case "number":
      values.append("true")
      if let high = try option["max"]?.number(), high < 1e300 {
        values.append("\(high + max(1, high.magnitude))")
      }
    case "boolean": values.append("1")
    case "string":
      values.append("1")
      if option["values"] != nil { values.append("\"no such word\"") }
    default: values.append("\"x y\"")
    }
    return values
  }
}
