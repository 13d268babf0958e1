import EnvironmentClient

/// The other end of a wire as a script: it keeps what is sent and answers with recorded lines.
final class RecordedExchange: LineExchange {
  private(set) var sent: [String] = []
  private var answers: [String]

  struct Exhausted: Error, Equatable {}

  init(_ answers: String...) {
    self.answers = answers
  }

  func sendLine(_ line: [UInt8]) throws {
    sent.append(String(decoding: line, as: UTF8.self))
  }

  func receiveLine() throws -> [UInt8] {
    guard !answers.isEmpty else { throw Exhausted() }
    return Array(answers.removeFirst().utf8)
  }
}
