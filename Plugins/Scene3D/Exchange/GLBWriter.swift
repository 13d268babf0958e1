/// Writes scenes as binary glTF 2.0 (Khronos Group, glTF 2.0 Specification, 2021), with the lights of
/// KHR_lights_punctual. Forms become triangles; checkers keep their first colour, and the background
/// and ambient light, for which the format has no place, are left out.
public struct GLBWriter: Sendable {
  /// How round things are.
  public var tessellation: ShapeTessellation
  /// The half size of the square that stands for a ground without end, m.
  public var groundHalfSize: Float

  /// Makes a writer.
  public init(tessellation: ShapeTessellation = ShapeTessellation(), groundHalfSize: Float = 50) {
    self.tessellation = tessellation
    self.groundHalfSize = groundHalfSize
  }

  /// Returns the file. One unit is a metre, and y is up.
  public func bytes(_ scene: Scene) -> [UInt8] {
    var parts = GLBParts()
    for object in scene.objects {
      let mesh = tessellation.mesh(of: object)
      guard !mesh.triangles.isEmpty else { continue }
      parts.add(mesh, object.material, object.pose)
    }
    if let material = scene.ground {
      let half = scene.groundHalfSize.isFinite ? scene.groundHalfSize : groundHalfSize
      parts.add(Self.square(half), material, Pose())
    }
    parts.lights = scene.lights
    parts.camera = scene.camera
    return parts.file()
  }

  private static func square(_ half: Float) -> TriangleMesh {
    TriangleMesh(
      vertices: [
        Vector3(-half, -half, 0), Vector3(half, -half, 0), Vector3(half, half, 0),
        Vector3(-half, half, 0),
      ], triangles: [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])
  }
}
