/// A perspective camera.
public struct Camera: Sendable, Equatable {
  /// Where it is, m.
  public var position: Vector3
  /// The point in the middle of the picture, m.
  public var target: Vector3
  /// The direction that is up in the picture; must not be parallel to the view.
  public var up: Vector3
  /// The angle between the upper and the lower edge of the picture, degrees, `1...170`.
  public var verticalFieldOfView: Float

  /// Makes a camera that looks from `position` at `target`.
  public init(
    position: Vector3, target: Vector3, up: Vector3 = Vector3(0, 0, 1),
    verticalFieldOfView: Float = 45
  ) {
    self.position = position
    self.target = target
    self.up = up
    self.verticalFieldOfView = verticalFieldOfView
  }
}
