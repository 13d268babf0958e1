import EnvironmentAPI
import Glibc

/// This program as a file, to start it again.
enum CurrentProgram {
  /// The absolute path.
  ///
  /// - Throws: `unsupported` where there is no `/proc`.
  static func path() throws(EnvironmentError) -> String {
    guard let path = realpath("/proc/self/exe", nil) else {
      throw .unsupported("finding the own program without /proc")
    }
    defer { free(path) }
    return String(cString: path)
  }
}
