/// What a layer does to its sums.
public enum Activation: Sendable, Hashable {
  /// Nothing.
  case identity
  /// max(x, 0).
  case relu
  /// x or, below zero, a non-negative slope times x.
  case leakyRelu(Float)
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e^-x).
  case sigmoid

  /// Returns the activation of every element.
  public func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .identity: x
    case .relu: x.relu()
    case .leakyRelu(let slope): x.rectified(slope: slope)
    case .tanh: x.tanh()
    case .sigmoid: x.sigmoid()
    }
  }

  /// The slope for operations that include a rectifier; 1 when there is none.
  var fusedSlope: Float {
    switch self {
    case .relu: 0
    case .leakyRelu(let slope): slope
    default: 1
    }
  }

  /// Returns the activation of `x`, to which the operation has applied `fusedSlope`.
  func rest(_ x: Variable) -> Variable {
    switch self {
    case .tanh, .sigmoid: self(x)
    default: x
    }
  }
}
