internal import Glibc

/// Memory that a server on this machine shares for tensors in `shm`, mapped to be read.
///
/// A slot begins with its sequence number; see PROTOCOL.md, section 4.
public final class SharedMemoryView {
  /// The memory; the server writes into it.
  public let bytes: UnsafeRawBufferPointer

  /// Maps what the answer to `initialize` describes.
  ///
  /// - Throws: `ClientError.malformedResponse` when there is no such memory.
  public init(path: String, byteCount: Int) throws(ClientError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    var status = stat()
    // Memory that ends before what we map would be a fault at the first look at it.
    guard descriptor >= 0, byteCount > 0, fstat(descriptor, &status) == 0,
      Int(status.st_size) >= byteCount,
      let start = mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else {
      throw .malformedResponse(
        method: "initialize", reason: "no shared memory of \(byteCount) bytes at \(path)")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: byteCount)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

  /// Returns the sequence number of the slot that `offset` lies in.
  ///
  /// - Parameter slotCount: How many slots share the memory equally.
  /// - Returns: Nil when the offset is in none.
  public func sequence(ofSlotAt offset: Int, slotCount: Int) -> UInt64? {
    guard slotCount > 0, (0..<bytes.count).contains(offset) else { return nil }
    let size = bytes.count / slotCount
    guard size >= 8, offset / size < slotCount else { return nil }
    let word = bytes.loadUnaligned(fromByteOffset: offset / size * size, as: UInt64.self)
    return UInt64(littleEndian: word)
  }
}
