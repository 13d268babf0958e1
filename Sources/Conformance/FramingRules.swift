import JSONText

/// What a line is and how wrong ones are answered (PROTOCOL.md, sections 1 and 6).
enum FramingRules {
  static let all = [
    ids, lineEnds, lastLine, notifications, batches, version, missingID, wrongID, members, keys,
    methods, nesting, garbage, utf8, numbers, nullID, place,
  ]

  static let ids = Rule(
    "framing.id", section: 1,
    "Exactly one response per request, with its id: a string or an integer."
  ) { exam in
    let session = try exam.start()
    let spelled = ["0", "-7", "9007199254740993", "\"\"", "\"seven\"", "\"\\u00e9\\n\\\"\\\\\""]
    for id in spelled {
      let line = "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"ping\"}"
      try session.answer(to: line, id: id).result()
    }
    try session.answer(to: "{\"method\":\"ping\",\"id\":5,\"jsonrpc\":\"2.0\"}", id: "5").result()
    try require(!session.run.isReadable(withinSeconds: 0.05), "there is one more answer")
  }

  static let lineEnds = Rule(
    "framing.line-ends", section: 1, "CRLF and blank lines are tolerated on input."
  ) { exam in
    let session = try exam.start()
    let ping = "{ \"jsonrpc\" : \"2.0\" , \"id\" : 1 , \"method\" : \"ping\" , \"params\" : {} }"
    try session.run.send(Array("\n\r\n  \n\(ping)\r\n\n".utf8))
    try session.reply(to: "ping with CRLF", id: "1").result()
    try session.requireAlive(after: "blank lines")
  }

  static let lastLine = Rule(
    "framing.last-line", section: 1, "A last line without LF is processed as a line."
  ) { exam in
    let session = try exam.start()
    try session.run.send(Array(session.request("ping").utf8))
    session.run.endInput()
    try session.reply(to: "a last ping without LF", id: "1").result()
  }

  static let notifications = Rule(
    "framing.notification", section: 1, "Unknown notifications in the $/ namespace are ignored."
  ) { exam in
    let session = try exam.start()
    let line = "{\"jsonrpc\":\"2.0\",\"method\":\"$/unheard\",\"params\":{\"x\":[1]}}"
    for _ in 0..<3 { try session.run.send(line: line) }
    try session.requireAlive(after: "notifications")
  }

  static let batches = fault(
    "framing.batch", "There are no batch arrays: an array is -32600.", -32600,
    ["[]", "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]"])

  static let version = fault(
    "framing.jsonrpc", "A missing \"jsonrpc\":\"2.0\" is -32600.", -32600, id: "1",
    [
      "{\"id\":1,\"method\":\"ping\"}", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
      "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}",
    ])

  static let missingID = fault(
    "framing.missing-id", "A missing id is -32600: notifications are only in the $/ namespace.",
    -32600, ["{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}"])

  static let wrongID = fault(
    "framing.wrong-id", "An id that is neither a string nor an integer is -32600.", -32600,
    ["1.5", "null", "true", "[1]", "{}"].map {
      "{\"jsonrpc\":\"2.0\",\"id\":\($0),\"method\":\"ping\"}"
    })

  static let members = fault(
    "framing.members", "A request without a method, or that is no object, is -32600.", -32600,
    ["3", "\"ping\"", "null", "true"])

  static let keys = fault(
    "framing.duplicate-key", "A duplicate key is -32600.", -32600, id: "1",
    [
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"ping\"}",
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"spec\",\"params\":{\"a\":1,\"a\":1}}",
    ])

  static let methods = fault(
    "framing.unknown-method", "An unknown method is -32601.", -32601, id: "1",
    ["paint", "", "Reset", "ping "].map {
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\($0)\"}"
    })

  static let nesting = Rule(
    "framing.nesting", section: 1, "Nesting over 32 is -32700."
  ) { exam in
    let session = try exam.start()
    func line(_ depth: Int) -> String {
      let left = String(repeating: "[", count: depth)
      let right = String(repeating: "]", count: depth)
      return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"paint\",\"params\":\(left)\(right)}"
    }
    try session.answer(to: line(31), id: "1").error([-32601])
    try session.answer(to: line(32), id: "null").error([-32700])
    try session.answer(to: line(20_000), id: "null").error([-32700])
    try session.requireAlive(after: "deep nesting")
  }

  static let garbage = fault(
    "framing.garbage", "A line that is not JSON is -32700 and the session goes on.", -32700,
    [
      "nonsense", "{", "}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"",
      "{'jsonrpc':'2.0','id':1,'method':'ping'}", "{\"jsonrpc\":\"2.0\",\"id\":1,}",
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x", "\u{0}", "\"a\u{1}b\"",
      "{\"jsonrpc\":\"2.0\",\"id\":01,\"method\":\"ping\"}",
    ])

  static let numbers = fault(
    "framing.numbers", "There is no NaN or Infinity in JSON.", -32700,
    ["NaN", "Infinity", "-Infinity", ".5", "1.", "+1", "0x10"].map {
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"spec\",\"params\":{\"options\":\($0)}}"
    })

  static let utf8 = Rule("framing.utf8", section: 1, "Lines are UTF-8; others are -32700.") {
    exam in
    let session = try exam.start()
    for bytes: [UInt8] in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xC3]] {
      try session.run.send(Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"".utf8) + bytes)
      try session.run.send(Array("\"}\n".utf8))
      try session.reply(to: "a line that is not UTF-8", id: "null").error([-32700])
    }
    try session.requireAlive(after: "lines that are not UTF-8")
  }

  static let nullID = Rule(
    "framing.id-when-known", section: 1, "id is null in the answer when it could not be read."
  ) { exam in
    let session = try exam.start()
    try session.answer(to: "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":", id: "null").error([-32700])
    try session.answer(to: "{\"jsonrpc\":\"2.0\",\"id\":8}", id: "8").error([-32600])
    let text = "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"nope\"}"
    try session.answer(to: text, id: "\"x\"").error([-32601])
  }

  static let place = Rule(
    "framing.place", section: 6,
    "A protocol fault is reported with line, byte, and what was expected."
  ) { exam in
    let session = try exam.start()
    try session.result("ping")
    let data = try session.answer(to: "{\"jsonrpc\" 2}", id: "null").error([-32700])
    try require(data.member("line").integer() == 2, "line is not 2 in \(data.text)")
    let byte = try data.member("byte").integer()
    try require((11...13).contains(byte), "byte is not about 12 in \(data.text)")
    _ = try data.member("expected").string()
  }

  /// A rule that lines are refused with an error, after which the session goes on.
  private static func fault(
    _ name: String, _ sentence: String, _ code: Int, id: String = "null", _ lines: [String]
  ) -> Rule {
    Rule(name, section: 1, sentence) { exam in
      let session = try exam.start()
      for line in lines {
        try session.answer(to: line, id: id).error([code])
      }
      try session.requireAlive(after: "a wrong line")
    }
  }
}
