import Foundation
public import JSONText

extension SceneFile {
  /// The largest scene file, bytes.
  private static let largestFile = 4 << 20

  /// Loads a scene by the name of one that ships with the program, or by the path of a file: a scene
  /// file (`.json`), or a model (`.vox`, `.obj`) that is put on a stage that ships.
  ///
  /// - Throws: an error with the file, the place in it, what was expected and what is there.
  public static func load(_ name: String) throws(JSONFileError) -> SceneFile {
    if let shipped = ShippedScenes.bytes(named: name + ".json") {
      return try parse(shipped, name: name + ".json") { ShippedScenes.bytes(named: $0) }
    }
    guard [".json", ".vox", ".obj"].contains(where: name.hasSuffix) else {
      throw JSONFileError(
        file: "scene",
        expected: "a scene that ships (\(ShippedScenes.names.joined(separator: ", "))) or the path "
          + "of a .json, .vox or .obj file", got: "\"\(name)\"")
    }
    guard let bytes = contents(of: URL(filePath: name)) else {
      throw JSONFileError(file: name, expected: "a readable scene file", got: "none")
    }
    let folder = URL(filePath: name).deletingLastPathComponent()
    guard name.hasSuffix(".json") else {
      return try model(bytes, of: URL(filePath: name).lastPathComponent) {
        contents(of: folder.appending(path: $0))
      }
    }
    return try parse(bytes, name: name) { contents(of: folder.appending(path: $0)) }
  }

  /// Reads a scene file.
  ///
  /// - Parameters:
  ///   - bytes: The text, UTF-8.
  ///   - name: What messages call the file.
  ///   - asset: Returns the bytes of a mesh or voxel file by its path relative to the scene file.
  /// - Throws: the first error of the text, with its line and column.
  public static func parse(
    _ bytes: [UInt8], name: String, asset: @escaping (String) -> [UInt8]? = { _ in nil }
  ) throws(JSONFileError) -> SceneFile {
    guard bytes.count <= largestFile else {
      throw JSONFileError(
        file: name, expected: "at most \(largestFile) bytes", got: "\(bytes.count)")
    }
    do {
      var reader = SceneFileReader(assets: SceneAssets(read: asset))
      var file = try reader.read(try JSON.parse(bytes))
      file.digest = reader.digest(of: bytes)
      return file
    } catch {
      throw JSONFileError(file: name, error)
    }
  }

  /// The largest mesh or voxel file, bytes.
  private static let largestAsset = 256 << 20

  private static func contents(of url: URL) -> [UInt8]? {
    guard let handle = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: largestAsset) else { return [] }
    return [UInt8](data)
  }
}
