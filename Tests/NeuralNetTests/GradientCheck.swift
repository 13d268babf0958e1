import NeuralNet
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
  /// A tensor of uniform numbers.
  mutating func tensor(_ shape: [Int], in range: ClosedRange<Float> = -1...1) -> Tensor {
    Tensor(
      (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &self) }, shape: shape)
  }
}

/// What is differentiated: variables in, one variable out.
typealias Differentiable = ([Variable]) -> Variable

/// Checks the first and second derivatives of `function` at `inputs` against finite differences.
func checkDerivatives(
  at inputs: [Tensor], tolerance: Float = 1e-3, step: Float = 0.02,
  location: SourceLocation = #_sourceLocation, of function: @escaping Differentiable
) {
  checkGradient(at: inputs, tolerance: tolerance, step: step, "first", location, of: function)
  checkGradient(at: inputs, tolerance: tolerance, step: step, "second", location) { inputs in
    gradientField(of: function, at: inputs)
  }
}

/// Checks the gradient of `function` at `inputs` against finite differences.
func checkGradient(
  at inputs: [Tensor], tolerance: Float = 1e-3, step: Float = 0.02, _ name: Comment = "gradient",
  _ location: SourceLocation = #_sourceLocation, of function: Differentiable
) {
  let leaves = inputs.map { Variable($0, requiresGradient: true) }
  let output = function(leaves)
  let weights = projection(output.shape)
  guard output.requiresGradient else {
    Issue.record("\(name): the output does not depend on the inputs", sourceLocation: location)
    return
  }
  let analytic = gradients(of: (output * Variable(weights)).sum(), by: leaves)
  var kinks = 0
  var total = 0
  for (index, input) in inputs.enumerated() {
    let scale = max(1, analytic[index].value.scalars.map(abs).max() ?? 0)
    for element in 0..<input.count {
      let evaluate = { (step: Float) -> Double in
        var values = input.scalars
        values[element] += step
        var moved = inputs
        moved[index] = Tensor(values, shape: input.shape)
        let result = function(moved.map { Variable($0, requiresGradient: true) })
        return zip(result.value.scalars, weights.scalars).reduce(0) {
          $0 + Double($1.0) * Double($1.1)
        }
      }
      total += 1
      let coarse = fourthOrderSlope(evaluate, step)
      let fine = fourthOrderSlope(evaluate, step / 2)
      guard abs(coarse - fine) < tolerance * scale else {
        kinks += 1
        continue
      }
      let exact = analytic[index].value.scalars[element]
      #expect(
        abs(exact - fine) < tolerance * scale, "\(name), input \(index), element \(element)",
        sourceLocation: location)
    }
  }
  #expect(kinks * 8 <= total, "\(name): \(kinks) of \(total) at a kink", sourceLocation: location)
}

/// Returns the gradient of a fixed projection of `function` by all inputs, as one differentiable row.
private func gradientField(of function: Differentiable, at inputs: [Variable]) -> Variable {
  let output = function(inputs)
  let scalar = (output * Variable(projection(output.shape))).sum()
  // A second, curved term makes functions that are linear have second derivatives too.
  let curved = (output * output * Variable(projection(output.shape))).sum()
  let parts = gradients(of: scalar + 0.5 * curved, by: inputs, createGraph: true)
  return .concatenated(parts.map { $0.reshaped([$0.value.count]) })
}

/// Returns fixed weights without symmetry.
private func projection(_ shape: [Int]) -> Tensor {
  var random = TestRandom(99)
  return random.tensor(shape, in: 0.3...1)
}

/// Returns the derivative at 0 from four values; its error is of fourth order.
func fourthOrderSlope(_ function: (Float) -> Double, _ step: Float) -> Float {
  let near = function(step) - function(-step)
  let far = function(2 * step) - function(-2 * step)
  return Float((8 * near - far) / (12 * Double(step)))
}
