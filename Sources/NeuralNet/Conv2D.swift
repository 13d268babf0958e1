public import TensorKernels

/// A convolution over images with channels last: activation(x * w + b).
public struct Conv2D: Sendable, Hashable {
  /// The kernel.
  public let geometry: ConvolutionGeometry
  private let weight: LayerWeight
  private let bias: Parameter
  private let activation: Activation

  /// Adds `name.weight`, `[kernel * kernel * inputs, outputs]` (kernel row, kernel column, channel),
  /// and `name.bias`.
  ///
  /// - Parameter gain: Multiplies the initial weights.
  public init(
    _ name: String, inputs: Int, outputs: Int, geometry: ConvolutionGeometry,
    activation: Activation = .identity, gain: Float = 1, spectralNorm: Bool = false,
    in layout: inout ParameterLayout
  ) {
    self.geometry = geometry
    self.activation = activation
    let depth = geometry.kernel * geometry.kernel * inputs
    let parameter = layout.addWeight(
      "\(name).weight", shape: [depth, outputs], .fanIn(depth, gain: gain))
    weight = LayerWeight(parameter, isNormalized: spectralNorm, in: &layout)
    bias = layout.addWeight("\(name).bias", shape: [outputs], .fanIn(depth, gain: gain))
  }

  /// Returns `[images, height, width, outputs]` from `[images, height, width, inputs]`; the extents
  /// follow from the geometry.
  public func callAsFunction(_ x: Variable, in scope: ParameterScope) -> Variable {
    activation.rest(
      x.convolution(
        weight(scope), bias: scope[bias], slope: activation.fusedSlope, geometry: geometry))
  }
}
