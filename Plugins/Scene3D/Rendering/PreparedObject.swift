/// An object as the inner loops want it: plain numbers and an unowned reference.
struct PreparedObject {
  /// The solid, without what only some solids have.
  enum Form: UInt8 {
    case sphere, box, cylinder, cone, capsule, mesh, voxels
  }

  var form: Form
  /// Whether a ray that leaves the surface can never meet it again.
  @inline(__always)
  var isConvex: Bool { form != .mesh && form != .voxels }
  /// Half the length of a capsule's straight part, in its own coordinates.
  var halfLength: Float = 0
  /// `local = (dot(rowX, world), dot(rowY, world), dot(rowZ, world)) + offset`.
  var rowX: Vector3, rowY: Vector3, rowZ: Vector3
  var offset: Vector3
  /// The eye in the object's own coordinates.
  var eye: Vector3
  var surface: PreparedSurface
  var materialIndex: Int32
  /// The mesh, kept alive by the renderer's scene.
  var mesh: Unmanaged<TriangleMesh>?
  /// The grid, kept alive by the renderer's scene.
  var voxels: Unmanaged<VoxelGrid>?
  /// Whether cells of the grid give off light.
  var shines = false
  /// A sphere about the object, in the world.
  var center: Vector3, radius: Float
  /// How far shadow rays begin above a surface of this object at most, m.
  var reach: Float

  init(_ object: SceneObject, eye: Vector3) {
    var scale = object.scale
    switch object.shape {
    case .sphere: form = .sphere
    case .box: form = .box
    case .cylinder: form = .cylinder
    case .cone: form = .cone
    case .capsule:
      form = .capsule
      halfLength = max(0, scale.z / scale.x - 1)
      scale = Vector3(scale.x, scale.x, scale.x)
    case .mesh(let mesh):
      form = .mesh
      self.mesh = .passUnretained(mesh)
    case .voxels(let grid):
      form = .voxels
      voxels = .passUnretained(grid)
      shines = !grid.emission.isEmpty
    }
    let pose = object.pose
    rowX = pose.axisX / scale.x
    rowY = pose.axisY / scale.y
    rowZ = pose.axisZ / scale.z
    let position = pose.position
    offset = -Vector3(dot(rowX, position), dot(rowY, position), dot(rowZ, position))
    let fromPosition = eye - position
    self.eye = Vector3(dot(rowX, fromPosition), dot(rowY, fromPosition), dot(rowZ, fromPosition))
    surface = PreparedSurface(object.material, objectScale: scale)
    materialIndex = Int32(truncatingIfNeeded: object.materialIndex)
    let outline = Outline(object)
    (center, radius) = (outline.center, outline.radius)
    reach = ((center - eye).length + radius) * shadowOffset
  }

  /// Returns directions of the world in the object's own coordinates.
  @inline(__always)
  func localDirection(_ world: LaneVector) -> LaneVector {
    LaneVector(
      dot(world, LaneVector(rowX)), dot(world, LaneVector(rowY)), dot(world, LaneVector(rowZ)))
  }

  /// Returns points of the world in the object's own coordinates.
  @inline(__always)
  func localPoint(_ world: LaneVector) -> LaneVector { localDirection(world) + LaneVector(offset) }

  /// Returns unit normals in the world for normals in the object's own coordinates.
  @inline(__always)
  func worldNormal(_ local: LaneVector) -> LaneVector {
    // the rows are the axes divided by the scale: the inverse transpose
    normalized(LaneVector(rowX) * local.x + LaneVector(rowY) * local.y + LaneVector(rowZ) * local.z)
  }
}

/// How far above a surface its shadow rays begin, as a share of its depth in the picture.
let shadowOffset: Float = 0x1p-13
