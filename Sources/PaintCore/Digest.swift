/// The FNV-1a hash of a sequence of bytes, 64 bits wide (Fowler, Noll, Vo; draft-eastlake-fnv).
///
/// It names states and observations in tests and on the wire; it is no protection against people.
public struct Digest: Sendable, Equatable {
  /// The hash of the bytes so far.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Starts with no bytes.
  public init() {}

  /// Adds `bytes` in order.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    var hash = value
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    value = hash
  }

  /// Adds `bytes` in order.
  public mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append($0) }
  }

  /// Adds the little-endian bytes of `word`.
  public mutating func append(_ word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { append($0) }
  }

  /// The hash as sixteen lower-case hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
