import TensorKernels

/// An exponential moving average of the weights of a network.
public final class MovingAverage {
  /// The averaged network; its state is a copy of the latest.
  public let average: ParameterSet

  /// Starts at the present weights.
  public init(of parameters: ParameterSet) { average = ParameterSet(copying: parameters) }

  /// Moves the average to `decay * average + (1 - decay) * parameters`.
  public func update(_ parameters: ParameterSet, decay: Float) {
    average.weights.blend(parameters.weights, decay: decay)
    average.state.assign(parameters.state)
  }
}
