/// What an object may be: a form in its proportions, and the materials it may have.
public struct ObjectKind: Sendable {
  /// The name in the file.
  public var name: String
  /// The form.
  public var shape: Shape
  /// What the form is stretched by before its size, on its own axes.
  public var proportions: Vector3
  /// Indices into the file's materials.
  public var materials: [Int]
  /// The point of the form's own coordinates that stands on the ground.
  var anchor: Vector3
  /// Half the width and depth of the form in its own coordinates.
  var halfFootprint: SIMD2<Float>
  /// Whether the footprint is a circle.
  var isRound: Bool

  /// Returns the scale of an object of this kind.
  func scale(size: Float) -> Vector3 { proportions * size }

  /// Returns the radius of the upright cylinder that contains an object, m.
  public func radius(size: Float) -> Float {
    let half = halfFootprint * SIMD2(proportions.x, proportions.y) * size
    return isRound ? max(half.x, half.y) : (half.x * half.x + half.y * half.y).squareRoot()
  }

  /// Returns the pose of an object that stands on the ground at `place`, turned by `yaw` radians.
  func pose(at place: SIMD2<Float>, yaw: Float, size: Float, height: Float = 0) -> Pose {
    var pose = Pose(yaw: yaw)
    let foot = pose.direction(anchor * scale(size: size))
    pose.position = Vector3(place.x, place.y, height) - foot
    return pose
  }
}

extension ObjectKind {
  /// A primitive, which stands on its lowest point.
  init(name: String, primitive: Shape, proportions: Vector3, materials: [Int]) {
    var isRound = true
    if case .box = primitive { isRound = false }
    self.init(
      name: name, shape: primitive, proportions: proportions, materials: materials,
      anchor: Vector3(0, 0, -1), halfFootprint: SIMD2(1, 1), isRound: isRound)
  }

  /// A form with a box about it, which is made to fit the cube from -1 to 1 and stands on its
  /// lowest point.
  init(
    name: String, shape: Shape, from low: Vector3, to high: Vector3, proportions: Vector3,
    materials: [Int]
  ) {
    let half = (high - low) * 0.5
    let unit = 1 / max(half.x, half.y, half.z, 1e-9)
    self.init(
      name: name, shape: shape, proportions: proportions * unit, materials: materials,
      anchor: Vector3((low.x + high.x) * 0.5, (low.y + high.y) * 0.5, low.z),
      halfFootprint: SIMD2(half.x, half.y), isRound: false)
  }
}
