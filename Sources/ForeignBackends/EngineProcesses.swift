import EnvironmentAPI
import JSONText
import Synchronization

/// The processes of one configured executable engine, each with a session of its own: those without
/// work wait here for the next lane.
///
/// When the last one who needs them is gone they are told to end, all at once, and after a second
/// they are killed.
final class EngineProcesses: Sendable {
  let path: String
  private let patienceSeconds: Double
  private let spec: ForeignSpec
  private let options: OptionValues?
  private let idle: Mutex<Waiting>

  /// Processes that belong to nobody else.
  private struct Waiting: @unchecked Sendable {
    var processes: [EngineProcess] = []
  }

  /// Starts the first process and asks what it is.
  ///
  /// - Parameters:
  ///   - known: What the engine said of itself before, when it is to be told options.
  /// - Returns: The spec with these options, and the process in it.
  /// - Throws: `pluginLoad`, `invalidOption` or `resourceLimit`.
  static func start(
    path: String, patienceSeconds: Double, known: ForeignSpec? = nil, options: OptionValues? = nil
  ) throws(EnvironmentError) -> EngineProcesses {
    let process = try EngineProcess(path: path, patienceSeconds: patienceSeconds)
    do throws(EnvironmentError) {
      let spec = try begin(process, path: path, known: known, options: options)
      return EngineProcesses(path, patienceSeconds, spec, options, first: process)
    } catch {
      process.kill()
      throw error
    }
  }

  private init(
    _ path: String, _ patienceSeconds: Double, _ spec: ForeignSpec, _ options: OptionValues?,
    first: sending EngineProcess
  ) {
    self.path = path
    self.patienceSeconds = patienceSeconds
    self.spec = spec
    self.options = options
    idle = Mutex(Waiting(processes: [first]))
  }

  deinit {
    let processes = idle.withLock { $0.processes }
    for process in processes { process.closePipes() }
    let end = ContinuousClock.now + .seconds(1)
    for process in processes {
      let left = ContinuousClock.now.duration(to: end) / .seconds(1)
      if !process.hasEnded(afterSeconds: max(0, left)) { process.kill() }
    }
  }

  /// What the engine said of itself with these options.
  var description: ForeignSpec { spec }

  /// A process for a lane: one that waits, or a new one.
  ///
  /// - Throws: `pluginLoad`, and `backendFailure` when it is not the engine it was.
  func take() throws(EnvironmentError) -> EngineProcess {
    while let waiting = idle.withLock({ waiting in
      nonisolated(unsafe) let process = waiting.processes.popLast()
      return process
    }) {
      if !waiting.hasEnded(afterSeconds: 0) { return waiting }
    }
    let process = try EngineProcess(path: path, patienceSeconds: patienceSeconds)
    do throws(EnvironmentError) {
      let again = try Self.begin(process, path: path, known: spec, options: options)
      guard again == spec else { throw .backendFailure("\(path) has changed its spec") }
      return process
    } catch {
      process.kill()
      throw error
    }
  }

  /// Keeps a process whose lane is gone for the next one.
  func giveBack(_ process: sending EngineProcess) {
    nonisolated(unsafe) let process = process
    idle.withLock { $0.processes.append(process) }
  }

  private static func begin(
    _ process: EngineProcess, path: String, known: ForeignSpec?, options: OptionValues?
  ) throws(EnvironmentError) -> ForeignSpec {
    do {
      let answer = try process.initialize { writer in
        if let known { known.writeOptions(options, to: &writer) } else { writer.raw("{}") }
      }
      return try ForeignSpec(answer.member("spec"))
    } catch { throw EnvironmentError(starting: path, error) }
  }
}
