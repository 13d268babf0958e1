/// Everything that a picture is made of. Space is right-handed, `z` up, in metres; the ground is the
/// plane `z = 0`.
public struct Scene: Sendable {
  /// The eye.
  public var camera: Camera
  /// The lights, at most 16.
  public var lights: [Light]
  /// Light from everywhere, linear, as a share of a white surface.
  public var ambient: Vector3
  /// What a ray sees that meets nothing, linear: towards the zenith and at the horizon.
  public var background: Background
  /// The material of the ground plane; nil for no ground.
  public var ground: Material?
  /// How far from the origin the ground reaches, m; it ends in a square. Infinity for no end.
  public var groundHalfSize: Float
  /// The objects; their order is their object id, starting at 1.
  public var objects: [SceneObject]

  /// A sky: linear colours, interpolated by the sine of the elevation.
  public struct Background: Sendable, Equatable {
    /// Straight up.
    public var zenith: Vector3
    /// At the horizon and below.
    public var horizon: Vector3

    /// Makes a sky.
    public init(zenith: Vector3, horizon: Vector3) {
      self.zenith = zenith
      self.horizon = horizon
    }
  }

  /// Makes a scene.
  public init(
    camera: Camera, lights: [Light], ambient: Vector3, background: Background, ground: Material?,
    groundHalfSize: Float = .infinity, objects: [SceneObject] = []
  ) {
    self.camera = camera
    self.lights = lights
    self.ambient = ambient
    self.background = background
    self.ground = ground
    self.groundHalfSize = groundHalfSize
    self.objects = objects
  }
}

/// One thing in a scene.
public struct SceneObject: Sendable {
  /// Its form.
  public var shape: Shape
  /// Where it is and how it is turned.
  public var pose: Pose
  /// What its own coordinates are multiplied by, on its own axes, all above 0.
  public var scale: Vector3
  /// Its surface. A voxel grid's palette replaces the diffuse colour; a mesh's groups may.
  public var material: Material
  /// What `materialId` shows for it: an index into the scene file's materials, 1 or above.
  public var materialIndex: Int

  /// Makes an object.
  public init(
    shape: Shape, pose: Pose, scale: Vector3, material: Material, materialIndex: Int = 1
  ) {
    self.shape = shape
    self.pose = pose
    self.scale = scale
    self.material = material
    self.materialIndex = materialIndex
  }
}
