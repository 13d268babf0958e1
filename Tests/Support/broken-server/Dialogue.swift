import Glibc
import WireProtocol

/// One request, the honest session behind it, and what was noted of the requests before.
final class Dialogue {
  /// The request as text.
  private(set) var line = ""
  /// The number of the request, from 1.
  private(set) var count = 0
  /// The last `initialize` that was sent.
  private(set) var setup = ""
  /// The last answer before that was no error.
  private(set) var before = Answer()
  /// Whatever a fault has to remember.
  var notes: [String: Int] = [:]
  /// An answer that a fault keeps back.
  var held = Answer()
  /// What follows the answer.
  var directive = WireDirective.proceed

  private var session: EnvironmentSession
  private var framed = FramedLine.tooLong(bytesSkipped: 0)

  init(_ configuration: SessionConfiguration) { session = EnvironmentSession(configuration) }

  /// Answers a line as a fault wants it.
  func answer(_ line: FramedLine, _ fault: (Dialogue) -> Answer) -> [UInt8] {
    count += 1
    framed = line
    directive = .proceed
    if case .line(let bytes) = line {
      self.line = String(decoding: bytes, as: UTF8.self)
    } else {
      self.line = "too long"
    }
    if asks("initialize") { setup = self.line }
    let answer = fault(self)
    if !answer.says("\"error\":") { before = answer }
    return answer.bytes
  }

  /// What an honest server answers.
  func honest() -> Answer { honest(framed) }

  /// What an honest server answers to another line.
  func honest(_ other: String) -> Answer {
    Array(other.utf8).withUnsafeBytes { honest(.line($0)) }
  }

  private func honest(_ line: FramedLine) -> Answer {
    var answer = Answer()
    directive = session.respond(to: line, into: &answer.bytes)
    for bytes in session.attachments { answer.bytes += bytes }
    return answer
  }

  /// What an honest server answers when a part of the request is another.
  func honest(_ part: String, as other: String) -> Answer {
    line.contains(part) ? honest(line.replacing(part, with: other)) : honest()
  }

  /// Whether the request is of this method.
  func asks(_ method: String) -> Bool { line.contains("\"method\":\"\(method)\"") }

  /// Whether the request has this part.
  func says(_ part: String) -> Bool { line.contains(part) }

  /// An error instead of the honest answer, with the id of a numbered request.
  func error(_ code: Int, _ kind: String) -> Answer {
    Answer(
      "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"error\":{\"code\":\(code),\"message\":\"no\",\"data\":"
        + "{\"kind\":\"\(kind)\"}}}")
  }

  /// A result instead of the honest answer, with the id of a numbered request.
  func result(_ text: String) -> Answer {
    Answer("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"result\":\(text)}")
  }

  private var id: String {
    guard let start = line.ranges(of: "\"id\":").first?.upperBound else { return "null" }
    return String(line[start...].prefix { $0 != "," && $0 != "}" })
  }
}

/// The bytes of an answer, LF included, and ways to spoil them.
struct Answer {
  var bytes: [UInt8] = []

  init() {}

  /// A line.
  init(_ line: String) { bytes = Array((line + "\n").utf8) }

  /// Whether it has this part.
  func says(_ part: String) -> Bool { place(of: part, from: 0) != nil }

  /// The answer with every occurrence of a part replaced.
  func replacing(_ part: String, _ other: String) -> Answer {
    var answer = Answer()
    var start = 0
    while let place = place(of: part, from: start) {
      answer.bytes += bytes[start..<place] + Array(other.utf8)
      start = place + part.utf8.count
    }
    answer.bytes += bytes[start...]
    return answer
  }

  /// The answer with the characters that follow a part overwritten.
  func overwriting(after part: String, _ other: String) -> Answer {
    guard let place = place(of: part, from: 0) else { return self }
    let end = place + part.utf8.count
    var answer = self
    for (index, byte) in other.utf8.enumerated() where end + index < bytes.count {
      answer.bytes[end + index] = byte
    }
    return answer
  }

  /// Where a part begins, looked for from a place on.
  private func place(of part: String, from start: Int) -> Int? {
    let wanted = Array(part.utf8)
    return bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, !wanted.isEmpty else { return nil }
      var place = start
      while place + wanted.count <= bytes.count {
        let rest = bytes.count - wanted.count + 1 - place
        guard let found = memchr(base + place, Int32(wanted[0]), rest) else { return nil }
        place = UnsafeRawPointer(found) - base
        if memcmp(base + place, wanted, wanted.count) == 0 { return place }
        place += 1
      }
      return nil
    }
  }

  /// The error of this answer with another code and kind.
  func withError(_ code: Int, _ kind: String) -> Answer {
    guard let start = bytes.firstRange(of: Array("\"error\":".utf8))?.lowerBound else {
      return self
    }
    var answer = self
    answer.bytes.removeSubrange(start...)
    answer.bytes += Array(
      "\"error\":{\"code\":\(code),\"message\":\"no\",\"data\":{\"kind\":\"\(kind)\"}}}\n".utf8)
    return answer
  }
}

/// A server with one fault.
struct BrokenResponder: LineResponder {
  let dialogue: Dialogue
  let fault: (Dialogue) -> Answer
  /// They are part of the answer, so that a fault can reach them.
  let attachments: [UnsafeRawBufferPointer] = []

  func respond(to line: FramedLine, into output: inout [UInt8]) -> WireDirective {
    output += dialogue.answer(line, fault)
    return dialogue.directive
  }
}
