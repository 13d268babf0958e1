import Foundation
import JSONText

@testable import Brush

/// The recorded traces of the published environment and the brush files they were made with.
enum GoldenFiles {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared/golden")

  /// False where the traces are not installed: the suites that need them are then skipped, which
  /// the test log shows.
  static var exist: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "README.md").path)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// The values of a file with one JSON text per line.
  static func lines(_ path: String) throws -> [JSONNode] {
    try bytes(path).split(separator: UInt8(ascii: "\n")).map { try JSON.parse([UInt8]($0)) }
  }

  static func brush(_ name: String) throws -> BrushDefinition {
    try BrushFile.parse(try bytes("brushes/\(name).myb"), name: name)
  }

  /// Where the brush `group/name` is.
  static func brushPath(_ name: String) -> String {
    folder.appending(path: "brushes/\(name).myb").path
  }

  /// Every brush file, as `folder/name`.
  static func brushNames() throws -> [String] {
    let root = folder.appending(path: "brushes")
    let manager = FileManager.default
    return try manager.contentsOfDirectory(atPath: root.path).flatMap { group in
      try manager.contentsOfDirectory(atPath: root.appending(path: group).path)
        .filter { $0.hasSuffix(".myb") }.map { "\(group)/\($0.dropLast(4))" }
    }.sorted()
  }
}

struct MissingMember: Error {
  let name: String
}

extension JSONNode {
  /// A member that has to be there.
  func member(_ name: String) throws -> JSONNode {
    guard let node = self[name] else { throw MissingMember(name: name) }
    return node
  }

  func floats() throws -> [Float] { try array().map { Float(try $0.number()) } }
}
