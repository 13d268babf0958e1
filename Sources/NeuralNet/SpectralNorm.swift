import TensorKernels

/// Divides a weight matrix by its largest singular value, so that the layer does not stretch its
/// input (Miyato et al., "Spectral normalization for generative adversarial networks", ICLR 2018).
///
/// The singular vectors are estimated by power iteration and kept as state; they change only in
/// `ParameterSet.updateSpectralNorms`, so that scoring and the shards of a step see fixed ones. The
/// gradient treats them as constants.
public struct SpectralNorm: Sendable, Hashable {
  /// The matrix, `[inputs, outputs]`.
  public let weight: Parameter
  /// The left singular vector, `[inputs, 1]`.
  let left: Parameter
  /// The right singular vector, `[1, outputs]`.
  let right: Parameter

  /// Adds the state of `weight`'s norm.
  ///
  /// - Precondition: `weight` is a matrix.
  public init(of weight: Parameter, in layout: inout ParameterLayout) {
    precondition(weight.shape.count == 2, "\(weight.name) is no matrix: \(weight.shape)")
    self.weight = weight
    let start = Initializer.normal(standardDeviation: 1)
    left = layout.addState("\(weight.name).left", shape: [weight.shape[0], 1], start)
    right = layout.addState("\(weight.name).right", shape: [1, weight.shape[1]], start)
    layout.spectralNorms.append(self)
  }

  /// Returns weight / sigma with sigma = leftᵀ weight rightᵀ.
  func normalize(in scope: ParameterScope) -> Variable {
    let matrix = scope[weight]
    let outer = Variable(scope.state(left).matrixProduct(scope.state(right)))
    return matrix / (matrix * outer).sum()
  }

  /// Replaces left by W rightᵀ and right by leftᵀ W, both scaled to length 1.
  func iterate(in parameters: ParameterSet, times: Int) {
    let matrix = parameters.weight(weight)
    for _ in 0..<times {
      let left = unit(matrix.matrixProduct(parameters.state(right), transposingRight: true))
      let right = unit(left.matrixProduct(matrix, transposingLeft: true))
      parameters.state.write(left, at: self.left.offset)
      parameters.state.write(right, at: self.right.offset)
    }
  }

  private func unit(_ vector: Tensor) -> Tensor {
    let length = (vector * vector).sum(to: []).squareRoot()
    return vector / length.maximum(Tensor(1e-12))
  }
}

/// The weight matrix of a layer, with or without spectral norm.
struct LayerWeight: Sendable, Hashable {
  let parameter: Parameter
  let norm: SpectralNorm?

  init(_ parameter: Parameter, isNormalized: Bool, in layout: inout ParameterLayout) {
    self.parameter = parameter
    norm = isNormalized ? SpectralNorm(of: parameter, in: &layout) : nil
  }

  func callAsFunction(_ scope: ParameterScope) -> Variable {
    norm.map(scope.normalized) ?? scope[parameter]
  }
}
