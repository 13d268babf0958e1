// MARK: Reading strings

extension JSONScanner {
  /// Reads a string and resolves its escapes.
  public mutating func string() throws(JSONError) -> String {
    guard nextByte() == UInt8(ascii: "\"") else {
      throw error(expected: JSONKind.string.description)
    }
    let (range, hasEscapes) = try passString()
    return hasEscapes ? text(of: range) : String(decoding: bytes[range], as: UTF8.self)
  }

  /// Reads a string without copying it.
  ///
  /// - Returns: The bytes between the quotes, as written, and whether escapes are among them.
  public mutating func rawString() throws(JSONError) -> (range: Range<Int>, hasEscapes: Bool) {
    guard nextByte() == UInt8(ascii: "\"") else {
      throw error(expected: JSONKind.string.description)
    }
    return try passString()
  }

  /// Reads a string of base64 and appends the bytes it stands for.
  public mutating func base64(into output: inout [UInt8]) throws(JSONError) {
    let (range, hasEscapes) = try rawString()
    do throws(Base64Error) {
      if hasEscapes {  // some writers escape every '/'
        let plain = Array(text(of: range).utf8)
        try plain.withUnsafeBufferPointer { (text) throws(Base64Error) in
          try Base64.decode(UnsafeRawBufferPointer(text), into: &output)
        }
      } else {
        let text = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[range]))
        try Base64.decode(text, into: &output)
      }
    } catch {
      let place = hasEscapes ? range.lowerBound : range.lowerBound + error.offset
      throw self.error(at: place, expected: error.expected, got: error.got)
    }
  }

  /// The characters of a string or key that has been passed, escapes resolved.
  public func text(of range: Range<Int>) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(range.count)
    var place = range.lowerBound
    while place < range.upperBound {
      if bytes[place] == UInt8(ascii: "\\") {
        unescape(&place, into: &output)
      } else {
        output.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Resolves one escape, which `passString` has checked.
  private func unescape(_ place: inout Int, into output: inout [UInt8]) {
    let letter = bytes[place + 1]
    guard letter == UInt8(ascii: "u") else {
      output.append(controlCharacter(letter))
      place += 2
      return
    }
    var scalar = UInt32(hexadecimal(at: place + 2) ?? 0)
    place += 6
    if scalar & 0xFC00 == 0xD800 {
      scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(hexadecimal(at: place + 2) ?? 0) & 0x3FF
      place += 6
    }
    output.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
  }

  private func controlCharacter(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter  // quote, backslash, slash
    }
  }
}

// MARK: Checking strings

extension JSONScanner {
  /// Passes a string whose opening quote is at `offset`, checking escapes and UTF-8.
  @inline(__always)
  mutating func passString() throws(JSONError) -> (range: Range<Int>, hasEscapes: Bool) {
    let start = offset + 1
    var place = start
    var hasEscapes = false
    while true {
      place = plainRunEnd(from: place)
      guard place < bytes.count else {
        throw error(at: place, expected: "the closing quote of the string")
      }
      switch bytes[place] {
      case UInt8(ascii: "\""):
        offset = place + 1
        return (start..<place, hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        place += try escapeLength(at: place)
      case 0..<0x20:
        throw error(at: place, expected: "an escape instead of a control character")
      default:
        let length = utf8SequenceLength(bytes, at: place)
        guard length > 0 else { throw error(at: place, expected: "valid UTF-8") }
        place += length
      }
    }
  }

  /// The first byte from `place` on that is a quote, a backslash, a control or not ASCII.
  ///
  /// Eight bytes at a time: a byte of `(word - k) & ~word` has its top bit set when that byte is
  /// below k; borrows only reach bytes after the first hit, and only the first hit is used.
  @inline(__always)
  private func plainRunEnd(from place: Int) -> Int {
    var place = place
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let raw = UnsafeRawBufferPointer(bytes)
    while place + 8 <= bytes.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let controls = (word &- ones &* 0x20) & ~word
      let quotes = (quote &- ones) & ~quote
      let backslashes = (backslash &- ones) & ~backslash
      let hits = (controls | quotes | backslashes | word) & tops
      if hits != 0 { return place + hits.trailingZeroBitCount >> 3 }
      place += 8
    }
    while place < bytes.count {
      let byte = bytes[place]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { break }
      place += 1
    }
    return place
  }

  /// The bytes of the escape at `place`: 2, 6, or 12 for a surrogate pair.
  private func escapeLength(at place: Int) throws(JSONError) -> Int {
    guard place + 1 < bytes.count else { throw error(at: place + 1, expected: "an escape") }
    switch bytes[place + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "u"): return try unicodeEscapeLength(at: place)
    default: throw error(at: place, expected: #"one of the escapes \" \\ \/ \b \f \n \r \t \u"#)
    }
  }

  private func unicodeEscapeLength(at place: Int) throws(JSONError) -> Int {
    guard let unit = hexadecimal(at: place + 2) else {
      throw error(at: place, expected: "four hexadecimal digits after \\u")
    }
    guard unit & 0xF800 == 0xD800 else { return 6 }
    let isHigh = unit & 0xFC00 == 0xD800
    guard isHigh, place + 7 < bytes.count, bytes[place + 6] == UInt8(ascii: "\\"),
      bytes[place + 7] == UInt8(ascii: "u"), let low = hexadecimal(at: place + 8),
      low & 0xFC00 == 0xDC00
    else { throw error(at: place, expected: "a pair of surrogates, high then low") }
    return 12
  }

  /// The value of four hexadecimal digits, or nil.
  private func hexadecimal(at place: Int) -> UInt16? {
    guard place + 4 <= bytes.count else { return nil }
    var value: UInt16 = 0
    for index in place..<(place + 4) {
      let byte = bytes[index]
      let letter = byte | 0x20
      if isDigit(byte) {
        value = value << 4 | UInt16(byte &- 0x30)
      } else if letter >= 0x61, letter <= 0x66 {
        value = value << 4 | UInt16(letter &- 0x61 &+ 10)
      } else {
        return nil
      }
    }
    return value
  }
}
