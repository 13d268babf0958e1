import Glibc

/// Examines a server rule by rule, each with processes of its own, over their standard input and
/// output.
public struct Examiner: Sendable {
  /// The words that start the server.
  public let command: [String]
  /// How long to wait for one answer before the server is killed, s.
  public let patience: Double
  /// The folder for the lines that show failures; made when there is one.
  public let folder: String

  /// Prepares to examine the server that a command starts.
  public init(command: [String], patience: Double = 20, folder: String) {
    self.command = command
    self.patience = patience
    self.folder = folder
  }

  /// Examines one rule.
  public func examine(_ rule: Rule) -> RuleResult {
    let exam = Examination(command: command, patience: patience)
    let clock = ContinuousClock()
    let start = clock.now
    var outcome = RuleResult.Outcome.passed
    do { try rule.check(exam) } catch let error as Inapplicable {
      outcome = .skipped(error.reason)
    } catch { outcome = .failed("\(error)") }
    exam.finish()
    let seconds = start.duration(to: clock.now) / .seconds(1)
    var reproduction: [String] = []
    if case .failed = outcome { reproduction = describe(exam, rule) }
    return RuleResult(
      rule: rule, outcome: outcome, seconds: seconds, reproduction: reproduction)
  }

  // MARK: Reproduction

  /// Writes what was sent to each server and returns the commands that send it again.
  private func describe(_ exam: Examination, _ rule: Rule) -> [String] {
    _ = mkdir(folder, 0o755)
    let program = command.map(\.quotedForShell).joined(separator: " ")
    var lines: [String] = []
    for (index, run) in exam.runs.enumerated() where !run.sent.isEmpty {
      let number = exam.runs.count > 1 ? ".\(index + 1)" : ""
      let path = "\(folder)/\(rule.name)\(number).jsonl"
      if let problem = write(run.sent, to: path) {
        lines.append("\(path) cannot be written: \(problem)")
      } else {
        lines.append("\(program) < \(path.quotedForShell)")
      }
    }
    if lines.isEmpty { lines.append("\(program) < /dev/null") }
    if let circumstance = exam.circumstance { lines.append("while \(circumstance)") }
    return lines
  }

  private func write(_ bytes: [UInt8], to path: String) -> String? {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return String(cString: strerror(errno)) }
      rest = rest.dropFirst(count)
    }
    return nil
  }
}

extension String {
  /// The text as one word of a shell command.
  fileprivate var quotedForShell: String {
    let plain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+".contains($0)) }
    return plain && !isEmpty
      ? self
      : "'"
        + split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }
}
