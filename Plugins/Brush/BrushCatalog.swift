import Foundation

/// All brushes that can be named: presets, and files in folders.
public struct BrushCatalog: Sendable {
  /// The brushes, in the order in which they were asked for and by name.
  public private(set) var brushes: [BrushSpecimen] = []
  /// Files and folders that could not be read, one sentence each.
  public private(set) var problems: [String] = []

  /// An empty catalogue.
  public init() {}

  /// The folders in which an installed mypaint-brushes is looked for and that exist.
  private static var installedFolders: [String] {
    BrushLibrary.installedFolders.filter(isFolder)
  }

  /// Adds what is installed, under the names that the option `brush` finds: where mypaint-brushes 1.x
  /// and 2.x have one of the same name it is that of 1.x.
  public mutating func addInstalled() {
    var installed = BrushCatalog()
    for folder in Self.installedFolders { installed.addBrushes(in: folder) }
    var names: Set<String> = []
    brushes += installed.brushes.filter { names.insert($0.name).inserted }
    problems += installed.problems
  }

  /// Adds our own brushes.
  public mutating func addPresets() {
    for name in BrushPresets.names {
      guard let bytes = BrushPresets.bytes(named: name) else { continue }
      add(bytes, name: name, path: nil)
    }
  }

  /// Adds the `.myb` files of a folder and of the folders in it, by name: `name` or `group/name`.
  /// What is not there, or broken, becomes a problem.
  public mutating func addBrushes(in folder: String) {
    guard let entries = Self.entries(of: folder) else {
      problems.append("\(folder): no folder that can be read")
      return
    }
    addFiles(entries, of: folder, group: "")
    for entry in entries where Self.isFolder("\(folder)/\(entry)") {
      addFiles(
        Self.entries(of: "\(folder)/\(entry)") ?? [], of: "\(folder)/\(entry)", group: "\(entry)/")
    }
  }

  private mutating func addFiles(_ entries: [String], of folder: String, group: String) {
    for name in entries.filter({ $0.hasSuffix(".myb") }).map({ $0.dropLast(4) }).sorted() {
      let path = "\(folder)/\(name).myb"
      guard let data = try? Data(contentsOf: URL(filePath: path)) else {
        problems.append("\(path): cannot be read")
        continue
      }
      add([UInt8](data), name: group + name, path: path)
    }
  }

  private mutating func add(_ bytes: [UInt8], name: String, path: String?) {
    do {
      let definition = try BrushFile.parse(bytes, name: path ?? "preset \(name)")
      brushes.append(BrushSpecimen(name: name, path: path, definition))
    } catch { problems.append("\(error)") }
  }

  /// The names in a folder, sorted; nil when it is none.
  private static func entries(of folder: String) -> [String]? {
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
