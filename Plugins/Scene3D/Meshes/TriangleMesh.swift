/// Triangles with shared vertices, and what makes rays find them quickly.
public final class TriangleMesh: Sendable {
  /// The vertices in the mesh's own coordinates.
  public let vertices: [Vector3]
  /// Three indices into `vertices` a triangle, counterclockwise seen from outside.
  public let triangles: [SIMD3<Int32>]
  /// One linear diffuse colour a triangle; empty when the object's material colours it.
  public let colors: [Vector3]
  /// The corners of the box about all triangles; both zero when there are none.
  public let bounds: (lower: Vector3, upper: Vector3)
  /// Whether vertices may look rounded.
  let isSmooth: Bool
  /// The unit normals of the corners, three a triangle.
  let cornerNormals: [Vector3]
  /// Where rays look for triangles.
  let hierarchy: BoundingHierarchy

  /// Makes a mesh.
  ///
  /// - Parameters:
  ///   - colors: As many as triangles, or none.
  ///   - smoothing: The cosine of the largest angle between two triangles at a vertex that looks
  ///     rounded; above 1 every triangle looks flat.
  /// - Precondition: Every index of `triangles` is one of `vertices`.
  public init(
    vertices: [Vector3], triangles: [SIMD3<Int32>], colors: [Vector3] = [], smoothing: Float = 2
  ) {
    precondition(
      colors.isEmpty || colors.count == triangles.count,
      "\(colors.count) colours of \(triangles.count) triangles")
    self.vertices = vertices
    self.triangles = triangles
    self.colors = colors
    isSmooth = smoothing <= 1
    hierarchy = BoundingHierarchy(vertices: vertices, triangles: triangles)
    bounds = hierarchy.bounds
    cornerNormals = VertexNormals(vertices: vertices, triangles: triangles)
      .corners(smoothing: smoothing)
  }

  /// Returns the mesh moved and scaled evenly so that the box about it is centred on the origin and
  /// its longest side goes from -1 to 1, as the primitives do.
  public func fitted() -> TriangleMesh {
    let size = bounds.upper - bounds.lower
    let longest = max(size.x, size.y, size.z)
    guard longest > 0 else { return self }
    let centre = (bounds.lower + bounds.upper) * 0.5
    return TriangleMesh(
      vertices: vertices.map { ($0 - centre) * (2 / longest) }, triangles: triangles,
      colors: colors, smoothing: isSmooth ? OBJFile.smoothing : 2)
  }
}
