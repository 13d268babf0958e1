import Glibc

/// Triangles in the place of the forms that the renderer knows by formula: closed surfaces, for
/// formats that have only triangles and for tests.
public struct ShapeTessellation: Sendable {
  /// Corners around a full turn, a multiple of 4.
  public var segments: Int

  /// Makes a tessellation.
  ///
  /// - Precondition: The segments are a multiple of 4, and more than 0.
  public init(segments: Int = 48) {
    precondition(segments > 0 && segments % 4 == 0, "\(segments) segments")
    self.segments = segments
  }

  /// Returns an object's form in its own axes, in metres: the scale is in it, the pose is not.
  public func mesh(of object: SceneObject) -> TriangleMesh {
    if case .capsule = object.shape {
      let straight = max(0, object.scale.z - object.scale.x)
      let form = capsule(radius: object.scale.x, straight: straight)
      return TriangleMesh(
        vertices: form.vertices, triangles: form.triangles, smoothing: OBJFile.smoothing)
    }
    let form = mesh(object.shape)
    return TriangleMesh(
      vertices: form.vertices.map { $0 * object.scale }, triangles: form.triangles,
      colors: form.colors, smoothing: form.isSmooth ? OBJFile.smoothing : 2)
  }

  /// Returns a form in its own coordinates; a capsule is that of scale (1, 1, 2), halved.
  public func mesh(_ shape: Shape) -> TriangleMesh {
    switch shape {
    case .sphere: return turned(arc(from: -segments / 4, to: segments / 4))
    case .box: return box()
    case .cylinder: return turned([(0, -1), (1, -1), (1, 1), (0, 1)])
    case .cone: return turned([(0, -1), (1, -1), (0, 1)])
    case .capsule: return capsule(radius: 0.5, straight: 0.5)
    case .mesh(let mesh): return mesh
    case .voxels(let grid): return VoxelSurface(grid).mesh()
    }
  }

  /// Points of a circle, radius and height, in steps of a full turn's segments.
  private func arc(from first: Int, to last: Int) -> [(radius: Float, height: Float)] {
    (first...last).map { step in
      if abs(step) * 4 == segments { return (0, step < 0 ? -1 : 1) }
      let angle = 2 * Float.pi * Float(step) / Float(segments)
      return (cos(angle), sin(angle))
    }
  }

  private func capsule(radius: Float, straight: Float) -> TriangleMesh {
    let quarter = segments / 4
    let lower = arc(from: -quarter, to: 0).map {
      ($0.radius * radius, $0.height * radius - straight)
    }
    let upper = arc(from: 0, to: quarter).map {
      ($0.radius * radius, $0.height * radius + straight)
    }
    return turned(lower + upper)
  }

  /// Turns an outline from the lowest to the highest point about z; both ends are on the axis.
  private func turned(_ outline: [(radius: Float, height: Float)]) -> TriangleMesh {
    var vertices: [Vector3] = []
    var rows: [Int32] = []
    for (place, point) in outline.enumerated() {
      rows.append(Int32(vertices.count))
      let isPole = place == 0 || place == outline.count - 1
      for side in 0..<(isPole ? 1 : segments) {
        let angle = 2 * Float.pi * Float(side) / Float(segments)
        let radius = isPole ? 0 : point.radius
        vertices.append(Vector3(radius * cos(angle), radius * sin(angle), point.height))
      }
    }
    var triangles: [SIMD3<Int32>] = []
    for place in 1..<outline.count {
      for side in 0..<Int32(segments) {
        let next = (side + 1) % Int32(segments)
        let (low, high) = (rows[place - 1], rows[place])
        if place > 1 {
          triangles.append(
            SIMD3(low + side, low + next, high + (place < outline.count - 1 ? next : 0)))
        }
        if place < outline.count - 1 {
          triangles.append(SIMD3(low + (place > 1 ? side : 0), high + next, high + side))
        }
      }
    }
    return TriangleMesh(vertices: vertices, triangles: triangles, smoothing: OBJFile.smoothing)
  }

  private func box() -> TriangleMesh {
    let vertices = (0..<8).map { corner in
      Vector3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
    }
    let sides: [SIMD4<Int32>] = [
      [0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6],
    ]
    return TriangleMesh(
      vertices: vertices,
      triangles: sides.flatMap { [SIMD3($0.x, $0.y, $0.z), SIMD3($0.x, $0.z, $0.w)] })
  }
}
