extension Base64 {
  /// Appends the bytes that `text` stands for to `output`.
  ///
  /// Strict: the length is a multiple of four, padding stands only at the end, the bits that
  /// padding leaves over are zero, and there is no white space. `output` is unchanged on an error.
  public static func decode(
    _ text: UnsafeRawBufferPointer, into output: inout [UInt8]
  ) throws(Base64Error) {
    guard text.count % 4 == 0 else {
      throw Base64Error(
        offset: text.count, expected: "base64 of a length that is a multiple of 4",
        got: "\(text.count) characters")
    }
    guard text.count > 0 else { return }
    let padding = paddingLength(text)
    let digits = text.count - padding
    let count = text.count / 4 * 3 - padding
    var bad: Int?
    appendUninitialized(count, to: &output) { bad = decode(text, digits, to: $0, count) }
    guard let bad else { return }
    output.removeLast(count)
    throw error(at: bad, in: text, isDigit: digit(text[bad]) != nil)
  }

  private static func paddingLength(_ text: UnsafeRawBufferPointer) -> Int {
    guard text[text.count - 1] == UInt8(ascii: "=") else { return 0 }
    return text[text.count - 2] == UInt8(ascii: "=") ? 2 : 1
  }

  private static func error(
    at place: Int, in text: UnsafeRawBufferPointer, isDigit: Bool
  ) -> Base64Error {
    Base64Error(
      offset: place,
      expected: isDigit ? "a last base64 digit without left-over bits" : "a base64 digit",
      got: "the byte 0x" + String(text[place], radix: 16, uppercase: true))
  }

  /// Writes `count` bytes; returns the offset of the first wrong character, or nil.
  private static func decode(
    _ text: UnsafeRawBufferPointer, _ digits: Int, to output: UnsafeMutableRawPointer, _ count: Int
  ) -> Int? {
    var read = 0
    var write = 0
    // a whole word is stored for six bytes, so it must not reach past the end
    while read + 8 <= digits, write + 8 <= count {
      let word = UInt64(bigEndian: text.loadUnaligned(fromByteOffset: read, as: UInt64.self))
      guard let values = self.digits(ofCharacters: word) else { break }
      output.storeBytes(of: (gather(values) << 16).bigEndian, toByteOffset: write, as: UInt64.self)
      read += 8
      write += 6
    }
    return decodeRest(text, digits, read, to: output + write)
  }

  /// Decodes the last digits, or those around a wrong one, one by one.
  private static func decodeRest(
    _ text: UnsafeRawBufferPointer, _ digits: Int, _ start: Int, to output: UnsafeMutableRawPointer
  ) -> Int? {
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    var write = 0
    for read in start..<digits {
      guard let digit = digit(text[read]) else { return read }
      bits = bits << 6 | UInt32(digit)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        output.storeBytes(
          of: UInt8(truncatingIfNeeded: bits >> bitCount), toByteOffset: write, as: UInt8.self)
        write += 1
        bits &= 1 << bitCount - 1
      }
    }
    return bits == 0 ? nil : digits - 1
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  /// Maps eight characters to digits, or returns nil when one of them is not base64.
  @inline(__always)
  private static func digits(ofCharacters word: UInt64) -> UInt64? {
    guard word & (ones &* 0x80) == 0 else { return nil }
    let upper = atLeast(65, word) &- atLeast(91, word)
    let lower = atLeast(97, word) &- atLeast(123, word)
    let decimal = atLeast(48, word) &- atLeast(58, word)
    let plus = atLeast(43, word) &- atLeast(44, word)
    let slash = atLeast(47, word) &- atLeast(48, word)
    guard upper | lower | decimal | plus | slash == ones else { return nil }
    let up = decimal &* 4 &+ plus &* 19 &+ slash &* 16
    return word &+ up &- upper &* 65 &- lower &* 71
  }

  /// Gathers eight digits into the low 48 bits, the first highest: the inverse of `spread`.
  @inline(__always)
  private static func gather(_ digits: UInt64) -> UInt64 {
    let quarters = (digits & 0x3F00_3F00_3F00_3F00) >> 2 | digits & 0x003F_003F_003F_003F
    let halves = (quarters & 0x0FFF_0000_0FFF_0000) >> 4 | quarters & 0x0000_0FFF_0000_0FFF
    return (halves & 0x00FF_FFFF_0000_0000) >> 8 | halves & 0xFF_FFFF
  }
}
