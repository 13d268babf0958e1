import EnvironmentAPI
import Foundation

/// Finds brushes by name: our presets, a `.myb` file, or one of an installed mypaint-brushes.
package enum BrushLibrary {
  /// Returns the brush called `name`.
  ///
  /// - Throws: `invalidOption` when there is none or its file is broken, `unsupported` when it
  ///   needs something this engine does not do yet.
  static func brush(named name: String) throws(EnvironmentError) -> BrushDefinition {
    let (bytes, path) = try file(named: name)
    do { return try BrushFile.parse(bytes, name: path) } catch {
      throw .invalidOption(name: "brush", expected: "a MyPaint brush file", got: "\(error)")
    }
  }

  private static func file(named name: String) throws(EnvironmentError) -> ([UInt8], String) {
    if let preset = BrushPresets.bytes(named: name) { return (preset, "preset \(name)") }
    if name.hasSuffix(".myb") { return (try read(name), name) }
    let found = installedPaths(named: name)
    guard let path = found.first else {
      throw .invalidOption(
        name: "brush",
        expected: "a preset (\(BrushPresets.names.joined(separator: ", "))), a .myb file, or an "
          + "installed MyPaint brush (apt-get install mypaint-brushes)", got: "\"\(name)\"")
    }
    return (try read(path), path)
  }

  private static func read(_ path: String) throws(EnvironmentError) -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
      throw .invalidOption(
        name: "brush", expected: "a readable .myb file",
        got: "\(path), which cannot be read")
    }
  }

  // MARK: Installed brushes

  /// The file of an installed brush; nil when there is none.
  package static func installedFile(named name: String) -> String? {
    installedPaths(named: name).first
  }

  /// The files that `name` may mean: `group/name`, or a bare name, for which the group `classic`
  /// comes first.
  private static func installedPaths(named name: String) -> [String] {
    let candidates = name.contains("/") ? [name] : groups.map { "\($0)/\(name)" }
    return installedFolders.flatMap { folder in candidates.map { "\(folder)/\($0).myb" } }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  private static let groups = [
    "classic", "deevad", "experimental", "kaerhon_v1", "ramon", "tanda",
  ]

  /// The folders of mypaint-brushes 1.x, then 2.x, in every data folder of the XDG base directory
  /// specification.
  static var installedFolders: [String] {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["XDG_DATA_HOME"] ?? NSHomeDirectory() + "/.local/share"
    let shared = environment["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share"
    let roots = [home] + shared.split(separator: ":").map(String.init)
    return ["1.0", "2.0"].flatMap { version in
      roots.map { "\($0)/mypaint-data/\(version)/brushes" }
    }
  }
}
