import NeuralNet
import TensorKernels
import Testing

/// A layer under test: makes itself and returns what is to be differentiated.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let name: String
  let input: [Int]
  /// Small where rectifiers in the middle would change sides otherwise.
  var step: Float = 0.02
  let make: @Sendable (inout ParameterLayout) -> @Sendable (Variable, ParameterScope) -> Variable
  var testDescription: String { name }
}

private let halving = ConvolutionGeometry(kernel: 4, stride: 2, padding: 1)

private let layers: [LayerCase] = [
  .init(name: "linear", input: [3, 4]) { layout in
    let layer = Linear("l", inputs: 4, outputs: 2, activation: .tanh, in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "linear with spectral norm", input: [3, 4]) { layout in
    let layer = Linear("l", inputs: 4, outputs: 3, spectralNorm: true, in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "convolution", input: [1, 4, 4, 2]) { layout in
    let layer = Conv2D(
      "l", inputs: 2, outputs: 2, geometry: halving, activation: .leakyRelu(0.2), in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "convolution with spectral norm", input: [1, 4, 4, 1]) { layout in
    let layer = Conv2D(
      "l", inputs: 1, outputs: 2, geometry: halving, activation: .sigmoid, spectralNorm: true,
      in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "transposed convolution", input: [1, 2, 2, 2]) { layout in
    let layer = ConvTranspose2D(
      "l", inputs: 2, outputs: 1, geometry: halving, activation: .tanh, in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "residual block", input: [2, 3]) { layout in
    let layer = ResidualBlock("l", width: 3, hidden: 4, in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "convolutional residual block", input: [1, 3, 3, 2], step: 0.002) { layout in
    let layer = ConvolutionalResidualBlock("l", channels: 2, in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "layer norm", input: [3, 5]) { layout in
    let layer = LayerNorm("l", width: 5, in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "perceptron", input: [3, 4]) { layout in
    let layer = MLP("l", widths: [4, 5, 2], activation: .tanh, in: &layout)
    return { layer($0, in: $1) }
  },
  .init(name: "embedding", input: [2, 3]) { layout in
    let layer = Embedding("l", classes: 4, width: 3, in: &layout)
    return { $0 * layer([3, 1], in: $1) }
  },
  .init(name: "recurrent cell, two steps", input: [2, 3]) { layout in
    let cell = LSTMCell("l", inputs: 3, width: 2, in: &layout)
    return { x, scope in
      let first = cell(x, cell.initialState(count: 2), in: scope)
      let second = cell(x.scaled(by: -0.5), first, in: scope)
      return .concatenated([second.output, second.memory])
    }
  },
]

@Suite struct LayerTests {
  @Test(arguments: layers) func `gradients by input and weights match finite differences`(
    _ layer: LayerCase
  ) {
    var layout = ParameterLayout()
    let function = layer.make(&layout)
    var random = TestRandom(11)
    let parameters = ParameterSet(layout, using: &random)
    let input = random.tensor(layer.input)
    // by the input
    checkDerivatives(at: [input], tolerance: 2e-3, step: layer.step) { inputs in
      function(inputs[0], ParameterScope(parameters))
    }
    checkWeightGradient(of: parameters, tolerance: 2e-3, step: layer.step) {
      function(Variable(input), $0)
    }
  }

  @Test func `the recurrent cell follows its formulas`() {
    var layout = ParameterLayout()
    let cell = LSTMCell("l", inputs: 1, width: 1, in: &layout)
    var random = TestRandom(12)
    let parameters = ParameterSet(layout, using: &random)
    let weight = parameters.weight(layout.weights[0]).scalars.map(Double.init)
    let bias = parameters.weight(layout.weights[1]).scalars.map(Double.init)
    let scope = ParameterScope(parameters, isTraining: false)
    var state = cell.initialState(count: 1)
    var (output, memory) = (0.0, 0.0)
    let logistic = { (x: Double) in 1 / (1 + exponential(-x)) }
    for x in [0.7, -1.3, 2] {
      state = cell(Variable(Tensor([Float(x)], shape: [1, 1])), state, in: scope)
      let sums = (0..<4).map { weight[$0] * x + weight[4 + $0] * output + bias[$0] }
      // input, forget, candidate and output gate
      let candidate = 2 * logistic(2 * sums[2]) - 1
      memory = logistic(sums[1] + 1) * memory + logistic(sums[0]) * candidate
      output = logistic(sums[3]) * (2 * logistic(2 * memory) - 1)
      #expect(abs(Double(state.memory.value.scalar) - memory) < 1e-6)
      #expect(abs(Double(state.output.value.scalar) - output) < 1e-6)
    }
  }

  @Test func `layer norm gives rows mean 0 and variance 1 before its scale`() {
    var layout = ParameterLayout()
    let layer = LayerNorm("l", width: 64, in: &layout)
    var random = TestRandom(13)
    let parameters = ParameterSet(layout, using: &random)
    let x = random.tensor([3, 64], in: 5...9)
    let plain = layer(Variable(x), in: ParameterScope(parameters, isTraining: false)).value
    for row in 0..<3 {
      let values = plain.leading(row..<row + 1).scalars
      #expect(abs(values.reduce(0, +) / 64) < 1e-5)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 64 - 1) < 1e-4)
    }
    parameters.weights.fill(2)
    let scaled = layer(Variable(x), in: ParameterScope(parameters, isTraining: false)).value
    for (one, other) in zip(plain.scalars, scaled.scalars) {
      #expect(abs(2 * one + 2 - other) < 1e-5)
    }
  }

  @Test func `a spectral norm makes the largest singular value one`() {
    var layout = ParameterLayout()
    let layer = Linear("l", inputs: 6, outputs: 4, spectralNorm: true, in: &layout)
    var random = TestRandom(3)
    let parameters = ParameterSet(layout, using: &random)
    parameters.updateSpectralNorms(iterations: 100)
    let scope = ParameterScope(parameters, isTraining: false)
    let origin = layer(Variable(Tensor(repeating: 0, shape: [1, 6])), in: scope).value
    var longest: Float = 0
    var direction = random.tensor([1, 6])
    let weight = layer(Variable(identity(6)), in: scope).value - origin
    for _ in 0..<200 {
      direction = direction.matrixProduct(weight).matrixProduct(weight, transposingRight: true)
      longest = length(direction).squareRoot()
      direction = direction.scaled(by: 1 / length(direction))
    }
    #expect(abs(longest - 1) < 1e-4)
  }

  @Test func `scoring leaves the state of spectral norms alone, an update moves it`() {
    var layout = ParameterLayout()
    let layer = Linear("l", inputs: 6, outputs: 4, spectralNorm: true, in: &layout)
    var random = TestRandom(4)
    let parameters = ParameterSet(layout, using: &random)
    let state = parameters.state.scalars
    _ = layer(Variable(random.tensor([2, 6])), in: ParameterScope(parameters))
    #expect(parameters.state.scalars == state)
    parameters.updateSpectralNorms()
    #expect(parameters.state.scalars != state)
  }

  @Test func `initial weights have the promised spread`() {
    var layout = ParameterLayout()
    _ = Linear("l", inputs: 100, outputs: 200, gain: 0.5, in: &layout)
    _ = Embedding("e", classes: 100, width: 100, standardDeviation: 0.3, in: &layout)
    var random = TestRandom(5)
    let parameters = ParameterSet(layout, using: &random)
    let linear = parameters.weight(layout.weights[0]).scalars
    #expect(linear.allSatisfy { abs($0) <= 0.05 })
    #expect((linear.max() ?? 0) > 0.0499 && (linear.min() ?? 0) < -0.0499)
    #expect(abs(linear.reduce(0, +) / 20_000) < 0.001)
    let squares = parameters.weight(layout.weights[2]).scalars.map { $0 * $0 }
    #expect(abs((squares.reduce(0, +) / 10_000).squareRoot() - 0.3) < 0.01)
  }

  private func identity(_ size: Int) -> Tensor {
    Tensor(
      (0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }, shape: [size, size])
  }

  private func length(_ vector: Tensor) -> Float {
    vector.scalars.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

/// Checks the gradient of `function`'s projected sum by all weights against finite differences.
func checkWeightGradient(
  of parameters: ParameterSet, tolerance: Float, step: Float = 0.02,
  location: SourceLocation = #_sourceLocation,
  _ function: @escaping (ParameterScope) -> Variable
) {
  let scalar = { (scope: ParameterScope) -> Variable in
    let output = function(scope)
    let factors = (0..<output.value.count).map { 0.4 + 0.1 * Float($0 % 7) }
    return (output * Variable(Tensor(factors, shape: output.shape))).sum()
  }
  let gradient = FlatVector(count: parameters.weights.count)
  let scope = ParameterScope(parameters)
  scope.writeGradient(of: scalar(scope), to: gradient)
  let exact = gradient.scalars
  let start = parameters.weights.scalars
  var kinks = 0
  for index in start.indices {
    let evaluate = { (step: Float) -> Double in
      parameters.weights.withUnsafeMutableBufferPointer { $0[index] = start[index] + step }
      defer { parameters.weights.withUnsafeMutableBufferPointer { $0[index] = start[index] } }
      return Double(scalar(ParameterScope(parameters, isTraining: false)).value.scalar)
    }
    let (coarse, fine) = (fourthOrderSlope(evaluate, step), fourthOrderSlope(evaluate, step / 2))
    let allowed = tolerance * max(1, abs(fine))
    guard abs(coarse - fine) < allowed else {
      kinks += 1
      continue
    }
    #expect(abs(exact[index] - fine) < allowed, "weight \(index)", sourceLocation: location)
  }
  #expect(kinks * 8 <= start.count, "\(kinks) of \(start.count)", sourceLocation: location)
}
