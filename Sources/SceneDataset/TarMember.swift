/// Members of tar archives in the ustar format (POSIX.1-1988, pax(1)): what is put into one is plain
/// files with the same owner and time, so that equal contents make equal archives.
enum TarMember {
  /// The side of tar's blocks, bytes.
  static let blockSize = 512

  /// What stands at the end of an archive: two blocks of zeros.
  static let archiveEnd = [UInt8](repeating: 0, count: 2 * blockSize)

  /// The header, the content and zeros up to the next block.
  ///
  /// - Precondition: The name has at most 100 bytes and the content less than 8 GiB.
  static func encode(name: String, content: [UInt8]) -> [UInt8] {
    let padding = (blockSize - content.count % blockSize) % blockSize
    return header(name: name, size: content.count) + content
      + [UInt8](repeating: 0, count: padding)
  }

  private static func header(name: String, size: Int) -> [UInt8] {
    precondition(name.utf8.count <= 100, "tar name of \(name.utf8.count) bytes")
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ text: String, at offset: Int) {
      block.replaceSubrange(offset..<offset + text.utf8.count, with: Array(text.utf8))
    }
    put(name, at: 0)
    put(octal(0o644, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(size, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    put("        ", at: 148)  // the checksum counts itself as spaces
    put("0", at: 156)
    put("ustar\u{0}00", at: 257)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(octal(sum, digits: 6) + "\u{0} ", at: 148)
    return block
  }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
