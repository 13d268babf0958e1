/// Returns e to the power of `x` with a relative error below 2e-7 for `x` in -87...88; smaller
/// arguments give about 1e-38, larger ones about 2e38, so that no result is infinite.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor polynomial of degree 7 (the remainder is
/// r^8/8! < 6e-9); 2^n by setting the exponent. Branchless, so that loops over it vectorise.
@inline(__always)
func exponential(_ x: Float) -> Float {
  let bounded = x < -87 ? -87 : (x > 88 ? 88 : x)
  // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
  let shifted = bounded * 1.442_695_041 + 12_582_912
  let power = shifted - 12_582_912
  // ln 2 in two parts, the first short enough for an exact product
  let remainder = (bounded - power * 0.693_359_375) + power * 2.121_944_4e-4
  var sum: Float = 1.0 / 5040
  sum = sum * remainder + 1.0 / 720
  sum = sum * remainder + 1.0 / 120
  sum = sum * remainder + 1.0 / 24
  sum = sum * remainder + 1.0 / 6
  sum = sum * remainder + 0.5
  sum = sum * remainder + 1
  sum = sum * remainder + 1
  let exponent = (shifted.bitPattern &+ (127 &- 0x4B40_0000)) &<< 23
  return sum * Float(bitPattern: exponent)
}

/// Returns the natural logarithm with an error below 2e-7 of the result or 1e-7, whichever is
/// larger, for normal positive `x`; smaller `x` count as 1.18e-38.
///
/// x = 2^k m with m in 0.707..<1.414; ln m = 2 artanh(s) with s = (m - 1)/(m + 1), whose series in
/// s^2 is cut after s^11/11 (|s| <= 0.1716, remainder below 2e-11).
@inline(__always)
func logarithm(_ x: Float) -> Float {
  let bounded = x < 1.175_494_4e-38 ? 1.175_494_4e-38 : x
  // Subtracting the bits of sqrt(1/2) makes the exponent field k with m around 1.
  let bits = bounded.bitPattern &- 0x3F35_04F3
  let power = Float(Int32(bitPattern: bits) &>> 23)
  let mantissa = Float(bitPattern: (bits & 0x7F_FFFF) &+ 0x3F35_04F3)
  let ratio = (mantissa - 1) / (mantissa + 1)
  let square = ratio * ratio
  var sum: Float = 1.0 / 11
  sum = sum * square + 1.0 / 9
  sum = sum * square + 1.0 / 7
  sum = sum * square + 1.0 / 5
  sum = sum * square + 1.0 / 3
  let series = 2 * ratio + 2 * ratio * square * sum
  return power * 0.693_359_375 + (series - power * 2.121_944_4e-4)
}

/// Returns 1 / (1 + e^-x).
@inline(__always)
func logistic(_ x: Float) -> Float { 1 / (1 + exponential(-x)) }

/// Returns the hyperbolic tangent with an absolute error below 2e-7.
///
/// Near zero, where 1 - 2/(e^2x + 1) would cancel, the Taylor polynomial takes over.
@inline(__always)
func hyperbolicTangent(_ x: Float) -> Float {
  let far = 1 - 2 / (exponential(2 * x) + 1)
  let square = x * x
  let near = x + x * square * (-1.0 / 3 + square * (2.0 / 15 - square * (17.0 / 315)))
  return square < 0.0225 ? near : far
}
