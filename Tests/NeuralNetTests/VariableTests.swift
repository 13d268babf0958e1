import NeuralNet
import TensorKernels
import Testing

/// An operation under test with inputs at which it is smooth.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [[Int]]
  var range: ClosedRange<Float> = -1...1
  var awayFromZero = false
  let function: @Sendable ([Variable]) -> Variable
  var testDescription: String { name }
}

private let geometry = ConvolutionGeometry(kernel: 4, stride: 2, padding: 1)
private let positive: ClosedRange<Float> = 0.5...2

private let operations: [OperationCase] = [
  .init(name: "add", shapes: [[3, 4], [3, 4]]) { $0[0] + $0[1] },
  .init(name: "add a row", shapes: [[3, 4], [4]]) { $0[0] + $0[1] },
  .init(name: "subtract a column", shapes: [[3, 4], [3, 1]]) { $0[0] - $0[1] },
  .init(name: "subtract from a scalar", shapes: [[], [3, 2]]) { $0[0] - $0[1] },
  .init(name: "multiply", shapes: [[5], [5]]) { $0[0] * $0[1] },
  .init(name: "multiply by a middle axis", shapes: [[2, 3, 2], [1, 3, 1]]) { $0[0] * $0[1] },
  .init(name: "multiply both ways", shapes: [[3, 1], [1, 4]]) { $0[0] * $0[1] },
  .init(name: "divide", shapes: [[2, 3], [2, 3]], range: positive) { $0[0] / $0[1] },
  .init(name: "divide by a column", shapes: [[2, 3], [2, 1]], range: positive) { $0[0] / $0[1] },
  .init(name: "scale and offset", shapes: [[4]]) { 2.5 - $0[0].scaled(by: 3, plus: 1) },
  .init(name: "minimum", shapes: [[6], [6]]) { $0[0].minimum($0[1]) },
  .init(name: "maximum", shapes: [[6], [6]]) { $0[0].maximum($0[1]) },
  .init(name: "relu", shapes: [[8]], awayFromZero: true) { $0[0].relu() },
  .init(name: "leaky relu", shapes: [[8]], awayFromZero: true) { $0[0].rectified(slope: 0.2) },
  .init(name: "tanh", shapes: [[8]]) { $0[0].tanh() },
  .init(name: "sigmoid", shapes: [[8]]) { $0[0].sigmoid() },
  .init(name: "softplus", shapes: [[8]]) { $0[0].softplus() },
  .init(name: "exponential", shapes: [[8]]) { $0[0].exponentiated() },
  .init(name: "logarithm", shapes: [[8]], range: positive) { $0[0].naturalLogarithm() },
  .init(name: "square", shapes: [[8]]) { $0[0].squared() },
  .init(name: "square root", shapes: [[8]], range: positive) { $0[0].squareRoot() },
  .init(name: "absolute value", shapes: [[8]], awayFromZero: true) { $0[0].absolute() },
  .init(name: "clamp", shapes: [[12]]) { $0[0].clamped(to: -0.5...0.5) },
  .init(name: "log softmax", shapes: [[3, 5]]) { $0[0].logSoftmax() },
  .init(name: "sum", shapes: [[3, 4]]) { $0[0].sum() },
  .init(name: "mean", shapes: [[3, 4]]) { $0[0].mean() },
  .init(name: "sum to a row", shapes: [[3, 2, 4]]) { $0[0].sum(to: [4]) },
  .init(name: "sum to a middle axis", shapes: [[3, 2, 4]]) { $0[0].sum(to: [1, 2, 1]) },
  .init(name: "mean of the last axis", shapes: [[3, 4]]) { $0[0].meanOfLastAxis() },
  .init(name: "broadcast", shapes: [[1, 3]]) { $0[0].broadcast(to: [2, 2, 3]) },
  .init(name: "matrix product", shapes: [[3, 4], [4, 2]]) { $0[0].matrixProduct($0[1]) },
  .init(name: "product, left transposed", shapes: [[4, 3], [4, 2]]) {
    $0[0].matrixProduct($0[1], transposingLeft: true)
  },
  .init(name: "product, right transposed", shapes: [[3, 4], [2, 4]]) {
    $0[0].matrixProduct($0[1], transposingRight: true)
  },
  .init(name: "product, both transposed", shapes: [[4, 3], [2, 4]]) {
    $0[0].matrixProduct($0[1], transposingLeft: true, transposingRight: true)
  },
  .init(name: "affine", shapes: [[3, 4], [4, 2], [2]]) { $0[0].affine($0[1], bias: $0[2]) },
  .init(name: "affine, leaky", shapes: [[3, 4], [4, 2], [2]]) {
    $0[0].affine($0[1], bias: $0[2], slope: 0.2)
  },
  .init(name: "convolution 4x4/2", shapes: [[2, 4, 6, 2], [32, 3], [3]]) {
    $0[0].convolution($0[1], bias: $0[2], geometry: geometry)
  },
  .init(name: "convolution 3x3, leaky", shapes: [[1, 4, 3, 2], [18, 2], [2]]) {
    $0[0].convolution(
      $0[1], bias: $0[2], slope: 0.2, geometry: ConvolutionGeometry(kernel: 3, padding: 1))
  },
  .init(name: "transposed convolution 4x4/2", shapes: [[2, 2, 3, 3], [32, 3]]) {
    $0[0].transposedConvolution($0[1], outputShape: [2, 4, 6, 2], geometry: geometry)
  },
  .init(name: "reshape", shapes: [[2, 6]]) { $0[0].reshaped([3, 4]) },
  .init(name: "transpose", shapes: [[2, 6]]) { $0[0].transposed() },
  .init(name: "slice", shapes: [[2, 6]]) { $0[0].slice(1..<4) },
  .init(name: "concatenate", shapes: [[2, 3], [2, 1], [2, 2]]) { .concatenated($0) },
  .init(name: "rows", shapes: [[4, 3]]) { $0[0].rows([2, 0, 2]) },
  .init(name: "columns", shapes: [[3, 4]]) { $0[0].columns([3, 0, 1]) },
]

@Suite struct VariableTests {
  @Test(arguments: operations) func `derivatives match finite differences`(_ op: OperationCase) {
    var random = TestRandom(7)
    let inputs = op.shapes.map { shape in
      let tensor = random.tensor(shape, in: op.range)
      guard op.awayFromZero else { return tensor }
      return Tensor(tensor.scalars.map { $0 < 0 ? $0 - 0.1 : $0 + 0.1 }, shape: shape)
    }
    checkDerivatives(at: inputs, of: op.function)
  }

  @Test func `a variable used twice gets both gradients`() {
    let x = Variable(Tensor([1, 2, 3]), requiresGradient: true)
    let y = x * x + x + x
    let gradient = gradients(of: y.sum(), by: [x])[0]
    #expect(gradient.value.scalars == [4, 6, 8])
    #expect(!gradient.requiresGradient)
  }

  @Test func `a sum in place does not change what others hold`() {
    // Both branches hand the same gradient on, once as it is.
    let x = Variable(Tensor([1, 2]), requiresGradient: true)
    let shifted = x + 1
    let loss = (shifted + x + x).sum()
    let all = gradients(of: loss, by: [x, shifted])
    #expect(all[0].value.scalars == [3, 3])
    #expect(all[1].value.scalars == [1, 1])
  }

  @Test func `targets that do not matter get zeros, repeated ones the same`() {
    let x = Variable(Tensor([1, 2]), requiresGradient: true)
    let other = Variable(Tensor([5]), requiresGradient: true)
    let found = gradients(of: (3 * x).sum(), by: [x, other, x])
    #expect(found.map(\.value.scalars) == [[3, 3], [0], [3, 3]])
  }

  @Test func `constants record nothing and detaching cuts the graph`() {
    let constant = Variable(Tensor([2]))
    #expect(!(constant * constant).requiresGradient)
    let x = Variable(Tensor([3]), requiresGradient: true)
    #expect(gradients(of: (x * x.detached).sum(), by: [x])[0].value.scalars == [3])
  }

  @Test func `a kept graph gives the same gradient twice`() {
    let x = Variable(Tensor([0.5, -2]), requiresGradient: true)
    let loss = x.tanh().sum()
    let first = gradients(of: loss, by: [x], keepGraph: true)[0].value.scalars
    #expect(gradients(of: loss, by: [x])[0].value.scalars == first)
  }

  @Test func `a released graph traps`() async {
    await #expect(processExitsWith: .failure) {
      let x = Variable(Tensor([1]), requiresGradient: true)
      let loss = x.tanh().sum()
      _ = gradients(of: loss, by: [x])
      _ = gradients(of: loss, by: [x])
    }
  }

  @Test func `a chain of a million operations is released and differentiated`() {
    let x = Variable(Tensor([1]), requiresGradient: true)
    var dropped = x
    for _ in 0..<1_000_000 { dropped = dropped + 1 }
    #expect(dropped.value.scalars == [1_000_001])
    dropped = x
    for _ in 0..<100_000 { dropped = dropped + x }
    #expect(gradients(of: dropped.sum(), by: [x])[0].value.scalars == [100_001])
  }

  @Test func `the third derivative of a cube is six`() {
    let x = Variable(Tensor([2]), requiresGradient: true)
    var derivative = x * x * x
    for _ in 0..<3 { derivative = gradients(of: derivative.sum(), by: [x], createGraph: true)[0] }
    #expect(derivative.value.scalars == [6])
  }
}
