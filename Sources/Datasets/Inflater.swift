private import CZlib

/// The container of a deflate stream, as zlib's window bits name it.
enum DeflateContainer: Int32 {
  /// Bare deflate (RFC 1951), as inside a zip archive.
  case bare = -15
  /// gzip with header and checksum (RFC 1952).
  case gzip = 31
}

/// One zlib decompression; owns zlib's state and gives it back.
struct Inflater: ~Copyable {
  // On the heap, because zlib remembers the address.
  private let stream: UnsafeMutablePointer<z_stream>

  /// A fresh decompression; nil when zlib has no memory.
  init?(_ container: DeflateContainer) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, container.rawValue, ZLIB_VERSION, size) == Z_OK else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// What a step took, gave and found.
  struct Step {
    /// Bytes of input used up.
    var consumed: Int
    /// Bytes of output written.
    var produced: Int
    /// Whether the stream ended and its checksum is right.
    var ended: Bool
  }

  /// Decompresses from `input` into `output` until one of them or the stream ends.
  ///
  /// - Throws: ``DatasetError/malformed(format:reason:)`` with zlib's reason.
  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  )
    throws(DatasetError) -> Step
  {
    let available = UInt32(clamping: input.count)
    let room = UInt32(clamping: output.count)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.pointee.avail_in = available
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = room
    let status = inflate(stream, Z_NO_FLUSH)
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
      let text = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
      throw .malformed(format: "compressed data", reason: text)
    }
    return Step(
      consumed: Int(available - stream.pointee.avail_in),
      produced: Int(room - stream.pointee.avail_out), ended: status == Z_STREAM_END)
  }

  /// Gets ready for another stream.
  mutating func restart() { inflateReset(stream) }
}

/// The CRC-32 of gzip and zip (RFC 1952, section 8).
func checksum(_ bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBufferPointer { buffer in
    UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress, buffer.count))
  }
}
