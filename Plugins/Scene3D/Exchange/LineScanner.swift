/// Words of a text of lines, as OBJ and MTL have them: blanks between words, `#` to the end of the
/// line is a comment, and a backslash before the end of a line joins it to the next.
struct LineScanner {
  /// The name of the file, for errors.
  let file: String
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Whether everything was read.
  var isAtEnd: Bool { place >= bytes.count }

  /// Returns the next word of this line; nil at its end.
  mutating func word() -> Range<Int>? {
    skipBlanks()
    let start = place
    while place < bytes.count, !isBlank(bytes[place]), bytes[place] != 0x0A, bytes[place] != 0x23 {
      place += 1
    }
    return start == place ? nil : start..<place
  }

  /// Goes to the next line.
  mutating func endLine() {
    while place < bytes.count, bytes[place] != 0x0A { place += 1 }
    newLine()
  }

  /// Returns the rest of this line without the blanks around it: a name may have some inside.
  mutating func rest() -> String {
    skipBlanks()
    let start = place
    while place < bytes.count, bytes[place] != 0x0A { place += 1 }
    var end = place
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return text(start..<end)
  }

  /// Returns a word as text.
  func text(_ word: Range<Int>) -> String { String(decoding: bytes[word], as: UTF8.self) }

  /// Whether a word is exactly this one.
  func isWord(_ word: Range<Int>, _ name: StaticString) -> Bool {
    guard word.count == name.utf8CodeUnitCount else { return false }
    return word.indices.allSatisfy { bytes[$0] == name.utf8Start[$0 - word.lowerBound] }
  }

  /// Returns the next word as a number between plus and minus a thousand million.
  mutating func number(_ expected: String) throws(OBJError) -> Float {
    guard let word = word() else { throw error(expected, at: place, got: "the end of the line") }
    let isDecimal = bytes[word].allSatisfy { byte in
      byte >= 0x30 && byte <= 0x39 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }
    guard isDecimal, let value = Float(text(word)), abs(value) <= 1e9 else {
      throw error(expected, word)
    }
    return value
  }

  /// Returns the integer at the beginning of a word and what follows it.
  func integer(_ word: Range<Int>) -> (value: Int, rest: Range<Int>)? {
    var place = word.lowerBound
    let isNegative = word.contains(place) && bytes[place] == 0x2D
    if isNegative { place += 1 }
    let digits = place
    var value = 0
    while place < word.upperBound, bytes[place] >= 0x30, bytes[place] <= 0x39 {
      guard place - digits < 12 else { return nil }
      value = value * 10 + Int(bytes[place] - 0x30)
      place += 1
    }
    guard place > digits else { return nil }
    return (isNegative ? -value : value, place..<word.upperBound)
  }

  /// Returns what follows a slash at the beginning of a word; nil if there is none.
  func afterSlash(_ word: Range<Int>) -> Range<Int>? {
    guard let first = word.first, bytes[first] == 0x2F else { return nil }
    return first + 1..<word.upperBound
  }

  /// An error about a word of this line.
  func error(_ expected: String, _ word: Range<Int>) -> OBJError {
    let shown = text(word.lowerBound..<min(word.upperBound, word.lowerBound + 40))
    return error(expected, at: word.lowerBound, got: "\"\(shown)\"")
  }

  /// An error at the end of this line.
  func errorAtEnd(_ expected: String) -> OBJError {
    error(expected, at: place, got: "the end of the line")
  }

  private func error(_ expected: String, at place: Int, got: String) -> OBJError {
    OBJError(
      file: file, line: line, column: place - lineStart + 1, expected: expected, got: got)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private mutating func skipBlanks() {
    while place < bytes.count {
      if isBlank(bytes[place]) {
        place += 1
      } else if bytes[place] == 0x5C, let end = joinedLineEnd() {
        place = end
        newLine()
      } else {
        return
      }
    }
  }

  /// Where the line ends if only its end follows the backslash.
  private func joinedLineEnd() -> Int? {
    var end = place + 1
    if end < bytes.count, bytes[end] == 0x0D { end += 1 }
    return end < bytes.count && bytes[end] == 0x0A ? end : nil
  }

  private mutating func newLine() {
    guard place < bytes.count else { return }
    place += 1
    line += 1
    lineStart = place
  }
}
