/// Shifts and scales every row to mean 0 and variance 1, then by learned amounts (Ba, Kiros and
/// Hinton, "Layer normalization", 2016).
public struct LayerNorm: Sendable, Hashable {
  private let scale: Parameter
  private let offset: Parameter
  private let epsilon: Float

  /// Adds `name.weight` and `name.bias`, `[width]`.
  ///
  /// - Parameter epsilon: Added to the variance.
  public init(
    _ name: String, width: Int, epsilon: Float = 1e-5, in layout: inout ParameterLayout
  ) {
    scale = layout.addWeight("\(name).weight", shape: [width], .constant(1))
    offset = layout.addWeight("\(name).bias", shape: [width], .constant(0))
    self.epsilon = epsilon
  }

  /// Returns the normalised rows; the last axis has the layer's width.
  public func callAsFunction(_ x: Variable, in scope: ParameterScope) -> Variable {
    let centred = x - x.meanOfLastAxis()
    let deviation = (centred.squared().meanOfLastAxis() + epsilon).squareRoot()
    return centred / deviation * scope[scale] + scope[offset]
  }
}
