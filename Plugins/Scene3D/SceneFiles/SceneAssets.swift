import JSONText

/// The meshes and voxel models that a scene file refers to, beside it on the disk or among those
/// that ship with the program.
final class SceneAssets {
  /// Reads a file by its path relative to the scene file; nil when it cannot be read.
  private let read: (String) -> [UInt8]?
  /// What was read so far, one file after the other.
  private(set) var contents: [UInt8] = []

  init(read: @escaping (String) -> [UInt8]?) { self.read = read }

  /// Returns a mesh and the corners of the box about it.
  func mesh(
    _ node: JSONNode, isYUp: Bool
  ) throws(JSONError) -> (mesh: TriangleMesh, low: Vector3, high: Vector3) {
    throw node.error(expected: "no mesh yet")
  }

  /// Returns a voxel model and the corners of the box about its filled cells.
  func voxels(
    _ node: JSONNode
  ) throws(JSONError) -> (grid: VoxelGrid, low: Vector3, high: Vector3) {
    throw node.error(expected: "no voxels yet")
  }

  private func bytes(_ node: JSONNode) throws(JSONError) -> [UInt8] {
    guard let bytes = read(try node.string()) else {
      throw node.error(expected: "the path of a readable file, relative to the scene file")
    }
    contents += bytes
    return bytes
  }
}
