import EnvironmentClient
import Glibc
import JSONText

/// How servers end (PROTOCOL.md, section 7).
enum LifeRules {
  static let all = [
    endOfInput, emptyInput, shutdown, faults, recovery, brokenPipe, signal("SIGTERM", SIGTERM),
    signal("SIGINT", SIGINT), nothingLeft, killed,
  ]

  static let endOfInput = Rule(
    "life.end-of-input", section: 7,
    "EOF on stdin: answer the complete lines, flush, exit 0 at once."
  ) { exam in
    let session = try exam.open()
    let requests = (0..<50).map { _ in session.request("reset", "{\"seed\":1}") }
    try session.run.send(Array((requests.joined(separator: "\n") + "\n").utf8))
    session.run.endInput()
    for (index, request) in requests.enumerated() {
      try session.reply(to: request, id: "\(index + 2)").result()
    }
    try requireEnd(session, .code(0), after: "the end of input")
  }

  static let emptyInput = Rule(
    "life.empty-input", section: 7, "EOF before any line: exit 0 without a word."
  ) { exam in
    let session = try exam.start()
    session.run.endInput()
    try requireEnd(session, .code(0), after: "an empty input")
  }

  static let shutdown = Rule(
    "life.shutdown", section: 3, "shutdown -> {} and exit 0; what follows it is not answered."
  ) { exam in
    let session = try exam.begin()
    let lines = [session.request("shutdown"), session.request("ping")]
    try session.run.send(Array((lines.joined(separator: "\n") + "\n").utf8))
    let result = try session.reply(to: "shutdown", id: "3").result()
    try require(result.value == .object([]), "shutdown answers \(result.text) instead of {}")
    try requireEnd(session, .code(0), after: "shutdown")
  }

  static let faults = Rule(
    "life.hundred-faults", section: 7, "A hundred -32700 in a row: exit 65."
  ) { exam in
    let session = try exam.start()
    for _ in 0..<100 { try session.run.send(line: "nonsense") }
    for _ in 0..<100 { try session.reply(to: "nonsense", id: "null").error([-32700]) }
    try requireEnd(session, .code(65), after: "a hundred parse errors")
  }

  static let recovery = Rule(
    "life.faults-apart", section: 7, "A good line between them begins the count of faults anew."
  ) { exam in
    let session = try exam.start()
    for _ in 0..<3 {
      for _ in 0..<60 { try session.run.send(line: "nonsense") }
      for _ in 0..<60 { try session.reply(to: "nonsense", id: "null").error([-32700]) }
      try session.requireAlive(after: "sixty parse errors")
    }
  }

  static let brokenPipe = Rule(
    "life.broken-pipe", section: 7, "EPIPE ends the process with exit 1 unless it was shut down."
  ) { exam in
    exam.circumstance = "the reader of the output goes away in the middle of an answer"
    let session = try exam.open()
    // More than a pipe holds.
    for _ in 0..<8 {
      try session.run.send(line: session.request("sample", "{\"seed\":1,\"count\":40000}"))
    }
    try require(session.run.isReadable(withinSeconds: exam.patience), "no answer to sample")
    session.run.stopReading()
    let exit = try session.run.exit(after: "its reader went away")
    try require(exit == .code(1), "it \(exit) after its reader went away")
  }

  static let nothingLeft = Rule(
    "life.nothing-left", section: 7, "No orphans stay behind after the end of input."
  ) { exam in
    let session = try exam.begin()
    let descendants = ProcessTree.descendants(of: session.run.child.identifier)
    session.run.endInput()
    _ = try session.run.receiveRest()
    _ = try session.run.exit(after: "the end of input")
    try requireGone(descendants, patience: min(exam.patience, 5))
  }

  static let killed = Rule(
    "life.killed", section: 7, "No orphans stay behind when the server is killed."
  ) { exam in
    exam.circumstance = "the server is killed by signal 9"
    let session = try exam.begin()
    let descendants = ProcessTree.descendants(of: session.run.child.identifier)
    session.run.child.send(signal: SIGKILL)
    _ = try session.run.exit(after: "signal 9")
    try requireGone(descendants, patience: min(exam.patience, 5))
  }

  private static func signal(_ name: String, _ number: Int32) -> Rule {
    Rule(
      "life.\(name.lowercased())", section: 7,
      "\(name): finish the running step, clean up, exit 128+\(number)."
    ) { exam in
      exam.circumstance = "the server gets \(name)"
      let session = try exam.begin()
      session.run.child.send(signal: number)
      let exit = try session.run.exit(after: name)
      try require(exit == .code(128 + number), "it \(exit) after \(name)")
    }
  }

  // MARK: Parts

  private static func requireEnd(
    _ session: Session, _ expected: ProcessExit, after event: String
  ) throws(Violation) {
    let rest = try session.run.receiveRest()
    try require(rest.isEmpty, "after \(event) it still writes \(clipped(rest))")
    let exit = try session.run.exit(after: event)
    try require(exit == expected, "it \(exit) after \(event)")
  }

  private static func requireGone(_ processes: [Int32], patience: Double) throws(Violation) {
    for _ in 0..<Int(patience * 100) where processes.contains(where: ProcessTree.isRunning) {
      usleep(10_000)
    }
    let left = processes.filter(ProcessTree.isRunning)
    for process in left { kill(process, SIGKILL) }
    try require(left.isEmpty, "\(left.count) of its processes outlived it; they were killed")
  }
}
