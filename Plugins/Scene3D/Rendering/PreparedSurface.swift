/// A material as the inner loops want it.
struct PreparedSurface {
  var diffuse: Vector3
  var checker: Vector3
  var hasChecker: Bool
  /// Squares for one unit of the object's own axes.
  var checkerFrequency: Vector3
  var emission: Vector3
  /// The share of light that is not mirrored.
  var matt: Float
  var specular: Float
  var isMetal: Bool
  /// The highlight's exponent: an integer, so that powers are products.
  var exponent: Int
  /// What makes the highlight return no more light than it gets.
  var normalization: Float

  /// Prepares a material whose checker is measured in units of `scale` metres on each axis.
  init(_ material: Material, scale: Vector3) {
    diffuse = material.diffuse
    checker = material.checker ?? material.diffuse
    hasChecker = material.checker != nil
    checkerFrequency = scale / material.checkerSize
    emission = material.emission
    specular = material.specular
    matt = 1 - specular
    isMetal = material.isMetal
    exponent = highlightExponent(roughness: material.roughness)
    normalization = highlightNormalization(exponent: exponent)
  }
}

extension PreparedSurface {
  /// The ground's, whose checker has squares and no cubes.
  init(ground material: Material) { self.init(material, scale: Vector3(1, 1, 0)) }

  /// An object's. Its checker is a little too large, so that a face that lies where two cubes meet
  /// has the inner one's colour instead of noise.
  init(_ material: Material, objectScale: Vector3) {
    self.init(material, scale: objectScale * 0.9999)
  }
}

/// Returns the exponent of a highlight of a roughness: 2 / r^4 - 2 (the width alpha = r^2 of
/// Burley, Physically-Based Shading at Disney, 2012; Walter et al. 2007 for the exponent), rounded,
/// at most 4096.
func highlightExponent(roughness: Float) -> Int {
  let square = roughness * roughness
  let exponent = 2 / (square * square) - 2
  return exponent < 4096 ? max(0, Int(exponent + 0.5)) : 4096
}

/// Returns the factor by which cos^n of the half vector's angle, under a cosine, returns all of the
/// light that arrives along the normal and never more: (n + 2)(n + 4) / (8 (2^(-n/2) + n))
/// (Giesen: Phong normalization factor derivation, 2009), times pi over the diffuse 1 / pi.
func highlightNormalization(exponent: Int) -> Float {
  var halved = exponent % 2 == 0 ? 1.0 : 0.5.squareRoot()
  for _ in 0..<min(exponent / 2, 1000) { halved *= 0.5 }
  let n = Double(exponent)
  return Float((n + 2) * (n + 4) / (8 * (halved + n)))
}
