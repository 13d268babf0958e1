private import Glibc

/// A file that grows at its end; every append reaches the system before it returns.
struct AppendedFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens `path`, or makes it; `exclusively` insists on making it.
  init(_ path: String, exclusively: Bool) throws(TrainingLogError) {
    let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | (exclusively ? O_EXCL : 0)
    let opened = open(path, flags, 0o666)
    guard opened >= 0 else { throw .file(path: path, reason: Self.lastReason()) }
    self.init(path, descriptor: opened)
  }

  private init(_ path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Puts `bytes` at the end of the file.
  func append(_ bytes: [UInt8]) throws(TrainingLogError) {
    var count = 0
    while count < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if put >= 0 { count += put } else if errno != EINTR { throw failure() }
    }
  }

  /// The bytes from `offset` on, at most `limit` of them; empty at the end.
  func read(at offset: Int, limit: Int) throws(TrainingLogError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      }
      if got >= 0 { return Array(bytes.prefix(got)) }
      if errno != EINTR { throw failure() }
    }
  }

  /// Cuts the file off after `count` bytes.
  func truncate(to count: Int) throws(TrainingLogError) {
    guard ftruncate(descriptor, off_t(count)) == 0 else { throw failure() }
  }

  private func failure() -> TrainingLogError { .file(path: path, reason: Self.lastReason()) }

  private static func lastReason() -> String { String(cString: strerror(errno)) }
}
