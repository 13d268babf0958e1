import Foundation

/// The processor time of this process and of all that it started.
struct ProcessorClock {
  /// What was used before this process, by the same training.
  private let earlierSeconds: Double
  private let startSeconds: Double

  /// Starts at what was used before.
  init(earlierSeconds: Double = 0) {
    self.earlierSeconds = earlierSeconds
    startSeconds = Self.totalSeconds()
  }

  /// Seconds of all threads of all processes.
  func seconds() -> Double { earlierSeconds + Self.totalSeconds() - startSeconds }

  /// This process, the children it has waited for, and all that still live below it.
  private static func totalSeconds() -> Double {
    var seconds = 0.0
    for who in [RUSAGE_SELF, RUSAGE_CHILDREN] {
      var usage = rusage()
      getrusage(__rusage_who_t(who.rawValue), &usage)
      seconds += self.seconds(usage.ru_utime) + self.seconds(usage.ru_stime)
    }
    return seconds + livingDescendantSeconds()
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }

  /// What a process is said to have used, children that it waited for included.
  private struct Process {
    let parent: Int32
    let ticks: Double
  }

  private static func livingDescendantSeconds() -> Double {
    var processes: [Int32: Process] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      if let identifier = Int32(name), let process = process(identifier) {
        processes[identifier] = process
      }
    }
    let own = getpid()
    let ticks = processes.keys.reduce(0.0) { sum, identifier in
      guard identifier != own, isDescendant(identifier, of: own, processes) else { return sum }
      return sum + (processes[identifier]?.ticks ?? 0)
    }
    return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func isDescendant(
    _ identifier: Int32, of ancestor: Int32, _ processes: [Int32: Process]
  ) -> Bool {
    var next = identifier
    // processes come and go while they are listed, so the chain may be broken or even a ring
    for _ in 0..<64 {
      guard let process = processes[next] else { return false }
      if process.parent == ancestor { return true }
      next = process.parent
    }
    return false
  }

  /// proc(5): after the name in parentheses come the state, the parent and, as fields 14 to 17, the
  /// times of the process and of its children, in user and system mode.
  private static func process(_ identifier: Int32) -> Process? {
    guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
      let name = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 14, let parent = Int32(fields[1]) else { return nil }
    return Process(parent: parent, ticks: fields[11...14].reduce(0) { $0 + (Double($1) ?? 0) })
  }
}
