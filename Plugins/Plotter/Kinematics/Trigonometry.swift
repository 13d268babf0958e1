import Glibc

/// The cosine; the exact 0 and 1 at no turn and quarter turns of double precision.
func cosine(_ angle: Double) -> Double {
  let value = cos(angle)
  return abs(value) < 1e-16 ? 0 : value
}

/// The sine.
func sine(_ angle: Double) -> Double {
  let value = sin(angle)
  return abs(value) < 1e-15 ? 0 : value
}

/// The direction of a vector, `-pi...pi` from the `x` axis to the `y` axis.
func direction(_ vector: SIMD2<Double>) -> Double { atan2(vector.y, vector.x) }

/// The unit vector of a direction.
func unit(_ angle: Double) -> SIMD2<Double> { SIMD2(cos(angle), sin(angle)) }
