/// A fully connected layer: activation(x w + b).
public struct Linear: Sendable, Hashable {
  /// The number of inputs.
  public let inputs: Int
  /// The number of outputs.
  public let outputs: Int
  private let weight: LayerWeight
  private let bias: Parameter
  private let activation: Activation

  /// Adds `name.weight`, `[inputs, outputs]`, and `name.bias`.
  ///
  /// - Parameter gain: Multiplies the initial weights.
  public init(
    _ name: String, inputs: Int, outputs: Int, activation: Activation = .identity,
    gain: Float = 1, spectralNorm: Bool = false, in layout: inout ParameterLayout
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.activation = activation
    let parameter = layout.addWeight(
      "\(name).weight", shape: [inputs, outputs], .fanIn(inputs, gain: gain))
    weight = LayerWeight(parameter, isNormalized: spectralNorm, in: &layout)
    bias = layout.addWeight("\(name).bias", shape: [outputs], .fanIn(inputs, gain: gain))
  }

  /// Returns `[count, outputs]` from `[count, inputs]`.
  public func callAsFunction(_ x: Variable, in scope: ParameterScope) -> Variable {
    activation.rest(x.affine(weight(scope), bias: scope[bias], slope: activation.fusedSlope))
  }
}
