private import Glibc

/// Whole files as byte arrays.
public enum FileBytes {
  /// The most bytes a read takes unless told otherwise: 1 GiB.
  public static let defaultLimit = 1 << 30

  /// Whether `path` names something that is there and is not a directory.
  public static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// The content of the file at `path`.
  ///
  /// - Throws: ``ImageFileError/file(path:reason:)`` with the system's reason, or when there are
  ///   more than `limit` bytes.
  public static func read(_ path: String, limit: Int = defaultLimit) throws(ImageFileError)
    -> [UInt8]
  {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: path, reason: lastReason()) }
    defer { close(descriptor) }
    // The size is a hint: pipes have none, and a file may grow while it is read.
    var status = stat()
    let hint = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    var bytes = [UInt8](repeating: 0, count: min(max(hint, 0), limit) + 1)
    var count = 0
    while true {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .file(path: path, reason: lastReason()) }
      if got == 0 { break }
      count += got
      guard count <= limit else { throw .file(path: path, reason: "more than \(limit) bytes") }
      if count == bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: max(count, 65536)))
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Puts `bytes` at `path`; a file that was there is replaced in one step or left as it was.
  ///
  /// - Parameter partial: Where they are until they are all written, on the same file system; a name
  ///   beside `path` when it is nil.
  /// - Throws: ``ImageFileError/file(path:reason:)`` with the system's reason.
  public static func write(
    _ bytes: [UInt8], to path: String, through partial: String? = nil
  ) throws(ImageFileError) {
    let partial = partial ?? "\(path).\(getpid()).partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .file(path: path, reason: lastReason()) }
    var failure: String?
    var count = 0
    while count < bytes.count, failure == nil {
      let put = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if put >= 0 { count += put } else if errno != EINTR { failure = lastReason() }
    }
    if close(descriptor) != 0, failure == nil { failure = lastReason() }
    if failure == nil, rename(partial, path) != 0 { failure = lastReason() }
    if let failure {
      unlink(partial)
      throw .file(path: path, reason: failure)
    }
  }

  private static func lastReason() -> String { String(cString: strerror(errno)) }
}
