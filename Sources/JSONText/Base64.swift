/// Why a text is not base64.
public struct Base64Error: Error, Sendable, Equatable, CustomStringConvertible {
  /// The first byte that is wrong.
  public var offset: Int
  /// What belongs there.
  public var expected: String
  /// What is there.
  public var got: String

  /// `byte 7: expected a base64 digit, got the byte 0x2E`.
  public var description: String { "byte \(offset): expected \(expected), got \(got)" }
}

/// Base64 with the standard alphabet and padding (RFC 4648, section 4), six bytes at a time.
///
/// Both directions treat a 64-bit word as eight lanes: sums of lane masks times small constants
/// map values to characters and back, without tables.
public enum Base64 {
  /// The length of the encoding of `count` bytes.
  ///
  /// - Precondition: The result fits in an `Int`.
  public static func encodedLength(of count: Int) -> Int { (count + 2) / 3 * 4 }

  /// Appends the encoding of `input` to `output`.
  public static func encode(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    let length = encodedLength(of: input.count)
    appendUninitialized(length, to: &output) { encode(input, to: $0) }
  }

  /// Writes the encoding of `input` to memory of exactly `encodedLength(of:)` bytes.
  private static func encode(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawPointer) {
    var read = 0
    var write = 0
    while read + 8 <= input.count {
      let word = UInt64(bigEndian: input.loadUnaligned(fromByteOffset: read, as: UInt64.self))
      let characters = characters(ofDigits: spread(word >> 16))
      output.storeBytes(of: characters.bigEndian, toByteOffset: write, as: UInt64.self)
      read += 6
      write += 8
    }
    while read < input.count {
      encodeGroup(input, read, output + write)
      read += 3
      write += 4
    }
  }

  /// Encodes one to three bytes, padded.
  private static func encodeGroup(
    _ input: UnsafeRawBufferPointer, _ read: Int, _ output: UnsafeMutableRawPointer
  ) {
    var word: UInt64 = 0
    let count = min(3, input.count - read)
    for index in 0..<count { word |= UInt64(input[read + index]) << UInt64(40 - 8 * index) }
    let characters = characters(ofDigits: spread(word))
    for index in 0..<4 {
      let character = UInt8(truncatingIfNeeded: characters >> UInt64(56 - 8 * index))
      output.storeBytes(
        of: index <= count ? character : UInt8(ascii: "="), toByteOffset: index, as: UInt8.self)
    }
  }

  /// Spreads the low 48 bits over eight bytes of six bits, the first digit highest.
  @inline(__always)
  static func spread(_ bits: UInt64) -> UInt64 {
    let halves = (bits & 0xFFFF_FF00_0000) << 8 | bits & 0xFF_FFFF
    let quarters = (halves & 0x00FF_F000_00FF_F000) << 4 | halves & 0x0000_0FFF_0000_0FFF
    return (quarters & 0x0FC0_0FC0_0FC0_0FC0) << 2 | quarters & 0x003F_003F_003F_003F
  }

  /// Maps eight digits in `0...63` to their characters.
  @inline(__always)
  static func characters(ofDigits digits: UInt64) -> UInt64 {
    // A-Z, then a-z, 0-9, + and /: each threshold shifts the lanes that reach it
    digits &+ ones &* 65 &+ atLeast(26, digits) &* 6 &- atLeast(52, digits) &* 75
      &- atLeast(62, digits) &* 15 &+ atLeast(63, digits) &* 3
  }

  /// One in each lane whose value (below 128) is at least `threshold`.
  @inline(__always)
  static func atLeast(_ threshold: UInt64, _ lanes: UInt64) -> UInt64 {
    (lanes &+ ones &* (128 &- threshold)) >> 7 & ones
  }

  @inline(__always)
  static var ones: UInt64 { 0x0101_0101_0101_0101 }
}

/// Appends `count` bytes that `fill` writes in place.
@inline(__always)
func appendUninitialized(
  _ count: Int, to output: inout [UInt8], fill: (UnsafeMutableRawPointer) -> Void
) {
  guard count > 0 else { return }
  let start = output.count
  output.append(contentsOf: repeatElement(0, count: count))
  output.withUnsafeMutableBytes { bytes in
    guard let base = bytes.baseAddress else { return }
    fill(base + start)
  }
}
