internal import CSystem
internal import Glibc

/// A listening Unix socket in a fresh directory that only this user can enter.
///
/// Socket and directory are removed as soon as the value goes; after a SIGKILL the next server of
/// this user removes them.
struct PrivateSocket: ~Copyable {
  /// Why no socket could be made.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The absolute path of the socket.
  let path: String
  private let directory: String
  /// Listens without blocking.
  let descriptor: Int32
  /// Says that the directory is in use.
  private let lock: Int32

  /// Makes the socket in the first directory of `bases` that can hold it.
  ///
  /// - Parameter bases: Absolute paths. A base is passed over when it is not writable or so long
  ///   that the socket's path would not fit into a socket address.
  init(in bases: [String]) throws(Failure) {
    var reasons: [String] = []
    for base in bases {
      guard base.hasPrefix("/") else {
        reasons.append("\(base): not an absolute path")
        continue
      }
      guard base.utf8.count + 32 <= csystem_socket_path_limit() else {
        reasons.append("\(base): too long for a socket address")
        continue
      }
      AbandonedSockets.remove(in: base)
      guard let directory = Self.makeDirectory(in: base) else {
        reasons.append("\(base): \(describe(errno))")
        continue
      }
      let path = directory + "/s"
      let lock = AbandonedSockets.occupy(directory)
      let listener = csystem_listen(path)
      guard listener >= 0 else {
        reasons.append("\(path): \(describe(errno))")
        close(lock)
        Self.remove(path: path, directory: directory)
        continue
      }
      self.path = path
      self.directory = directory
      descriptor = listener
      self.lock = lock
      return
    }
    throw Failure(description: reasons.joined(separator: "; "))
  }

  deinit {
    close(descriptor)
    close(lock)
    Self.remove(path: path, directory: directory)
  }

  /// Where private sockets go: the user's runtime directory, else the temporary one.
  static func standardBases() -> [String] {
    let names = ["XDG_RUNTIME_DIR", "TMPDIR"]
    let named = names.compactMap { name -> String? in
      guard let value = getenv(name) else { return nil }
      return String(validatingCString: value)
    }
    return named.filter { !$0.isEmpty } + ["/tmp"]
  }

  /// A new directory of mode 0700, or nil with `errno` set.
  private static func makeDirectory(in base: String) -> String? {
    var template = Array("\(base)/spiral-\(getpid())-XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return nil }
      return String(cString: start)
    }
  }

  private static func remove(path: String, directory: String) {
    unlink(path)
    rmdir(directory)
  }
}
