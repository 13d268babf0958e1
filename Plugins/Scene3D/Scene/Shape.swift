/// The form of an object in its own space, before `SceneObject.scale` stretches it.
///
/// All primitives fit the cube from -1 to 1 on each axis and are centred on the origin, so that the
/// scale is their half size in metres and `position.z = scale.z` puts them on the ground.
public enum Shape: Sendable {
  /// Radius 1; three different scales make an ellipsoid.
  case sphere
  /// The whole cube.
  case box
  /// Radius 1 about z, from z = -1 to 1, with both caps.
  case cylinder
  /// Apex at z = 1, base of radius 1 at z = -1, with the base's disc.
  case cone
  /// About z: radius `scale.x`, total height `2 * scale.z`; scales x and y must be equal and at
  /// most scale z. The only shape that the scale does not stretch: its ends stay round.
  case capsule
  /// Triangles; the mesh's own coordinates are scaled.
  case mesh(TriangleMesh)
  /// Coloured cubes; the grid's own coordinates (see `VoxelGrid`) are scaled.
  case voxels(VoxelGrid)
}
