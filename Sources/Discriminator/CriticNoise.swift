import PaintCore
import TensorKernels

/// Adds noise of standard deviation `deviation` to the values.
///
/// A number is the sum of four uniform 16-bit numbers, centred and scaled to variance 1 (Irwin and
/// Hall): close to normal within three deviations, and one draw of the stream each.
func addNoise(
  _ values: UnsafeMutableBufferPointer<Float>, deviation: Float, using stream: inout RandomStream
) {
  // The sum of four uniform numbers in 0..<1 has the mean 2 and the variance 4 / 12.
  let scale = deviation * Float(3).squareRoot() / 65536
  let mean: Float = 4 * 32767.5
  var local = stream
  for index in values.indices {
    let bits = local.next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    values[index] += scale * (Float(sum) - mean)
  }
  stream = local
}
