/// Triangles with shared vertices, and what makes rays find them quickly.
public final class TriangleMesh: Sendable {
  /// The vertices in the mesh's own coordinates.
  public let vertices: [Vector3]
  /// Three indices into `vertices` a triangle, counterclockwise seen from outside.
  public let triangles: [SIMD3<Int32>]
  /// One linear diffuse colour a triangle; empty when the object's material colours it.
  public let colors: [Vector3]

  /// Makes a mesh.
  public init(vertices: [Vector3], triangles: [SIMD3<Int32>], colors: [Vector3] = []) {
    self.vertices = vertices
    self.triangles = triangles
    self.colors = colors
  }
}
