import TensorKernels
import Testing

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
