/// Writes meshes as OBJ, with an MTL file for their colours.
public struct OBJWriter: Sendable {
  /// The files' name without its ending.
  public var name: String
  /// Which of the files' axes points up.
  public var up: OBJFile.UpAxis

  /// Makes a writer.
  public init(name: String, up: OBJFile.UpAxis = .z) {
    self.name = name
    self.up = up
  }

  /// Returns the OBJ file, and after it the MTL file if the mesh has colours. Numbers are written so
  /// that they read back as the same ones.
  public func files(_ mesh: TriangleMesh) -> [ExportedFile] {
    var text = ""
    for vertex in mesh.vertices {
      let (x, y, z) =
        up == .z ? (vertex.x, vertex.y, vertex.z) : (vertex.x, vertex.z, -vertex.y)
      text += "v \(x) \(y) \(z)\n"
    }
    guard !mesh.colors.isEmpty else {
      for triangle in mesh.triangles { text += Self.face(triangle) }
      return [ExportedFile(name: "\(name).obj", text: text)]
    }
    var library = ""
    for (number, group) in ColorGroup.groups(mesh).enumerated() {
      library += "newmtl color\(number)\nKd \(Self.words(group.color))\n"
      text += "usemtl color\(number)\n"
      for index in group.triangles { text += Self.face(mesh.triangles[index]) }
    }
    return [
      ExportedFile(name: "\(name).obj", text: "mtllib \(name).mtl\n" + text),
      ExportedFile(name: "\(name).mtl", text: library),
    ]
  }

  private static func face(_ triangle: SIMD3<Int32>) -> String {
    "f \(triangle.x + 1) \(triangle.y + 1) \(triangle.z + 1)\n"
  }

  private static func words(_ color: Vector3) -> String { "\(color.x) \(color.y) \(color.z)" }
}

/// The triangles of a mesh that have one colour.
struct ColorGroup {
  var color: Vector3
  var triangles: [Int]

  /// Returns the groups in the order of their first triangles.
  static func groups(_ mesh: TriangleMesh) -> [ColorGroup] {
    var groups: [ColorGroup] = []
    var places: [Vector3: Int] = [:]
    for (index, color) in mesh.colors.enumerated() {
      if let place = places[color] {
        groups[place].triangles.append(index)
      } else {
        places[color] = groups.count
        groups.append(ColorGroup(color: color, triangles: [index]))
      }
    }
    return groups
  }
}
