/// One line of G-code as words: letters with numbers (NIST RS274/NGC version 3, section 3.3).
struct GCodeBlock {
  struct Word {
    /// An upper case letter.
    var letter: UInt8
    var value: Double
    var column: Int
  }

  var words: [Word] = []
  let line: Int

  init(_ bytes: ArraySlice<UInt8>, line: Int) throws(VectorFileError) {
    self.line = line
    var scanner = ByteScanner(Array(bytes))
    // a slash deletes the block, a percent sign marks the ends of a tape
    scanner.skipBlanks()
    if scanner.next == UInt8(ascii: "/") || scanner.next == UInt8(ascii: "%") { return }
    while try readWord(&scanner) {}
  }

  /// Reads a word or a comment; returns whether there may be more.
  private mutating func readWord(_ scanner: inout ByteScanner) throws(VectorFileError) -> Bool {
    scanner.skipBlanks()
    guard let byte = scanner.next, byte != UInt8(ascii: ";") else { return false }
    if byte == UInt8(ascii: "(") { return try passComment(&scanner) }
    if byte == UInt8(ascii: "*") { return try check(&scanner) }
    let letter = byte & 0xDF
    guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else {
      throw error(at: scanner.place, expected: "a letter or a comment", got: scanner.excerpt)
    }
    let column = scanner.place + 1
    scanner.place += 1
    scanner.skipBlanks()
    guard let value = scanner.number(allowsExponent: false), value.magnitude <= 1e9 else {
      return try passBareLetter(letter, column: column, scanner)
    }
    words.append(Word(letter: letter, value: value, column: column))
    return !isTextCommand
  }

  /// A letter alone names an axis, for homing (`G28 X`) and for the machine's commands (`M84 X`).
  private mutating func passBareLetter(
    _ letter: UInt8, column: Int, _ scanner: ByteScanner
  ) throws(VectorFileError) -> Bool {
    let namesAxes = words.contains {
      $0.letter == UInt8(ascii: "M") || ($0.letter == UInt8(ascii: "G") && $0.value == 28)
    }
    guard namesAxes, scanner.next?.isDigit != true else {
      throw error(
        at: scanner.place,
        expected: "a number up to 1e9 after \(Character(UnicodeScalar(letter)))",
        got: scanner.excerpt)
    }
    words.append(Word(letter: letter, value: 0, column: column))
    return true
  }

  private func passComment(_ scanner: inout ByteScanner) throws(VectorFileError) -> Bool {
    let start = scanner.place
    while let byte = scanner.next {
      scanner.place += 1
      if byte == UInt8(ascii: ")") { return true }
    }
    throw error(at: start, expected: "a comment that ends with )", got: "the end of the line")
  }

  /// Compares the exclusive or of all bytes before `*` (RepRap wiki, "Checking").
  private func check(_ scanner: inout ByteScanner) throws(VectorFileError) -> Bool {
    let star = scanner.place
    scanner.place += 1
    let sum = scanner.bytes[..<star].reduce(0, ^)
    guard let value = scanner.number(allowsExponent: false), value == Double(sum) else {
      throw error(at: star, expected: "the checksum *\(sum)", got: scanner.excerpt(from: star))
    }
    return false
  }

  /// Whether the last word makes the rest of the line a message or a file name.
  private var isTextCommand: Bool {
    guard let word = words.last, word.letter == UInt8(ascii: "M") else { return false }
    return [23, 28, 32, 117, 118].contains(word.value)
  }

  /// The value of a letter's last word.
  subscript(letter: Unicode.Scalar) -> Double? {
    words.last { UInt32($0.letter) == letter.value }?.value
  }

  func error(at offset: Int, expected: String, got: String) -> VectorFileError {
    VectorFileError(line: line, column: offset + 1, expected: expected, got: got)
  }
}
