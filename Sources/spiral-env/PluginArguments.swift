import ArgumentParser
import EnvironmentAPI
import ForeignBackends
import Foundation

/// Where to look for engines outside this program, and how long to wait for them.
struct PluginArguments: ParsableArguments {
  @Option(
    name: .customLong("plugin"),
    help: ArgumentHelp(
      "A shared object with an engine, beside those in the folders of SPIRAL_PLUGIN_PATH. "
        + "Repeatable.",
      valueName: "file.so"))
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "How long an engine outside this program may take to answer.", valueName: "seconds"))
  var patience = ExecutableBackend.defaultPatienceSeconds

  func validate() throws {
    guard patience > 0, patience <= 86_400 else {
      throw ValidationError("--patience must be in 0...86400 seconds")
    }
  }

  /// The engines that can be found.
  var catalog: ForeignCatalog { catalog(patienceSeconds: patience) }

  /// All engines for people: those of this program, those outside, and what is wrong with the rest.
  func list() -> (backends: [any PaintingBackend], warnings: [String]) {
    let listing = catalog(patienceSeconds: min(patience, 10)).list()
    return (BackendCatalog.backends + listing.backends, listing.warnings)
  }

  /// The backend called `name`, of this program or outside.
  ///
  /// - Throws: `unknownBackend` with the names there are, `pluginLoad`.
  func backend(named name: String) throws(EnvironmentError) -> any PaintingBackend {
    if let backend = BackendCatalog.served.first(where: { $0.name == name }) { return backend }
    if let backend = try catalog.find(name) { return backend }
    throw .unknownBackend(name: name, known: BackendCatalog.backends.map(\.name))
  }

  private func catalog(patienceSeconds: Double) -> ForeignCatalog {
    let environment = ProcessInfo.processInfo.environment
    func folders(_ name: String) -> [String] {
      (environment[name] ?? "").split(separator: ":").map(String.init)
    }
    let isEngine = environment[ForeignCatalog.mark] != nil
    let places = ForeignCatalog.Places(
      files: files, folders: folders("SPIRAL_PLUGIN_PATH"),
      searchPath: isEngine ? [] : folders("PATH"),
      prober: [Self.program, ProbePluginCommand.name])
    return ForeignCatalog(
      builtIns: BackendCatalog.served.map(\.name), places: places,
      patienceSeconds: patienceSeconds)
  }

  /// The file of this program, whatever it was called as.
  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }
}
