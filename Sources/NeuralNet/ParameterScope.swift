public import TensorKernels

/// The weights of a network as variables of one graph. Every thread and every step makes its own.
public final class ParameterScope {
  /// Where the numbers are.
  public let parameters: ParameterSet
  /// Whether gradients by the weights are wanted.
  public let isTraining: Bool
  private var leaves: [Variable?]
  private var normalized: [Variable?]

  /// Makes the scope; without `isTraining` no graph is recorded.
  public init(_ parameters: ParameterSet, isTraining: Bool = true) {
    self.parameters = parameters
    self.isTraining = isTraining
    leaves = Array(repeating: nil, count: parameters.layout.weights.count)
    normalized = leaves
  }

  /// The variable of a weight; the same one each time.
  public subscript(parameter: Parameter) -> Variable {
    if let leaf = leaves[parameter.index] { return leaf }
    let leaf = Variable(parameters.weight(parameter), requiresGradient: isTraining)
    leaves[parameter.index] = leaf
    return leaf
  }

  /// Returns a state; a constant.
  public func state(_ parameter: Parameter) -> Tensor { parameters.state(parameter) }

  /// The weight divided by its spectral norm; computed once per scope.
  func normalized(_ norm: SpectralNorm) -> Variable {
    if let variable = normalized[norm.weight.index] { return variable }
    let variable = norm.normalize(in: self)
    normalized[norm.weight.index] = variable
    return variable
  }

  /// Writes the gradient of `loss` by all weights to `gradient`, in the order of the layout, and
  /// releases the graph. Weights that `loss` does not depend on get zeros.
  ///
  /// - Precondition: `gradient` has as many numbers as there are weights.
  public func writeGradient(of loss: Variable, to gradient: FlatVector) {
    precondition(gradient.count == parameters.weights.count, "\(gradient.count) numbers")
    let used = parameters.layout.weights.filter { leaves[$0.index] != nil }
    let parts = gradients(of: loss, by: used.map { self[$0] })
    gradient.fill(0)
    for (parameter, part) in zip(used, parts) {
      gradient.write(part.value, at: parameter.offset)
    }
    normalized = Array(repeating: nil, count: normalized.count)
  }
}
