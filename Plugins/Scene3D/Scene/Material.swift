/// How a surface answers light. Colours are linear, `0...1` a channel.
public struct Material: Sendable, Equatable {
  /// The share of light that is scattered evenly (Lambert), linear red, green and blue.
  public var diffuse: Vector3
  /// A second diffuse colour that takes turns with the first in cubes of `checkerSize` on the
  /// object's own axes, on the ground in squares; nil for none.
  public var checker: Vector3?
  /// The side of the checker's cubes, m.
  public var checkerSize: Float
  /// The share of light that is mirrored about the half vector (Blinn and Phong, normalised),
  /// `0...1`.
  public var specular: Float
  /// The width of the highlight: 0 is a mirror, 1 is matt.
  public var roughness: Float
  /// Light that the surface gives off itself, linear; not cast on others.
  public var emission: Vector3
  /// Whether the highlight has the diffuse colour, as metals have.
  public var isMetal: Bool

  /// Makes a material; everything but the colour has the values of matt paint.
  public init(
    diffuse: Vector3, checker: Vector3? = nil, checkerSize: Float = 1, specular: Float = 0,
    roughness: Float = 1, emission: Vector3 = .zero, isMetal: Bool = false
  ) {
    self.diffuse = diffuse
    self.checker = checker
    self.checkerSize = checkerSize
    self.specular = specular
    self.roughness = roughness
    self.emission = emission
    self.isMetal = isMetal
  }
}
