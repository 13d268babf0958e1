public import EnvironmentAPI
import Glibc

/// The engines outside this program, as they can be found. First come, first served:
///
/// 1. those of this program, so that no plugin can take the name of one;
/// 2. shared objects that were named one by one;
/// 3. shared objects `*.so` in the folders of SPIRAL_PLUGIN_PATH;
/// 4. executables `spiral-backend-NAME` on PATH.
///
/// Nothing is started or loaded before somebody asks for it.
public struct ForeignCatalog: Sendable {
  /// Where to look, and how.
  public struct Places: Sendable {
    /// Shared objects named one by one.
    public var files: [String]
    /// Folders of shared objects.
    public var folders: [String]
    /// Folders of executables.
    public var searchPath: [String]
    /// The words that start ``LibraryProbe/rehearse(path:options:)`` in a child.
    public var prober: [String]

    /// Makes a list of places.
    public init(
      files: [String] = [], folders: [String] = [], searchPath: [String] = [], prober: [String]
    ) {
      self.files = files
      self.folders = folders.filter { !$0.isEmpty }
      self.searchPath = searchPath.filter { !$0.isEmpty }
      self.prober = prober
    }
  }

  private let builtIns: [String]
  private let places: Places
  private let patienceSeconds: Double

  /// The environment variable that executable engines are started with. A program that sees it is
  /// part of an engine and must not look for executable engines, or one that asks for a list of them
  /// would start itself without end.
  public static let mark = "SPIRAL_ENGINE"

  /// What the file of an executable engine is called, before its name.
  public static let prefix = "spiral-backend-"

  /// Notes where to look.
  ///
  /// - Parameters:
  ///   - builtIns: The names that are taken.
  ///   - patienceSeconds: How long an engine may take to answer, or to be rehearsed.
  public init(builtIns: [String], places: Places, patienceSeconds: Double) {
    self.builtIns = builtIns
    self.places = places
    self.patienceSeconds = patienceSeconds
  }

  // MARK: One

  /// The engine called `name`; nil when there is none.
  ///
  /// - Throws: `pluginLoad` when it cannot be used, when a shared object that was named cannot, or
  ///   when one in a folder cannot and nothing else has the name.
  public func find(_ name: String) throws(EnvironmentError) -> (any PaintingBackend)? {
    guard !builtIns.contains(name), isBackendName(name) else { return nil }
    for file in places.files {
      let backend = try library(file)
      if backend.name == name { return backend }
    }
    var failure: EnvironmentError?
    for file in librariesInFolders() {
      do throws(EnvironmentError) {
        let backend = try library(file)
        if backend.name == name { return backend }
      } catch { failure = failure ?? error }
    }
    let path = places.searchPath.lazy.map { "\($0)/\(Self.prefix)\(name)" }.first(where: isProgram)
    if let path {
      return try ExecutableBackend(name: name, path: path, patienceSeconds: patienceSeconds)
    }
    if let failure { throw failure }
    return nil
  }

  // MARK: All

  /// Everything there is.
  public struct Listing: Sendable {
    /// The engines that can be used, in the order in which they are found.
    public internal(set) var backends: [any PaintingBackend] = []
    /// What cannot be used and why, and what has a name that something else has.
    public internal(set) var warnings: [String] = []
  }

  /// Looks at every engine there is; those that cannot be used become warnings.
  public func list() -> Listing {
    var listing = Listing()
    var taken: [String: String] = [:]
    for name in builtIns { taken[name] = "the built-in engine" }
    func add(_ make: () throws(EnvironmentError) -> any PaintingBackend) {
      do throws(EnvironmentError) {
        let backend = try make()
        if isFree(backend.name, for: backend.origin, &taken, &listing.warnings) {
          listing.backends.append(backend)
        }
      } catch { listing.warnings.append(error.description) }
    }
    for file in places.files + librariesInFolders() {
      add { () throws(EnvironmentError) in try library(file) }
    }
    for (name, path) in programs() where isFree(name, for: path, &taken, &listing.warnings) {
      taken[name] = nil
      add { () throws(EnvironmentError) in
        try ExecutableBackend(name: name, path: path, patienceSeconds: patienceSeconds)
      }
      taken[name] = path
    }
    return listing
  }

  /// Takes a name, or warns that something else has it.
  private func isFree(
    _ name: String, for place: String, _ taken: inout [String: String], _ warnings: inout [String]
  ) -> Bool {
    guard let owner = taken[name] else {
      taken[name] = place
      return true
    }
    if owner != place {
      warnings.append("\(place) is shadowed: '\(name)' is the name of \(owner)")
    }
    return false
  }

  // MARK: Files

  private func library(_ path: String) throws(EnvironmentError) -> any PaintingBackend {
    try LibraryBackend(path: path, prober: places.prober, patienceSeconds: patienceSeconds)
  }

  private func librariesInFolders() -> [String] {
    places.folders.flatMap { folder in
      names(in: folder).filter { $0.hasSuffix(".so") }.map { "\(folder)/\($0)" }
    }
  }

  private func programs() -> [(name: String, path: String)] {
    places.searchPath.flatMap { folder in
      names(in: folder).filter { $0.hasPrefix(Self.prefix) }
        .map { (String($0.dropFirst(Self.prefix.count)), "\(folder)/\($0)") }
        .filter { isBackendName($0.0) && isProgram($0.1) }
    }
  }

  /// The names of a folder's files, sorted; none when it cannot be read.
  private func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.sorted()
  }
}

private func isProgram(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
}
