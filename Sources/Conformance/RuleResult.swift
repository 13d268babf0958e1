import JSONText

/// What the examination of one rule gave.
public struct RuleResult: Sendable {
  /// Whether the server keeps the rule.
  public enum Outcome: Sendable, Equatable {
    /// It does.
    case passed
    /// It does not, and what it does instead.
    case failed(String)
    /// The rule says nothing about this server, and why.
    case skipped(String)
  }

  /// The rule.
  public let rule: Rule
  /// Whether the server keeps it.
  public let outcome: Outcome
  /// How long that took, s.
  public let seconds: Double
  /// How to see a failure again; empty unless it failed.
  public let reproduction: [String]

  /// Whether the server breaks the rule.
  public var isFailure: Bool { if case .failed = outcome { true } else { false } }

  /// Lines for people: one, or for a failure what happened and how to see it again.
  public var text: String {
    let name = rule.name.padded(to: 30)
    switch outcome {
    case .passed: return "ok    \(name) \(rule.sentence)"
    case .skipped(let reason): return "skip  \(name) \(reason)"
    case .failed(let reason):
      let lines =
        ["FAIL  \(name) \(rule.sentence) (PROTOCOL.md, section \(rule.section))", reason]
        + reproduction.map { "see it: \($0)" }
      return lines.joined(separator: "\n      ")
    }
  }

  /// Writes the result as a JSON object.
  func write(to writer: inout JSONWriter) {
    let (word, reason): (String, String?) =
      switch outcome {
      case .passed: ("passed", nil)
      case .failed(let reason): ("failed", reason)
      case .skipped(let reason): ("skipped", reason)
      }
    writer.beginObject()
    writer.key("rule")
    writer.string(rule.name)
    writer.key("section")
    writer.integer(rule.section)
    writer.key("sentence")
    writer.string(rule.sentence)
    writer.key("outcome")
    writer.string(word)
    if let reason {
      writer.key("reason")
      writer.string(reason)
    }
    writer.key("reproduction")
    writer.beginArray()
    for line in reproduction { writer.string(line) }
    writer.endArray()
    writer.key("seconds")
    writer.number((seconds * 1000).rounded() / 1000)
    writer.endObject()
  }
}

extension [RuleResult] {
  /// How many of each outcome there are, in one line.
  public var summary: String {
    let failed = count { $0.isFailure }
    let passed = count { $0.outcome == .passed }
    return "\(passed) passed, \(failed) failed, \(count - passed - failed) skipped"
  }

  /// The results as one JSON object.
  public var json: String {
    var writer = JSONWriter()
    let failed = count { $0.isFailure }
    let passed = count { $0.outcome == .passed }
    writer.beginObject()
    for (name, value) in [
      ("passed", passed), ("failed", failed), ("skipped", count - passed - failed),
    ] {
      writer.key(escaping: name)
      writer.integer(value)
    }
    writer.key("rules")
    writer.beginArray()
    for result in self { result.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension String {
  /// The text with spaces behind it.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
