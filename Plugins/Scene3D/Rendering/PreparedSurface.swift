/// A material as the inner loops want it.
struct PreparedSurface {
  var diffuse: Vector3
  var checker: Vector3
  var hasChecker: Bool
  /// Squares for one unit of the object's own x and y.
  var checkerFrequencyX: Float, checkerFrequencyY: Float
  var emission: Vector3
  /// The share of light that is not mirrored.
  var matt: Float
  var specular: Float
  var isMetal: Bool
  /// The highlight's exponent: an integer, so that powers are products.
  var exponent: Int
  /// What makes the highlight return no more light than it gets.
  var normalization: Float

  init(_ material: Material, scale: Vector3 = Vector3(1, 1, 1)) {
    diffuse = material.diffuse
    checker = material.checker ?? material.diffuse
    hasChecker = material.checker != nil
    checkerFrequencyX = scale.x / material.checkerSize
    checkerFrequencyY = scale.y / material.checkerSize
    emission = material.emission
    specular = material.specular
    matt = 1 - specular
    isMetal = material.isMetal
    exponent = highlightExponent(roughness: material.roughness)
    normalization = highlightNormalization(exponent: exponent)
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
