public import TensorKernels

/// The numbers of a network: one allocation for its weights and one for its state, so that
/// optimisers, averages and checkpoints are single loops.
///
/// Threads may share it for reading; one thread changes it while no graph uses it.
public final class ParameterSet {
  /// The names, shapes and places.
  public let layout: ParameterLayout
  /// The weights of all layers, in the order of the layout.
  public let weights: FlatVector
  /// The untrained state of all layers, in the order of the layout.
  public let state: FlatVector

  /// Draws the initial numbers, in the order of the layout, and lets the spectral norms settle.
  public init(_ layout: ParameterLayout, using generator: inout some RandomNumberGenerator) {
    self.layout = layout
    weights = FlatVector(count: layout.weightCount)
    state = FlatVector(count: layout.stateCount)
    for (parameters, vector) in [(layout.weights, weights), (layout.states, state)] {
      vector.withUnsafeMutableBufferPointer { values in
        for parameter in parameters {
          let range = parameter.offset..<parameter.offset + parameter.count
          parameter.initializer.fill(.init(rebasing: values[range]), using: &generator)
        }
      }
    }
    updateSpectralNorms(iterations: 15)
  }

  /// Makes an independent copy.
  public init(copying other: ParameterSet) {
    layout = other.layout
    weights = FlatVector(count: other.weights.count)
    state = FlatVector(count: other.state.count)
    assign(other)
  }

  /// Copies the numbers of a set of the same layout.
  public func assign(_ other: ParameterSet) {
    precondition(layout == other.layout, "the layouts differ")
    weights.assign(other.weights)
    state.assign(other.state)
  }

  /// Returns a view of a weight.
  public func weight(_ parameter: Parameter) -> Tensor {
    weights.view(from: parameter.offset, shape: parameter.shape)
  }

  /// Returns a view of a state.
  public func state(_ parameter: Parameter) -> Tensor {
    state.view(from: parameter.offset, shape: parameter.shape)
  }

  /// Improves the estimates of all spectral norms by power iteration. Call it once before every
  /// training step and never when scoring.
  public func updateSpectralNorms(iterations: Int = 1) {
    for norm in layout.spectralNorms { norm.iterate(in: self, times: iterations) }
  }
}
