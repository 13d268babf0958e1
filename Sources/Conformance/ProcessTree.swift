import Glibc

/// What /proc tells of a process and those that it started.
enum ProcessTree {
  /// The processes that a process started, and those that they started.
  static func descendants(of process: Int32) -> [Int32] {
    var parents: [(child: Int32, parent: Int32)] = []
    for child in allProcesses() {
      // The name in parentheses may hold anything; state and parent follow the last one.
      let text = String(decoding: contents("/proc/\(child)/stat"), as: UTF8.self)
      guard let end = text.lastIndex(of: ")") else { continue }
      let words = text[end...].split(separator: " ")
      if words.count > 2, words[1] != "Z", let parent = Int32(words[2]) {
        parents.append((child, parent))
      }
    }
    var found: [Int32] = []
    var wave = [process]
    while !wave.isEmpty {
      wave = parents.filter { wave.contains($0.parent) }.map(\.child)
      found += wave
    }
    return found
  }

  /// The memory in use by a process and its descendants, bytes.
  static func residentBytes(of process: Int32) -> Int {
    ([process] + descendants(of: process)).reduce(0) { $0 + ownBytes(of: $1) }
  }

  /// Whether a process exists and has not ended.
  static func isRunning(_ process: Int32) -> Bool {
    let text = String(decoding: contents("/proc/\(process)/stat"), as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return false }
    return !text[end...].hasPrefix(") Z")
  }

  private static func ownBytes(of process: Int32) -> Int {
    let text = String(decoding: contents("/proc/\(process)/status"), as: UTF8.self)
    for line in text.split(separator: "\n") where line.hasPrefix("VmRSS:") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      return words.count > 1 ? (Int(words[1]) ?? 0) * 1024 : 0
    }
    return 0
  }

  private static func allProcesses() -> [Int32] {
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var found: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let process = Int32(name) { found.append(process) }
    }
    return found
  }

  private static func contents(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let capacity = 1 << 14
    return [UInt8](unsafeUninitializedCapacity: capacity) { bytes, count in
      count = max(0, read(descriptor, bytes.baseAddress, capacity))
    }
  }
}
