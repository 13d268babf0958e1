import NeuralNet
import TensorKernels

/// The layers of a critic: convolutions that halve the side, then one number per picture.
struct CriticNetwork: Sendable {
  let layout: ParameterLayout
  private let convolutions: [Conv2D]
  private let output: Linear

  /// - Precondition: `configuration` is valid.
  init(_ configuration: CriticConfiguration) {
    var layout = ParameterLayout()
    var isNormalized = true
    if case .wassersteinPenalty = configuration.loss { isNormalized = false }
    var (inputs, side) = (configuration.planeCount, configuration.poolTo)
    convolutions = configuration.widths.enumerated().map { index, width in
      defer { (inputs, side) = (width, side / 2) }
      return Conv2D(
        "convolution\(index + 1)", inputs: inputs, outputs: width,
        geometry: ConvolutionGeometry(kernel: 4, stride: 2, padding: 1),
        activation: .leakyRelu(0.2), spectralNorm: isNormalized, in: &layout)
    }
    output = Linear(
      "output", inputs: inputs * side * side, outputs: 1, spectralNorm: isNormalized, in: &layout)
    self.layout = layout
  }

  /// Returns raw logits, `[count, 1]`, of planes, `[count, side, side, planes]`.
  func callAsFunction(_ planes: Variable, in scope: ParameterScope) -> Variable {
    var x = planes
    for convolution in convolutions { x = convolution(x, in: scope) }
    return output(x.flattened(), in: scope)
  }
}
