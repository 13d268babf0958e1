/// gzip files (RFC 1952), one member or several in a row.
public enum Gzip {
  /// The most bytes a file may unpack to unless told otherwise: 512 MiB.
  public static let defaultLimit = 512 << 20

  /// The unpacked content, checksums checked.
  ///
  /// - Throws: ``DatasetError`` when the data are damaged or cut off, or unpack to more than
  ///   `limit` bytes; memory stays within twice the limit.
  public static func decompress(_ file: [UInt8], limit: Int = defaultLimit) throws(DatasetError)
    -> [UInt8]
  {
    let (bytes, ended) = try unpack(file, atMost: limit)
    guard ended else { throw .tooLarge(what: "the unpacked gzip file", bytes: limit, limit: limit) }
    return bytes
  }

  /// The first `count` bytes of the unpacked content, or all when there are fewer.
  ///
  /// What follows them is not looked at, so damage there and the checksum go unnoticed.
  ///
  /// - Throws: ``DatasetError`` when the data are damaged or cut off before `count` bytes.
  public static func prefix(_ count: Int, of file: [UInt8]) throws(DatasetError) -> [UInt8] {
    try unpack(file, atMost: count).bytes
  }

  /// Unpacks at most `limit` bytes and tells whether the file ended with them.
  private static func unpack(_ file: [UInt8], atMost limit: Int) throws(DatasetError) -> (
    bytes: [UInt8], ended: Bool
  ) {
    guard file.starts(with: [0x1F, 0x8B]) else {
      throw .malformed(format: "gzip file", reason: "it does not start with 1F 8B")
    }
    guard var inflater = Inflater(.gzip) else { throw noMemory }
    // One byte more than the limit shows whether the content ends there.
    var bytes = [UInt8](repeating: 0, count: min(limit, max(4 * file.count, 4096)) + 1)
    var consumed = 0
    var produced = 0
    while true {
      let step = try inflater.step(file, from: consumed, into: &bytes, from: produced)
      consumed += step.consumed
      produced += step.produced
      if produced > limit {
        bytes.removeLast(bytes.count - limit)
        return (bytes, false)
      }
      if step.ended, try memberFollows(in: file, at: consumed) {
        inflater.restart()
      } else if step.ended {
        bytes.removeLast(bytes.count - produced)
        return (bytes, true)
      }
      if produced == bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: min(limit + 1 - produced, produced)))
      } else if consumed == file.count, !step.ended {
        throw .malformed(format: "gzip file", reason: "cut off after \(file.count) bytes")
      }
    }
  }

  /// Whether another member starts at `offset`; zeros of padding may follow the last one.
  private static func memberFollows(in file: [UInt8], at offset: Int) throws(DatasetError) -> Bool {
    let rest = file[offset...]
    if rest.starts(with: [0x1F, 0x8B]) { return true }
    guard rest.allSatisfy({ $0 == 0 }) else {
      throw .malformed(format: "gzip file", reason: "\(rest.count) foreign bytes follow its end")
    }
    return false
  }

  static var noMemory: DatasetError {
    .malformed(format: "compressed data", reason: "zlib has no memory")
  }
}

extension Inflater {
  /// One step from the rest of `input` into the rest of `output`.
  mutating func step(
    _ input: [UInt8], from inputStart: Int, into output: inout [UInt8], from outputStart: Int
  ) throws(DatasetError) -> Step {
    var result: Result<Step, DatasetError> = .failure(Gzip.noMemory)
    input.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        do throws(DatasetError) {
          result = .success(
            try step(
              UnsafeBufferPointer(rebasing: source[inputStart...]),
              into: UnsafeMutableBufferPointer(rebasing: target[outputStart...])))
        } catch { result = .failure(error) }
      }
    }
    return try result.get()
  }
}
