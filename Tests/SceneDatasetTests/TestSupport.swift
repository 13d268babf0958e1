import Foundation
import ImageFiles

/// A folder that goes away with its files when the value does.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "spiral-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name inside.
  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Every file below a folder by its path, hidden ones included.
  func files(below name: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: self(name))
    where FileBytes.isFile(self("\(name)/\(file)")) {
      files[file] = try FileBytes.read(self("\(name)/\(file)"))
    }
    return files
  }
}
