import Glibc

/// A file that is written from front to back and appears under its name when it is whole.
struct FileSink: ~Copyable {
  private let descriptor: Int32
  private let partial: String
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 20

  /// Starts the file at `partial`.
  init(partial: String) throws(SceneDatasetError) {
    self.partial = partial
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .file(path: partial, reason: systemReason()) }
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit { close(descriptor) }

  /// Adds bytes at the end.
  mutating func append(_ bytes: some Collection<UInt8>) throws(SceneDatasetError) {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes the rest and gives the file its name.
  mutating func finish(as path: String) throws(SceneDatasetError) {
    try flush()
    guard rename(partial, path) == 0 else { throw .file(path: path, reason: systemReason()) }
  }

  private mutating func flush() throws(SceneDatasetError) {
    var count = 0
    while count < buffer.count {
      let put = buffer.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress?.advanced(by: count), bytes.count - count)
      }
      if put >= 0 {
        count += put
      } else if errno != EINTR {
        throw .file(path: partial, reason: systemReason())
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Why the latest system call failed.
func systemReason() -> String { String(cString: strerror(errno)) }
