/// A place in a text of bytes, for the readers of vector files.
struct ByteScanner {
  let bytes: [UInt8]
  var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) { self.init(Array(text.utf8)) }

  /// The byte at the place; nil at the end.
  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Passes spaces and tabs.
  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 { place += 1 }
  }

  /// Passes spaces, tabs, line ends and form feeds.
  mutating func skipSpace() {
    while let byte = next, byte.isSpace { place += 1 }
  }

  /// Passes white space with at most one comma in it.
  mutating func skipComma() {
    skipSpace()
    guard next == UInt8(ascii: ",") else { return }
    place += 1
    skipSpace()
  }

  /// Passes `text` if it stands here.
  mutating func pass(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    for index in 0..<count where bytes[place + index] != text.utf8Start[index] { return false }
    place += count
    return true
  }

  /// Passes the letters, digits, `-` and `_` that stand here.
  mutating func word() -> String {
    let start = place
    while let byte = next, byte.isWord { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// Passes a decimal number; nil, and nothing is passed, when there is none or it is not finite.
  mutating func number(allowsExponent: Bool = true) -> Double? {
    var end = place
    if end < bytes.count, bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") {
      end += 1
    }
    let whole = digits(from: &end)
    var fraction = 0
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end += 1
      fraction = digits(from: &end)
    }
    guard whole + fraction > 0 else { return nil }
    if allowsExponent { passExponent(&end) }
    // Double wants a digit on both sides of the point
    var text = String(decoding: bytes[place..<end], as: UTF8.self)
    if fraction == 0, text.last == "." { text.removeLast() }
    guard let value = Double(text), value.isFinite else { return nil }
    place = end
    return value
  }

  private func digits(from end: inout Int) -> Int {
    let start = end
    while end < bytes.count, bytes[end].isDigit { end += 1 }
    return end - start
  }

  /// Passes `e` with digits; `em` and `ex` are units.
  private func passExponent(_ end: inout Int) {
    guard end < bytes.count, bytes[end] & 0xDF == UInt8(ascii: "E") else { return }
    var exponent = end + 1
    if exponent < bytes.count,
      bytes[exponent] == UInt8(ascii: "+") || bytes[exponent] == UInt8(ascii: "-")
    {
      exponent += 1
    }
    guard digits(from: &exponent) > 0, bytes[exponent - 1].isDigit else { return }
    end = exponent
  }

  /// What stands at the place, for an error message.
  var excerpt: String { excerpt(from: place) }

  /// At most 16 bytes from `start`, in quotes.
  func excerpt(from start: Int) -> String {
    guard start < bytes.count else { return "the end" }
    let part = bytes[start..<min(start + 16, bytes.count)].map {
      (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?")
    }
    return "\"" + String(decoding: part, as: UTF8.self) + "\""
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }

  /// Letters, digits, `-`, `_` and everything beyond ASCII.
  var isWord: Bool {
    isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") || self >= 0x80
      || ((self & 0xDF) >= UInt8(ascii: "A") && (self & 0xDF) <= UInt8(ascii: "Z"))
  }
}
