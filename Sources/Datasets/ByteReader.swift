/// Bytes with numbers at offsets; every access outside throws.
struct ByteReader: Sendable {
  private let content: [UInt8]
  /// The name of the format for error texts.
  private let format: String

  init(_ bytes: [UInt8], format: String) {
    content = bytes
    self.format = format
  }

  /// The number of bytes.
  var count: Int { content.count }

  /// The little-endian number in 2 bytes.
  func integer16(at offset: Int) throws(DatasetError) -> Int {
    try check(offset, 2)
    return Int(content[offset]) | Int(content[offset + 1]) << 8
  }

  /// The little-endian number in 4 bytes, `0...4294967295`.
  func integer32(at offset: Int) throws(DatasetError) -> Int {
    try check(offset, 4)
    let low = Int(content[offset]) | Int(content[offset + 1]) << 8
    return low | Int(content[offset + 2]) << 16 | Int(content[offset + 3]) << 24
  }

  /// The big-endian number in 4 bytes, `0...4294967295`.
  func bigEndian32(at offset: Int) throws(DatasetError) -> Int {
    Int(UInt32(truncatingIfNeeded: try integer32(at: offset)).byteSwapped)
  }

  /// A copy of `length` bytes.
  func bytes(at offset: Int, count length: Int) throws(DatasetError) -> [UInt8] {
    try check(offset, length)
    return Array(content[offset..<offset + length])
  }

  private func check(_ offset: Int, _ length: Int) throws(DatasetError) {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
      let reason = "expected \(length) bytes at byte \(offset), got \(max(0, count - offset))"
      throw .malformed(format: format, reason: reason)
    }
  }
}
