public import EnvironmentAPI
import StrokeProgram
import Synchronization

/// An engine that is a program of its own, `spiral-backend-NAME` (PROTOCOL.md, section 9): one
/// process for each lane.
public struct ExecutableBackend: PaintingBackend {
  /// The name, from that of the file.
  public let name: String
  /// The version that the engine reports.
  public let version: String
  /// The engine's own line, or where it is.
  public let summary: String
  /// The path of the program.
  public let origin: String
  /// What the engine takes beside the core's options.
  public let options: [OptionDeclaration]
  private let spec: ForeignSpec
  private let patienceSeconds: Double
  private let last: LastConfiguration

  /// How long an answer may take unless somebody says otherwise, s.
  public static let defaultPatienceSeconds = 60.0

  /// Starts the program once and asks what it is.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - patienceSeconds: How long it may take to answer a request.
  /// - Throws: `pluginLoad` when it does not start or says something else than a spec.
  public init(
    name: String, path: String, patienceSeconds: Double = defaultPatienceSeconds
  ) throws(EnvironmentError) {
    let processes: EngineProcesses
    do throws(EnvironmentError) {
      processes = try .start(path: path, patienceSeconds: patienceSeconds)
    } catch {
      if case .pluginLoad = error { throw error }
      throw .pluginLoad(place: path, expected: "defaults that it takes", got: error.description)
    }
    spec = processes.description
    self.name = name
    version = spec.version
    summary = spec.summary.isEmpty ? "an engine in a process of its own" : spec.summary
    origin = path
    options = spec.options
    // It was asked without options, which are the defaults unless it counts steps itself.
    let defaults = Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0.defaultValue) })
    last = LastConfiguration(spec.coreOptions.isEmpty ? (defaults, processes) : nil)
    self.patienceSeconds = patienceSeconds
  }

  /// Starts the program with these options, unless it was the last time.
  ///
  /// - Throws: `invalidOption` or `resourceLimit` as the engine says, `pluginLoad` when it does not
  ///   answer.
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    let own = options.values.filter { name, _ in spec.options.contains { $0.name == name } }
    if let processes = last.processes(for: own) {
      return ExecutableEngine(backend: self, options: options, processes: processes)
    }
    let processes = try EngineProcesses.start(
      path: origin, patienceSeconds: patienceSeconds, known: spec, options: options)
    last.keep(processes, for: own)
    return ExecutableEngine(backend: self, options: options, processes: processes)
  }
}

/// The processes that were configured last, so that a server that checks its options and then serves
/// them starts its engine once.
private final class LastConfiguration: Sendable {
  private let last: Mutex<(options: [String: OptionValue], processes: EngineProcesses)?>

  init(_ first: ([String: OptionValue], EngineProcesses)?) {
    last = Mutex(first.map { (options: $0.0, processes: $0.1) })
  }

  func processes(for options: [String: OptionValue]) -> EngineProcesses? {
    last.withLock { $0?.options == options ? $0?.processes : nil }
  }

  func keep(_ processes: EngineProcesses, for options: [String: OptionValue]) {
    last.withLock { $0 = (options, processes) }
  }
}
