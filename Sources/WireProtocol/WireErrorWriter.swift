import EnvironmentAPI
import JSONText

extension JSONWriter {
  /// Writes a whole error response with its line end.
  ///
  /// - Parameters:
  ///   - id: The request's id as it was written; nil writes `null`.
  ///   - line: The number of the line, from 1, blank lines not counted; protocol errors carry it.
  mutating func errorResponse(
    _ error: WireError, id: UnsafeBufferPointer<UInt8>?, line: Int
  ) {
    beginResponse(id: id)
    key("error")
    beginObject()
    key("code")
    integer(error.kind.code)
    key("message")
    string(clipped(error.message))
    key("data")
    beginObject()
    key("kind")
    string(error.kind.rawValue)
    if error.kind.code < 0 {
      key("line")
      integer(line)
    }
    evidence(error.evidence)
    endObject()
    endObject()
    endObject()
    endLine()
  }

  /// Writes what every response starts with; `result` or `error` and the closing brace follow.
  mutating func beginResponse(id: UnsafeBufferPointer<UInt8>?) {
    beginObject()
    key("jsonrpc")
    raw("\"2.0\"")
    key("id")
    if let id { raw(id) } else { null() }
  }

  private mutating func evidence(_ evidence: WireError.Evidence) {
    switch evidence {
    case .nothing: break
    case .place(let error):
      key("byte")
      integer(error.position.column)
      expectation(error.expected, error.got)
    case .action(let invalid): action(invalid)
    case .value(let name, let expected, let got):
      if let name {
        key("name")
        string(clipped(name))
      }
      expectation(expected, got)
    case .lane(let lane):
      key("lane")
      integer(lane)
    }
  }

  private mutating func expectation(_ expected: String, _ got: String) {
    key("expected")
    string(clipped(expected))
    key("got")
    string(clipped(got))
  }

  private mutating func action(_ invalid: InvalidAction) {
    key("path")
    string(clipped(invalid.path))
    key("lane")
    if let lane = invalid.lane { integer(lane) } else { null() }
    key("expected")
    if let space = invalid.expected {
      beginObject()
      bounds(of: space, isBrief: true)
      endObject()
    } else {
      null()
    }
    key("got")
    switch invalid.got {
    case .number(let number): shortNumber(number)
    case .words(let words): string(clipped(words))
    }
  }

  /// Writes a number without a fraction when it is whole; infinities as `null`.
  mutating func shortNumber(_ value: Double) {
    if let whole = Int64(exactly: value) { integer(whole) } else { number(value) }
  }
}

/// The beginning of a text that came from outside, so that no response grows with a request.
private func clipped(_ text: String, to limit: Int = 400) -> String {
  guard text.utf8.count > limit else { return text }
  var start = String.UnicodeScalarView()
  var count = 0
  for scalar in text.unicodeScalars {
    count += UTF8.width(scalar)
    if count > limit { break }
    start.append(scalar)
  }
  return String(start) + "..."
}
