import NeuralNet
import TensorKernels

/// What a policy sees, made into a vector: strided convolutions over the planes, fully connected
/// layers over them and the input vector, and a residual block.
struct PolicyTorso: Sendable {
  /// What the torso makes of an input.
  struct Output {
    /// `[count, width]`.
    let vector: Variable
    /// The results of the convolutions, each `[count, extent, extent, channels]`.
    let maps: [Variable]
  }

  /// The size of a convolution's result.
  struct Level: Sendable {
    let extent: Int
    let channels: Int
  }

  /// Halves an image; its adjoint doubles one.
  static let halving = ConvolutionGeometry(kernel: 4, stride: 2, padding: 1)

  let levels: [Level]
  private let layout: PolicyInputLayout
  private let convolutions: [Conv2D]
  private let pictureLayer: Linear
  private let vectorLayer: Linear
  private let block: ResidualBlock

  init(_ layout: PolicyInputLayout, in parameters: inout ParameterLayout) {
    self.layout = layout
    let configuration = layout.configuration
    let width = configuration.width
    var levels: [Level] = []
    var last = Level(extent: configuration.side, channels: layout.planeCount)
    convolutions = configuration.channels.enumerated().map { index, outputs in
      let inputs = last.channels
      last = Level(extent: Self.halving.outputExtent(of: last.extent), channels: outputs)
      levels.append(last)
      return Conv2D(
        "policy.convolution\(index)", inputs: inputs, outputs: outputs, geometry: Self.halving,
        activation: .relu, in: &parameters)
    }
    self.levels = levels
    pictureLayer = Linear(
      "policy.picture", inputs: last.extent * last.extent * last.channels, outputs: width,
      in: &parameters)
    vectorLayer = Linear(
      "policy.vector", inputs: layout.vectorWidth, outputs: width, in: &parameters)
    block = ResidualBlock("policy.block", width: width, hidden: width, in: &parameters)
  }

  func callAsFunction(_ input: PolicyInput, in scope: ParameterScope) -> Output {
    let side = layout.configuration.side
    var picture = Variable(
      Tensor(input.planes, shape: [input.count, side, side, layout.planeCount]))
    let maps = convolutions.map { convolution in
      picture = convolution(picture, in: scope)
      return picture
    }
    let vector = Variable(Tensor(input.vectors, shape: [input.count, layout.vectorWidth]))
    let sum =
      pictureLayer(picture.flattened(), in: scope) + vectorLayer(vector, in: scope)
    return Output(vector: block(sum.relu(), in: scope), maps: maps)
  }
}
