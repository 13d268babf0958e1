extension JSONScanner {
  /// The error that what begins at `place` (by default: the next byte) is not what was expected.
  ///
  /// - Parameters:
  ///   - place: A byte offset; places past the end count as the end.
  ///   - expected: What belongs there, as a noun phrase.
  ///   - got: What is there; by default the token as written, shortened.
  /// - Complexity: O(`place`), since lines are only counted when something is wrong.
  public func error(at place: Int? = nil, expected: String, got: String? = nil) -> JSONError {
    let place = min(max(place ?? offset, 0), bytes.count)
    return JSONError(
      position: position(at: place), expected: expected, got: got ?? excerpt(at: place))
  }

  /// The line and column of a byte offset.
  ///
  /// - Complexity: O(`place`).
  public func position(at place: Int) -> JSONPosition {
    var line = 1
    var lineStart = 0
    for index in 0..<min(max(place, 0), bytes.count) where bytes[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    return JSONPosition(offset: place, line: line, column: place - lineStart + 1)
  }

  /// The token at `place` as written, at most 32 bytes of it.
  func excerpt(at place: Int) -> String {
    guard place < bytes.count else { return "the end of the text" }
    let first = bytes[place]
    guard first >= 0x20, first != 0x7F, utf8SequenceLength(bytes, at: place) > 0 else {
      return "the byte 0x" + (first < 16 ? "0" : "") + String(first, radix: 16, uppercase: true)
    }
    let (end, isWhole) = excerptEnd(from: place)
    let text = String(decoding: bytes[place..<end], as: UTF8.self)
    return isWhole ? text : text + "..."
  }

  private func excerptEnd(from place: Int) -> (end: Int, isWhole: Bool) {
    let isString = bytes[place] == UInt8(ascii: "\"")
    let limit = min(bytes.count, place + 32)
    var end = place + utf8SequenceLength(bytes, at: place)
    while end < limit {
      let byte = bytes[end]
      if isString, byte == UInt8(ascii: "\"") { return (end + 1, true) }
      if byte < 0x20 || (!isString && isDelimiter(byte)) { return (end, true) }
      let length = utf8SequenceLength(bytes, at: end)
      guard length > 0, end + length <= limit else { return (end, false) }
      end += length
    }
    return (end, end == bytes.count)
  }

  private func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""):
      true
    default: false
    }
  }
}
