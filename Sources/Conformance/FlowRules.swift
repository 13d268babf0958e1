import EnvironmentClient
import Glibc
import JSONText

/// How much may be sent and how fast (PROTOCOL.md, section 1).
enum FlowRules {
  static let all = [pipelining, fullPipes, slowReader, oversized, longest, halfLines]

  static let pipelining = Rule(
    "flow.pipelining", section: 1, "Requests may be pipelined and are answered in request order."
  ) { exam in
    let session = try exam.start()
    let ids = (0..<3000).map { $0 % 3 == 0 ? "\($0)" : "\"request \($0)\"" }
    var bytes: [UInt8] = []
    for id in ids { bytes += Array(ping(id).utf8) + [0x0A] }
    try session.run.send(bytes)
    for id in ids { try session.reply(to: "pipelined ping \(id)", id: id).result() }
  }

  static let fullPipes = Rule(
    "flow.full-pipes", section: 1,
    "The pipe is the queue: when both pipes are full nothing is lost, and reading on frees them."
  ) { exam in
    exam.circumstance = "nothing reads the output until the server reads no further"
    let session = try exam.start()
    let lines = (0..<20_000).map { Array(ping("\($0)").utf8) + [0x0A] }
    let accepted = session.run.sendWithoutReading(Array(lines.joined()), untilStalledFor: 0.2)
    var sent = 0
    var count = 0
    while count < lines.count, sent + lines[count].count <= accepted {
      sent += lines[count].count
      count += 1
    }
    if sent < accepted {
      try session.run.send(Array(lines[count][(accepted - sent)...]))
      count += 1
    }
    for id in 0..<count { try session.reply(to: "pipelined ping \(id)", id: "\(id)").result() }
    try session.requireAlive(after: "full pipes")
  }

  static let slowReader = Rule(
    "flow.slow-reader", section: 1, "A slow reader blocks the server and never grows its memory."
  ) { exam in
    exam.circumstance = "nothing reads the output for half a second"
    let session = try exam.open()
    let parameters = "{\"seed\":1,\"count\":10000}"
    let first = try session.ask("sample", parameters)
    try first.result()
    let before = ProcessTree.residentBytes(of: session.run.child.identifier)
    let count = min(400, max(20, (32 << 20) / first.line.count))
    let requests = (0..<count).map { _ in session.request("sample", parameters) + "\n" }
    _ = session.run.sendWithoutReading(Array(requests.joined().utf8), untilStalledFor: 0.2)
    usleep(400_000)
    let after = ProcessTree.residentBytes(of: session.run.child.identifier)
    for id in 3...(count + 2) {
      let line = try session.run.receive(answering: "sample \(id)")
      try require(line.count == first.line.count + "\(id)".count - 1, "an answer changed")
      if id % 20 == 3 { try Reply(line, to: "sample \(id)", id: "\(id)").result() }
    }
    let responses = count * first.line.count
    try require(
      after - before < responses / 2,
      "its memory grew by \(after - before) bytes while \(responses) bytes of answers waited")
  }

  static let oversized = Rule(
    "flow.oversized", section: 6,
    "A line over limits.maxRequestBytes is 1020 and skipped; the next one is answered."
  ) { exam in
    let session = try exam.open()
    let limit = try requestLimit(session)
    try session.run.send([UInt8](repeating: 0x78, count: limit + 5))
    try session.run.send([UInt8](repeating: 0x20, count: 1 << 16) + [0x0A])
    try session.reply(to: "a line of \(limit + 65_541) bytes", id: "null").error([1020])
    try session.requireAlive(after: "a line that is too long")
  }

  static let longest = Rule(
    "flow.longest", section: 1, "A line of exactly limits.maxRequestBytes is read."
  ) { exam in
    let session = try exam.open()
    let limit = try requestLimit(session)
    let (left, right) = ("{\"jsonrpc\":\"2.0\",\"id\":9,", "\"method\":\"ping\"}")
    let padding = [UInt8](repeating: 0x20, count: limit - left.utf8.count - right.utf8.count)
    try session.run.send(Array(left.utf8) + padding + Array(right.utf8) + [0x0A])
    try session.reply(to: "a line of \(limit) bytes", id: "9").result()
  }

  static let halfLines = Rule(
    "flow.half-lines", section: 1, "A line is what ends with LF, however its bytes arrive."
  ) { exam in
    exam.circumstance = "the bytes arrive with pauses between them"
    let session = try exam.start()
    let bytes = Array((ping("1") + "\n" + ping("2") + "\n").utf8)
    for start in stride(from: 0, to: bytes.count, by: 13) {
      try session.run.send(Array(bytes[start..<min(start + 13, bytes.count)]))
      usleep(3000)
    }
    for id in 1...2 { try session.reply(to: "ping in pieces", id: "\(id)").result() }
  }

  private static func ping(_ id: String) -> String {
    "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"ping\"}"
  }

  private static func requestLimit(_ session: Session) throws -> Int {
    let limit = try session.agreement().maximumRequestBytes
    guard limit <= 256 << 20 else { throw Inapplicable("a line of \(limit) bytes is too long") }
    try require(limit >= 1024, "limits.maxRequestBytes is \(limit)")
    return limit
  }
}
