internal import Glibc

/// The directories of private sockets whose servers were killed before a client connected: whoever
/// is killed like that cannot tidy up, so the next server does.
///
/// A directory is abandoned when its name has the number of a process that is not there, and nobody
/// holds the lock on it: the lock tells a server in another container, whose process numbers are not
/// ours, from one that is gone.
enum AbandonedSockets {
  /// Takes the lock that says that the directory is in use; it ends with the descriptor, or -1.
  static func occupy(_ directory: String) -> Int32 {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if descriptor >= 0 { _ = flock(descriptor, LOCK_SH | LOCK_NB) }
    return descriptor
  }

  /// Removes what this user's dead servers left in `base`.
  static func remove(in base: String) {
    guard let folder = opendir(base) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if isOfDeadProcess(name) { removeUnlessOccupied("\(base)/\(name)") }
    }
  }

  /// Whether a name is `spiral-PID-` and six characters, and there is no process PID.
  private static func isOfDeadProcess(_ name: String) -> Bool {
    let words = name.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count == 3, words[0] == "spiral", words[2].utf8.count == 6,
      let process = Int32(words[1]), process > 0
    else { return false }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  private static func removeUnlessOccupied(_ directory: String) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    unlinkat(descriptor, "s", 0)
    rmdir(directory)
  }
}
