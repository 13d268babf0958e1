import JSONText

/// What `initialize` must do (PROTOCOL.md, sections 1 and 3).
enum HandshakeRules {
  static let all = [
    members, size, echo, encoding, unknownEncoding, version, needed, once, retry, options,
    otherBackend, batched, lanes, responseLimit,
  ]

  static let members = Rule(
    "handshake.members", section: 3,
    "The answer to initialize has protocolVersion, serverInfo, capabilities, limits, obsEncoding, "
      + "env and spec."
  ) { exam in
    let result = try exam.start().initialize(Setup())
    let version = try result.member("protocolVersion").string()
    try require(version.hasPrefix("1."), "protocolVersion is '\(version)'")
    for name in ["name", "version"] { _ = try result.member("serverInfo").member(name).string() }
    let capabilities = try result.member("capabilities")
    for name in ["obsEncodings", "autoreset", "renderModes", "programFormats"] {
      _ = try capabilities.member(name).strings()
    }
    _ = try capabilities.member("checkpoint").boolean()
    try require(
      capabilities.member("obsEncodings").strings().contains("b64"), "b64 is not an encoding")
    for name in ["maxRequestBytes", "maxResponseBytes", "maxEnvs"] {
      _ = try result.member("limits").member(name).integer(in: 1...Int.max)
    }
  }

  static let size = Rule(
    "handshake.size", section: 1, "The initialize response itself stays under 64 KiB."
  ) { exam in
    let reply = try exam.start().ask("initialize", Setup().parameters)
    try reply.result()
    try require(reply.line.count < 65_536, "the response has \(reply.line.count) bytes")
  }

  static let echo = Rule(
    "handshake.env", section: 3,
    "The client's env keys override the command line key by key; the answer says env as resolved."
  ) { exam in
    for mode in ["NextStep", "SameStep", "Disabled"] {
      let setup = Setup(laneCount: 3, autoreset: mode, episodeLength: 5)
      let env = try exam.start().initialize(setup).member("env")
      try require(env.member("numEnvs").integer() == 3, "numEnvs is not the 3 asked for")
      try require(env.member("batched").boolean(), "batched is not the true asked for")
      try require(env.member("autoreset").string() == mode, "autoreset is not \(mode)")
      let length = try env.member("options").member("episodeLength").integer()
      try require(length == 5, "episodeLength is \(length), not the 5 asked for")
    }
  }

  static let encoding = Rule(
    "handshake.encoding", section: 3,
    "obsEncoding is the first of the client's list that the server has."
  ) { exam in
    let known = try exam.open().agreement().capability("obsEncodings")
    for chosen in known {
      let setup = Setup(encodings: ["morse", chosen, "b64"])
      let got = try exam.start().initialize(setup).member("obsEncoding").string()
      try require(got == chosen, "obsEncoding is '\(got)' for morse, \(chosen), b64")
    }
  }

  static let unknownEncoding = Rule(
    "handshake.unknown-encoding", section: 6, "Encodings that the server has not are 1014."
  ) { exam in
    try exam.start().refused("initialize", Setup(encodings: ["morse"]).parameters, 1014)
  }

  static let version = Rule(
    "handshake.version", section: 6, "Another major version of the protocol is 1001."
  ) { exam in
    let session = try exam.start()
    let other = Setup().parameters.replacingFirst("\"1.0\"", by: "\"2.0\"")
    try session.refused("initialize", other, 1001)
  }

  static let needed = Rule(
    "handshake.needed", section: 6, "Before initialize every method but spec and ping is 1002."
  ) { exam in
    let session = try exam.start()
    try session.result("ping")
    for (method, parameters) in RequestRules.validParameters {
      try session.refused(method, parameters, 1002)
    }
  }

  static let once = Rule(
    "handshake.once", section: 6, "A second initialize is 1003."
  ) { exam in
    try exam.open().refused("initialize", Setup().parameters, 1003)
  }

  static let retry = Rule(
    "handshake.retry", section: 6, "A refused initialize leaves the state unchanged."
  ) { exam in
    let session = try exam.start()
    _ = try session.ask("initialize", "{\"protocolVersion\":\"9.0\"}").error([1001])
    _ = try session.ask("initialize", Setup(encodings: ["morse"]).parameters).error([1014])
    try session.initialize(Setup())
    try session.result("reset", "{\"seed\":1}")
  }

  static let options = Rule(
    "handshake.options", section: 6, "An unknown option is 1013, and so is a value it cannot have."
  ) { exam in
    let session = try exam.start()
    for option in ["\"noSuchOption\":1", "\"episodeLength\":\"many\"", "\"episodeLength\":0"] {
      let parameters = Setup().parameters.replacingFirst("\"episodeLength\":4", by: option)
      try session.refused("initialize", parameters, 1013)
    }
  }

  static let otherBackend = Rule(
    "handshake.backend", section: 3, "A backend that there is not is 1013."
  ) { exam in
    let session = try exam.start()
    let parameters = Setup().parameters.replacingFirst(
      "\"env\":{", by: "\"env\":{\"backend\":\"no-such-backend\",")
    try session.refused("initialize", parameters, 1013)
  }

  static let batched = Rule(
    "handshake.batched", section: 3, "batched:false needs numEnvs:1."
  ) { exam in
    let session = try exam.start()
    try session.refused("initialize", Setup(laneCount: 2, isBatched: false).parameters, 1013)
  }

  static let lanes = Rule(
    "handshake.lanes", section: 6, "More lanes than limits.maxEnvs are 1030."
  ) { exam in
    let most = try exam.open().agreement().maximumLanes
    guard most < Int.max else { throw Inapplicable("the server has no limit") }
    try exam.start().refused("initialize", Setup(laneCount: most + 1).parameters, 1030)
  }

  static let responseLimit = Rule(
    "handshake.response-limit", section: 1,
    "The server knows its largest response when the environment is made and refuses (1030) before "
      + "the first step when it would not fit."
  ) { exam in
    let most = try exam.open().agreement().maximumResponseBytes
    try exam.start().refused("initialize", Setup(maximumLineBytes: 1).parameters, 1030)
    let least = Setup(maximumLineBytes: most - 1)
    try exam.start().refused("initialize", least.parameters, 1030)
    let session = try exam.begin()
    var dice = Dice(1)
    let reply = try session.ask("step", session.stepParameters(session.actions(&dice)))
    try reply.result()
    try require(
      reply.line.count <= most,
      "a step's response has \(reply.line.count) bytes, limits.maxResponseBytes says \(most)")
  }
}

extension String {
  /// The text with the first occurrence of a part replaced.
  func replacingFirst(_ part: String, by other: String) -> String {
    guard let range = ranges(of: part).first else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
