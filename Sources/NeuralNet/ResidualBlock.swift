import TensorKernels

/// A residual block over vectors: x + W2 relu(W1 x + b1) + b2.
public struct ResidualBlock: Sendable, Hashable {
  private let first: Linear
  private let second: Linear

  /// Adds the layers `name.first` and `name.second`.
  public init(_ name: String, width: Int, hidden: Int, in layout: inout ParameterLayout) {
    first = Linear(
      "\(name).first", inputs: width, outputs: hidden, activation: .relu, in: &layout)
    second = Linear("\(name).second", inputs: hidden, outputs: width, in: &layout)
  }

  /// Returns `[count, width]` from `[count, width]`.
  public func callAsFunction(_ x: Variable, in scope: ParameterScope) -> Variable {
    x + second(first(x, in: scope), in: scope)
  }
}

/// A residual block over images, activated first: x + conv1x1(relu(conv3x3(relu(x)))).
public struct ConvolutionalResidualBlock: Sendable, Hashable {
  private let first: Conv2D
  private let second: Conv2D

  /// Adds the layers `name.first` and `name.second`.
  public init(_ name: String, channels: Int, in layout: inout ParameterLayout) {
    first = Conv2D(
      "\(name).first", inputs: channels, outputs: channels,
      geometry: ConvolutionGeometry(kernel: 3, padding: 1), activation: .relu, in: &layout)
    second = Conv2D(
      "\(name).second", inputs: channels, outputs: channels,
      geometry: ConvolutionGeometry(kernel: 1), in: &layout)
  }

  /// Returns images of the same shape.
  public func callAsFunction(_ x: Variable, in scope: ParameterScope) -> Variable {
    x + second(first(x.relu(), in: scope), in: scope)
  }
}
