import TensorKernels
import Testing

/// A small generator for test data (SplitMix64).
struct TestRandom: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func tensor(_ shape: [Int], in range: ClosedRange<Float> = -1...1) -> Tensor {
    Tensor(
      (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &self) }, shape: shape)
  }
}

/// Expects a tensor to have the shape and, within `tolerance`, the numbers.
func expectEqual(
  _ tensor: Tensor, _ expected: [Double], shape: [Int], tolerance: Double = 1e-5,
  location: SourceLocation = #_sourceLocation
) {
  #expect(tensor.shape == shape, sourceLocation: location)
  guard tensor.count == expected.count else {
    Issue.record("\(tensor.count) numbers, not \(expected.count)", sourceLocation: location)
    return
  }
  for (index, (found, wanted)) in zip(tensor.scalars, expected).enumerated() {
    #expect(
      abs(Double(found) - wanted) <= tolerance * max(1, abs(wanted)), "element \(index)",
      sourceLocation: location)
  }
}

/// The index in a tensor of `shape` of what broadcasts to row-major `index` in `full`.
func broadcastIndex(_ index: Int, in full: [Int], to shape: [Int]) -> Int {
  var rest = index
  var result = 0
  var step = 1
  for offset in 0..<full.count {
    let position = rest % full[full.count - 1 - offset]
    rest /= full[full.count - 1 - offset]
    guard offset < shape.count else { continue }
    let extent = shape[shape.count - 1 - offset]
    result += (extent == 1 ? 0 : position) * step
    step *= extent
  }
  return result
}
