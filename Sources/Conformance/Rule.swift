/// One thing that the protocol demands, with a check that a server does it.
public struct Rule: Sendable {
  /// Its stable name, the theme first: `framing.batch`.
  public let name: String
  /// What the protocol says, in its words or nearly so.
  public let sentence: String
  /// The section of PROTOCOL.md that says it.
  public let section: Int
  let check: @Sendable (Examination) throws -> Void

  init(
    _ name: String, section: Int, _ sentence: String,
    _ check: @escaping @Sendable (Examination) throws -> Void
  ) {
    self.name = name
    self.section = section
    self.sentence = sentence
    self.check = check
  }

  /// Every rule, in the order in which they are examined.
  public static let all: [Rule] =
    HandshakeRules.all + SpecRules.all + FramingRules.all + FlowRules.all + RequestRules.all
    + ObservationRules.all + ActionRules.all + ResetRules.all + EpisodeRules.all
    + RewardRules.all + DeterminismRules.all + StateRules.all + SearchRules.all
    + PictureRules.all + LifeRules.all
}

/// What a server did against a rule.
struct Violation: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// A rule that says nothing about this server, and why.
struct Inapplicable: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Demands a condition.
func require(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws(Violation) {
  if !condition { throw Violation(otherwise()) }
}

/// The beginning of a text that came from outside, for a message of one line.
func clipped(_ text: String, to limit: Int = 200) -> String {
  guard text.utf8.count > limit else { return text }
  return "\(text.prefix(limit))... (\(text.utf8.count) bytes)"
}

/// The beginning of bytes that should be text, for a message of one line.
func clipped(_ bytes: [UInt8], to limit: Int = 200) -> String {
  let text = String(decoding: bytes.prefix(limit), as: UTF8.self)
  return bytes.count > limit ? "\(text)... (\(bytes.count) bytes)" : text
}
