public import TensorKernels

/// A transposed convolution over images with channels last: the adjoint of a convolution, which
/// enlarges images by its stride.
public struct ConvTranspose2D: Sendable, Hashable {
  /// The kernel.
  public let geometry: ConvolutionGeometry
  private let outputs: Int
  private let weight: LayerWeight
  private let bias: Parameter
  private let activation: Activation

  /// Adds `name.weight`, `[kernel * kernel * outputs, inputs]` (kernel row, kernel column, channel),
  /// and `name.bias`.
  ///
  /// - Parameter gain: Multiplies the initial weights.
  public init(
    _ name: String, inputs: Int, outputs: Int, geometry: ConvolutionGeometry,
    activation: Activation = .identity, gain: Float = 1, spectralNorm: Bool = false,
    in layout: inout ParameterLayout
  ) {
    self.geometry = geometry
    self.outputs = outputs
    self.activation = activation
    let depth = geometry.kernel * geometry.kernel * outputs
    // An output is the sum of about (kernel / stride)^2 inputs times their channels.
    let reach = max(1, geometry.kernel / geometry.stride)
    let start = Initializer.fanIn(reach * reach * inputs, gain: gain)
    let parameter = layout.addWeight("\(name).weight", shape: [depth, inputs], start)
    weight = LayerWeight(parameter, isNormalized: spectralNorm, in: &layout)
    bias = layout.addWeight("\(name).bias", shape: [outputs], start)
  }

  /// Returns `[images, height, width, outputs]` from `[images, height, width, inputs]`; the extents
  /// are `ConvolutionGeometry.transposedExtent` of the input's.
  public func callAsFunction(_ x: Variable, in scope: ParameterScope) -> Variable {
    let shape = x.shape
    let outputShape = [
      shape[0], geometry.transposedExtent(of: shape[1]), geometry.transposedExtent(of: shape[2]),
      outputs,
    ]
    let sums = x.transposedConvolution(
      weight(scope), outputShape: outputShape, geometry: geometry)
    return activation(sums + scope[bias])
  }
}
