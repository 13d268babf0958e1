import Glibc

/// What servers left behind that were killed while they waited for their peer.
///
/// A server removes its socket when it ends, but nobody can when signal 9 ends it; so the next one
/// does. No server waits longer than half a minute: what is much older is nobody's.
enum AbandonedSockets {
  /// How old a directory must be, s.
  private static let age = 600

  /// Removes this user's abandoned socket directories in `base`.
  static func remove(in base: String) {
    guard let folder = opendir(base) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix("spiral-"), isAbandoned("\(base)/\(name)") else { continue }
      unlink("\(base)/\(name)/s")
      // A directory that holds anything else was not one of ours, and stays.
      rmdir("\(base)/\(name)")
    }
  }

  private static func isAbandoned(_ directory: String) -> Bool {
    var status = stat()
    var socket = stat()
    guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_mode & 0o777 == 0o700, status.st_uid == geteuid(),
      lstat("\(directory)/s", &socket) == 0, socket.st_mode & S_IFMT == S_IFSOCK
    else { return false }
    return time(nil) - status.st_mtim.tv_sec > age
  }
}
