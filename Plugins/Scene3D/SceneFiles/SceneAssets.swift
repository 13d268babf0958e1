import JSONText
import PaintCore

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
    let path = try node.string()
    let bytes = try bytes(node)
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let file: OBJFile
    do {
      file = try OBJFile(bytes, name: path, up: isYUp ? .y : .z) { name in
        let library = read((folder + [Substring(name)]).joined(separator: "/"))
        contents += library ?? []
        return library
      }
    } catch {
      throw node.error(expected: "a readable OBJ file", got: "\(error)")
    }
    guard let first = file.vertices.first, !file.triangles.isEmpty else {
      throw node.error(expected: "an OBJ file with triangles", got: "none in \(path)")
    }
    var (low, high) = (first, first)
    for vertex in file.vertices {
      low.replace(with: vertex, where: vertex .< low)
      high.replace(with: vertex, where: vertex .> high)
    }
    return (file.mesh(), low, high)
  }

  /// Returns a voxel model and the corners of the box about its filled cells.
  func voxels(
    _ node: JSONNode
  ) throws(JSONError) -> (grid: VoxelGrid, low: Vector3, high: Vector3) {
    let bytes = try bytes(node)
    let grid: VoxelGrid
    do { grid = try VoxFile(bytes).merged() } catch {
      throw node.error(expected: "a readable .vox file", got: "\(error)")
    }
    guard let box = grid.filledBox else {
      throw node.error(expected: "a .vox file with blocks", got: "none in \(try node.string())")
    }
    return (grid, box.low, box.high)
  }

  /// Names everything that was read, 16 hexadecimal digits.
  var digest: String {
    var digest = Digest()
    digest.append(contents)
    return digest.hexadecimal
  }

  private func bytes(_ node: JSONNode) throws(JSONError) -> [UInt8] {
    guard let bytes = read(try node.string()) else {
      throw node.error(expected: "the path of a readable file, relative to the scene file")
    }
    contents += bytes
    return bytes
  }
}

extension VoxelGrid {
  /// The corners of the box about the filled cells, in cells; nil when all are empty.
  var filledBox: (low: Vector3, high: Vector3)? {
    var low = size
    var high = SIMD3<Int32>.zero
    var index = 0
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          defer { index += 1 }
          guard cells[index] != 0 else { continue }
          let cell = SIMD3(x, y, z)
          low.replace(with: cell, where: cell .< low)
          high.replace(with: cell &+ 1, where: cell .>= high)
        }
      }
    }
    guard high.x > 0 else { return nil }
    return (Vector3(low), Vector3(high))
  }
}
