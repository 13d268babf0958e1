import JSONText

/// What the parameters of requests may be (PROTOCOL.md, sections 1, 3 and 6).
enum RequestRules {
  static let all = [surplus, missing, kinds, lanes, resetNeeded, seeds, wrongSeeds]

  /// Every method that needs `initialize`, with parameters that are right in form.
  static let validParameters = [
    ("reset", "{\"seed\":1}"), ("step", "{\"action\":{}}"),
    ("evaluate", "{\"from\":0,\"programs\":{}}"), ("copy", "{\"from\":0,\"to\":[1]}"),
    ("save", "{\"lanes\":[0]}"), ("load", "{\"states\":[]}"),
    ("render", "{\"lanes\":[0],\"mode\":\"rgb_array\"}"),
    ("program", "{\"lanes\":[0],\"format\":\"json\"}"), ("sample", "{\"seed\":1,\"count\":1}"),
  ]

  static let surplus = Rule(
    "request.unknown-member", section: 1, "Unknown members of params are -32602."
  ) { exam in
    let session = try exam.begin()
    var dice = Dice(1)
    let action = try session.stepParameters(session.actions(&dice))
    for (method, parameters) in validParameters + [("ping", "{}"), ("spec", "{}")] {
      let base = method == "step" ? action : method == "evaluate" ? "{\"from\":0}" : parameters
      let isEmpty = base == "{}"
      let surplus = base.dropLast() + (isEmpty ? "" : ",") + "\"surplus\":1}"
      try session.refused(method, String(surplus), -32602)
    }
    try exam.start().refused(
      "initialize", String(Setup().parameters.dropLast()) + ",\"surplus\":1}", -32602)
  }

  static let missing = Rule(
    "request.missing-member", section: 6, "A missing member of params is -32602."
  ) { exam in
    let session = try exam.begin()
    let requests = [
      ("step", "{}"), ("evaluate", "{\"from\":0}"), ("copy", "{\"from\":0}"), ("load", "{}"),
      ("sample", "{\"seed\":1}"), ("sample", "{\"count\":1}"),
    ]
    for (method, parameters) in requests { try session.refused(method, parameters, -32602) }
    try exam.start().refused("initialize", "{}", -32602)
  }

  static let kinds = Rule(
    "request.wrong-kind", section: 6, "A member of params of another kind is -32602."
  ) { exam in
    let session = try exam.begin()
    let requests = [
      ("reset", "{\"seed\":true}"), ("reset", "{\"mask\":1}"), ("reset", "{\"want\":\"canvas\"}"),
      ("reset", "{\"digest\":1}"), ("reset", "[1]"), ("reset", "7"),
      ("copy", "{\"from\":0,\"to\":1}"),
      ("save", "{\"lanes\":{}}"), ("sample", "{\"seed\":1,\"count\":-1}"),
      ("sample", "{\"seed\":1,\"count\":1.5}"), ("load", "{\"states\":3}"),
    ]
    for (method, parameters) in requests { try session.refused(method, parameters, -32602) }
    try session.result("reset", "{\"seed\":1}")
  }

  static let lanes = Rule(
    "request.lanes", section: 6, "A lane that there is not is -32602."
  ) { exam in
    let session = try exam.begin()
    var dice = Dice(2)
    let agreement = try session.agreement()
    let programs = agreement.columns([[dice.action(of: agreement.action)]])
    for lane in [2, -1, 1 << 40] {
      try session.refused("copy", "{\"from\":\(lane),\"to\":[0]}", -32602)
      try session.refused("copy", "{\"from\":0,\"to\":[\(lane)]}", -32602)
      try session.refused("save", "{\"lanes\":[\(lane)]}", -32602)
      try session.refused("render", "{\"lanes\":[\(lane)]}", -32602)
      try session.refused("program", "{\"lanes\":[\(lane)]}", -32602)
      try session.refused("evaluate", "{\"from\":\(lane),\"programs\":\(programs)}", -32602)
    }
  }

  static let resetNeeded = Rule(
    "request.reset-needed", section: 6, "What needs a reset lane before a reset is 1010."
  ) { exam in
    let session = try exam.open()
    var dice = Dice(3)
    let agreement = try session.agreement()
    let step = try session.stepParameters(session.actions(&dice))
    let programs = agreement.columns([[dice.action(of: agreement.action)]])
    try session.refused("step", step, 1010)
    try session.refused("evaluate", "{\"from\":0,\"programs\":\(programs)}", 1010)
    try session.refused("copy", "{\"from\":0,\"to\":[1]}", 1010)
    try session.refused("save", "{\"lanes\":[0]}", 1010)
    try session.refused("reset", "{\"seed\":1,\"mask\":[true,false]}", 1010)
    try session.result("reset", "{\"seed\":1}")
    try session.result("step", step)
  }

  static let seeds = Rule(
    "request.seeds", section: 3,
    "seed is one integer (lane i gets seed+i) or a list with null for \"continue\"; info.seed "
      + "always reports; seeds are 0...2^53-1 or decimal strings up to 2^64-1."
  ) { exam in
    let session = try exam.open()
    let cases = [
      ("7", "[7,8]"), ("\"12\"", "[12,13]"), ("[3,null]", "[3,13]"), ("[null,5]", "[3,5]"),
      ("9007199254740991", "[9007199254740991,\"9007199254740992\"]"),
      ("\"18446744073709551615\"", "[\"18446744073709551615\",0]"),
    ]
    for (seed, expected) in cases {
      let info = try session.result("reset", "{\"seed\":\(seed)}").member("info")
      let got = try info.member("seed").text
      try require(got == expected, "info.seed is \(got), not \(expected), for the seed \(seed)")
    }
    let kept = try session.result("reset").member("info").member("seed").text
    try require(
      kept == "[\"18446744073709551615\",0]", "a reset without seed changed it to \(kept)")
  }

  static let wrongSeeds = Rule(
    "request.wrong-seeds", section: 1,
    "Other seeds than integers 0...2^53-1 and decimal strings up to 2^64-1 are -32602."
  ) { exam in
    let session = try exam.begin()
    let seeds = [
      "-1", "1.5", "9007199254740992", "\"18446744073709551616\"", "\"\"", "\"-1\"", "\"x\"",
      "[1]",
      "[1,2,3]", "1e3",
    ]
    for seed in seeds { try session.refused("reset", "{\"seed\":\(seed)}", -32602) }
  }
}
