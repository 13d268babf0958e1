public import EnvironmentAPI
import PaintCore
import StrokeProgram
import Synchronization

/// An engine in a shared object (`Plugins/CABI/spiral_backend.h`).
///
/// A child process rehearses it before each use; only lanes that are really wanted run here.
public struct LibraryBackend: PaintingBackend {
  /// The name, from its descriptor.
  public let name: String
  /// The version, from its spec.
  public let version: String
  /// The engine's own line.
  public let summary: String
  /// The path of the shared object.
  public let origin: String
  /// What the engine takes beside the core's options.
  public let options: [OptionDeclaration]
  private let prober: [String]
  private let patienceSeconds: Double

  /// Rehearses the engine with its defaults.
  ///
  /// - Parameters:
  ///   - path: The shared object.
  ///   - prober: The words that start ``LibraryProbe/rehearse(path:options:)`` in a child.
  ///   - patienceSeconds: How long a rehearsal may take.
  /// - Throws: `pluginLoad`.
  public init(
    path: String, prober: [String], patienceSeconds: Double
  ) throws(EnvironmentError) {
    let description: LibraryDescription
    do throws(EnvironmentError) {
      description = try LibraryProbe.describe(
        path: path, options: LibraryOptions([]), prober: prober, patienceSeconds: patienceSeconds)
    } catch {
      if case .pluginLoad = error { throw error }
      throw .pluginLoad(place: path, expected: "defaults that it takes", got: error.description)
    }
    let spec = description.spec
    name = description.name
    version = spec.version
    summary = spec.summary.isEmpty ? "an engine in a shared object" : spec.summary
    origin = path
    options = spec.options
    self.prober = prober
    self.patienceSeconds = patienceSeconds
  }

  /// Rehearses the engine with these options.
  ///
  /// - Throws: `invalidOption` or `resourceLimit` as the engine says, `pluginLoad`.
  public func configure(_ resolved: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend
  {
    let texts = try LibraryOptions(options, resolved)
    let description = try LibraryProbe.describe(
      path: origin, options: texts, prober: prober, patienceSeconds: patienceSeconds)
    return LibraryEngine(
      backend: self, options: resolved, description: description,
      source: LibrarySource(path: origin, description: description, texts: texts.texts))
  }
}

/// An engine in a shared object with its options.
struct LibraryEngine: ConfiguredBackend {
  let backend: LibraryBackend
  let options: OptionValues
  let description: LibraryDescription
  let source: LibrarySource

  var observation: [ObservationLeaf] { description.spec.observation }
  var action: ActionSpace { description.spec.action }
  var info: [InfoField] { description.spec.info }
  var counting: StepCounting { .actions }
  var background: StrokeColor? { nil }

  func makeEnvironment() -> any PaintingEnvironment {
    LibraryEnvironment(source, description.spec)
  }

  /// None: what the actions mean is the engine's secret.
  func strokes(of actions: ActionTable) -> [Stroke] { [] }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    try backend.configure(options.resized(to: pixels, of: backend))
  }
}

/// Where the lanes of a configured engine come from: the object is loaded into this process with the
/// first one.
final class LibrarySource: Sendable {
  private let path: String
  private let description: LibraryDescription
  private let texts: [(name: String, text: String)]
  private let loaded = Mutex<Result<Loaded, EnvironmentError>?>(nil)

  private struct Loaded {
    let library: PluginLibrary
    let host: LibraryHost
  }

  init(path: String, description: LibraryDescription, texts: [(name: String, text: String)]) {
    self.path = path
    self.description = description
    self.texts = texts
  }

  /// Opens a lane.
  ///
  /// - Throws: what loading and opening throw.
  func open() throws(EnvironmentError) -> LibraryLane {
    let result = loaded.withLock { loaded in
      let result = loaded ?? Result { () throws(EnvironmentError) in try load() }
      loaded = result
      return result
    }
    let engine = try result.get()
    return try LibraryLane(
      engine.library, description.spec, LibraryOptions(texts), host: engine.host)
  }

  private func load() throws(EnvironmentError) -> Loaded {
    let library = try PluginLibrary(path: path)
    guard try library.describe(LibraryOptions(texts)) == description.text else {
      throw .pluginLoad(
        place: path, expected: "the spec of its rehearsal", got: "another one")
    }
    return Loaded(library: library, host: LibraryHost(name: library.name))
  }
}
