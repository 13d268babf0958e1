import Foundation
import Glibc

/// What the machine says of a process and of what processes may leave behind.
enum ProcessFigures {
  /// The resident memory in KiB; nil when the process is gone.
  static func residentKiB(_ process: Int32) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8) else {
      return nil
    }
    let words = text.split(separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE)) / 1024
  }

  /// How many descriptors are open; nil when the process is gone.
  static func descriptorCount(_ process: Int32) -> Int? {
    try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
  }

  /// Whether the process still runs; one that only waits to be reaped does not.
  static func isRunning(_ process: Int32) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let state = text.split(separator: ")").last?.split(separator: " ").first
    else { return false }
    return state != "Z" && state != "X"
  }

  /// The names in a folder; none when it cannot be read.
  static func names(in folder: String) -> Set<String> {
    Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
  }
}
