/// A source of light.
public struct Light: Sendable, Equatable {
  /// Where the light comes from.
  public enum Source: Sendable, Equatable {
    /// From infinitely far; `towards` is the direction in which the light travels, of length 1.
    case directional(towards: Vector3)
    /// From a point, in all directions, falling off with the squared distance in metres.
    case point(at: Vector3)
    /// From a point in a cone about `towards` (length 1): full inside the inner half angle, none
    /// outside the outer one (radians, smooth in between), falling off like a point's.
    case spot(at: Vector3, towards: Vector3, inner: Float, outer: Float)
  }

  /// Where it comes from.
  public var source: Source
  /// Linear red, green and blue: the irradiance of a surface that faces the light (at 1 m for
  /// points and spots), in units in which 1 makes a white diffuse surface white.
  public var color: Vector3
  /// Whether objects throw shadows in it.
  public var castsShadows: Bool
  /// How large the source looks, for soft shadows: its radius in metres for points and spots, the
  /// tangent of its half angle for a directional light; 0 for hard shadows.
  public var radius: Float

  /// Makes a light.
  public init(
    source: Source, color: Vector3 = Vector3(1, 1, 1), castsShadows: Bool = true, radius: Float = 0
  ) {
    self.source = source
    self.color = color
    self.castsShadows = castsShadows
    self.radius = radius
  }
}
