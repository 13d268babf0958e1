/// A zip archive in memory: its list of entries, and the content of any of them.
///
/// Stored and deflated entries are read; encryption, archives in several parts and zip64 are
/// refused by name (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).
public struct ZipArchive: Sendable {
  /// One file in the archive, as the central directory states it.
  public struct Entry: Sendable, Equatable {
    /// The path inside the archive, parts divided by `/`.
    public let name: String
    /// Bytes of the unpacked content.
    public let size: Int
    let compressedSize: Int
    let method: Int
    let flags: Int
    let checksum: UInt32
    let headerOffset: Int
  }

  /// The most bytes an entry may unpack to unless told otherwise: 256 MiB.
  public static let defaultLimit = 256 << 20

  /// The entries in the order of the directory.
  public let entries: [Entry]
  private let file: ByteReader

  /// The archive that a file holds; only the directory is read.
  ///
  /// - Throws: ``DatasetError/malformed(format:reason:)`` for damage and what is not read.
  public init(_ bytes: [UInt8]) throws(DatasetError) {
    file = ByteReader(bytes, format: "zip archive")
    let end = try Self.endOfDirectory(in: file)
    let disk = try file.integer16(at: end + 4)
    let count = try file.integer16(at: end + 10)
    let size = try file.integer32(at: end + 12)
    var offset = try file.integer32(at: end + 16)
    guard count != 0xFFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF else {
      throw .malformed(format: "zip archive", reason: "zip64 archives are not read")
    }
    guard disk == 0 else {
      throw .malformed(format: "zip archive", reason: "archives in several parts are not read")
    }
    var found: [Entry] = []
    for _ in 0..<count {
      let (entry, next) = try Self.entry(at: offset, in: file)
      found.append(entry)
      offset = next
    }
    entries = found
  }

  /// The first entry of this name.
  public func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

  /// The unpacked content of an entry, its checksum checked.
  ///
  /// - Throws: ``DatasetError`` for damage, other methods, and content above `limit` bytes.
  public func read(_ entry: Entry, limit: Int = defaultLimit) throws(DatasetError) -> [UInt8] {
    guard entry.flags & 1 == 0 else { throw damaged(entry, "it is encrypted") }
    guard entry.size != 0xFFFF_FFFF, entry.compressedSize != 0xFFFF_FFFF else {
      throw damaged(entry, "zip64 entries are not read")
    }
    guard entry.size <= limit else {
      throw .tooLarge(what: "entry \(entry.name)", bytes: entry.size, limit: limit)
    }
    let header = entry.headerOffset
    guard try file.integer32(at: header) == 0x0403_4B50 else {
      throw damaged(entry, "no local header at byte \(header)")
    }
    let start = try header + 30 + file.integer16(at: header + 26) + file.integer16(at: header + 28)
    let packed = try file.bytes(at: start, count: entry.compressedSize)
    let content: [UInt8]
    switch entry.method {
    case 0: content = packed
    case 8: content = try inflated(packed, of: entry)
    default: throw damaged(entry, "compression method \(entry.method); 0 and 8 (deflate) are read")
    }
    guard content.count == entry.size else {
      throw damaged(entry, "it should have \(entry.size) bytes, got \(content.count)")
    }
    guard checksum(content) == entry.checksum else { throw damaged(entry, "its CRC-32 is wrong") }
    return content
  }

  /// Unpacks a deflated entry into one byte more than its size, so that an excess shows.
  private func inflated(_ packed: [UInt8], of entry: Entry) throws(DatasetError) -> [UInt8] {
    guard var inflater = Inflater(.bare) else { throw Gzip.noMemory }
    // deflate packs at most 1032 to 1, so a lying size cannot make us take much memory.
    let possible = packed.count.multipliedReportingOverflow(by: 1032)
    guard possible.overflow || entry.size <= possible.partialValue else {
      throw damaged(entry, "\(packed.count) packed bytes cannot hold \(entry.size)")
    }
    var content = [UInt8](repeating: 0, count: entry.size + 1)
    let step = try inflater.step(packed, from: 0, into: &content, from: 0)
    guard step.ended else {
      throw damaged(entry, "its packed bytes do not end after \(entry.size) unpacked ones")
    }
    content.removeLast(content.count - step.produced)
    return content
  }

  private func damaged(_ entry: Entry, _ reason: String) -> DatasetError {
    .malformed(format: "zip archive", reason: "entry \(entry.name): \(reason)")
  }

  /// The offset of the end record, which only a comment of at most 65535 bytes may follow.
  private static func endOfDirectory(in file: ByteReader) throws(DatasetError) -> Int {
    let recordLength = 22
    var offset = file.count - recordLength
    let lowest = max(0, offset - 65535)
    while offset >= lowest {
      if try file.integer32(at: offset) == 0x0605_4B50 { return offset }
      offset -= 1
    }
    throw .malformed(format: "zip archive", reason: "no directory at its end; is it cut off?")
  }

  /// The entry whose directory header is at `offset`, and the offset after it.
  private static func entry(at offset: Int, in file: ByteReader) throws(DatasetError) -> (
    Entry, next: Int
  ) {
    guard try file.integer32(at: offset) == 0x0201_4B50 else {
      throw .malformed(format: "zip archive", reason: "no directory entry at byte \(offset)")
    }
    let nameLength = try file.integer16(at: offset + 28)
    let name = try file.bytes(at: offset + 46, count: nameLength)
    let entry = Entry(
      name: String(decoding: name, as: UTF8.self), size: try file.integer32(at: offset + 24),
      compressedSize: try file.integer32(at: offset + 20),
      method: try file.integer16(at: offset + 10), flags: try file.integer16(at: offset + 8),
      checksum: UInt32(try file.integer32(at: offset + 16)),
      headerOffset: try file.integer32(at: offset + 42))
    let extra = try file.integer16(at: offset + 30)
    let comment = try file.integer16(at: offset + 32)
    return (entry, offset + 46 + nameLength + extra + comment)
  }
}
