internal import CSystem
public import EnvironmentAPI
internal import Glibc
public import WireProtocol

/// Sealed memory that clients on this machine map through `/proc`; it has no name in any file system
/// and ends with this process, however that ends.
public final class SharedMemoryFile: SharedMemory {
  /// `/proc/PID/fd/N`.
  public let path: String
  /// The memory, zeroed at first.
  public let bytes: UnsafeMutableRawBufferPointer
  private let descriptor: Int32

  /// Makes memory of `byteCount` bytes, at least 1.
  ///
  /// - Throws: `resourceLimit` when the machine does not give it.
  public init(byteCount: Int) throws(EnvironmentError) {
    var memory: UnsafeMutableRawPointer?
    descriptor = byteCount > 0 ? csystem_shared_memory(byteCount, &memory) : -1
    guard descriptor >= 0, let memory else {
      throw .resourceLimit(
        what: "shared memory", limit: "what the machine gives (\(describe(errno)))",
        got: "\(byteCount) bytes")
    }
    bytes = UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
    path = "/proc/\(getpid())/fd/\(descriptor)"
  }

  deinit {
    csystem_unmap(bytes.baseAddress, bytes.count)
    close(descriptor)
  }
}
