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
  /// The lowest corner of the box about the form in its own coordinates.
  var low: Vector3
  /// The highest corner of the box about the form in its own coordinates.
  var high: Vector3
  /// Whether the footprint is a circle.
  var isRound: Bool

  /// Returns the scale of an object of this kind.
  func scale(size: Float) -> Vector3 { proportions * size }

  /// Returns half the width, depth and height of an object of this kind on its own axes, m.
  public func halfExtents(size: Float) -> Vector3 { (high - low) * 0.5 * scale(size: size) }

  /// Returns the radius of the upright cylinder that contains an object, m.
  public func radius(size: Float) -> Float {
    let half = halfExtents(size: size)
    return isRound ? max(half.x, half.y) : (half.x * half.x + half.y * half.y).squareRoot()
  }

  /// Returns the pose of an object that stands on the ground at `place`, turned by `yaw` radians.
  func pose(at place: SIMD2<Float>, yaw: Float, size: Float, height: Float = 0) -> Pose {
    var pose = Pose(yaw: yaw)
    let anchor = Vector3((low.x + high.x) * 0.5, (low.y + high.y) * 0.5, low.z)
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
      low: Vector3(-1, -1, -1), high: Vector3(1, 1, 1), isRound: isRound)
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
      low: low, high: high, isRound: false)
  }
}
