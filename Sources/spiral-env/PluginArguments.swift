import ArgumentParser
import EnvironmentAPI
import ForeignBackends
import Foundation

/// Where to look for engines outside this program, and how long to wait for them.
struct PluginArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How long an engine in a process of its own may take to answer.", valueName: "seconds"))
  var patience = ExecutableBackend.defaultPatienceSeconds

  func validate() throws {
    guard patience > 0, patience <= 86_400 else {
      throw ValidationError("--patience must be in 0...86400 seconds")
    }
  }

  /// The engines that can be found.
  var catalog: ForeignCatalog {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return ForeignCatalog(
      builtIns: BackendCatalog.backends.map(\.name),
      searchPath: path.split(separator: ":").map(String.init), patienceSeconds: patience)
  }

  /// The backend called `name`, of this program or outside.
  ///
  /// - Throws: `unknownBackend` with the names there are, `pluginLoad`.
  func backend(named name: String) throws(EnvironmentError) -> any PaintingBackend {
    if let backend = BackendCatalog.backends.first(where: { $0.name == name }) { return backend }
    if let backend = try catalog.find(name) { return backend }
    throw .unknownBackend(name: name, known: BackendCatalog.backends.map(\.name))
  }
}
