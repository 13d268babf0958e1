import PaintCore

/// Adds noise of standard deviation `deviation` to the values; takes one number of the stream.
///
/// A number is the sum of four uniform 16-bit numbers, centred and scaled to variance 1 (Irwin and
/// Hall): close to normal within three deviations. They come from SplitMix64 (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014), which the stream seeds: a critic
/// of the recipe's size needs a quarter of a million a step, and the stream takes ten times as long.
func addNoise(
  _ values: UnsafeMutableBufferPointer<Float>, deviation: Float, using stream: inout RandomStream
) {
  // The sum of four uniform numbers in 0..<1 has the mean 2 and the variance 4 / 12.
  let scale = deviation * Float(3).squareRoot() / 65536
  let mean: Float = 4 * 32767.5
  var state = stream.next()
  for index in values.indices {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    values[index] += scale * (Float(sum) - mean)
  }
}
