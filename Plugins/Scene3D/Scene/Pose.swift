import Glibc

/// Where an object is and how it is turned: `world = rotation * local + position`.
public struct Pose: Sendable, Equatable {
  /// The object's origin, m.
  public var position: Vector3
  /// The object's own axes in world coordinates: orthonormal and right-handed.
  public var axisX: Vector3
  /// The object's own y axis in world coordinates.
  public var axisY: Vector3
  /// The object's own z axis in world coordinates.
  public var axisZ: Vector3

  /// Makes an upright pose, turned by `yaw` radians about the vertical, counterclockwise from above.
  public init(position: Vector3 = .zero, yaw: Float = 0) {
    // in double precision, so that libraries that differ in the last bit give the same floats
    let (sine, cosine) = (Float(sin(Double(yaw))), Float(cos(Double(yaw))))
    self.init(
      position: position, axisX: Vector3(cosine, sine, 0), axisY: Vector3(-sine, cosine, 0),
      axisZ: Vector3(0, 0, 1))
  }

  /// Makes a pose from orthonormal, right-handed axes.
  public init(position: Vector3, axisX: Vector3, axisY: Vector3, axisZ: Vector3) {
    self.position = position
    self.axisX = axisX
    self.axisY = axisY
    self.axisZ = axisZ
  }

  /// Returns a direction of the object's space in world coordinates.
  public func direction(_ local: Vector3) -> Vector3 {
    axisX * local.x + axisY * local.y + axisZ * local.z
  }

  /// Returns a point of the object's space in world coordinates, m.
  public func point(_ local: Vector3) -> Vector3 { direction(local) + position }

  /// Returns a world direction in the object's space.
  public func localDirection(_ world: Vector3) -> Vector3 {
    Vector3(dot(world, axisX), dot(world, axisY), dot(world, axisZ))
  }

  /// Returns a world point in the object's space, m.
  public func localPoint(_ world: Vector3) -> Vector3 { localDirection(world - position) }
}
