import Glibc
public import TensorKernels

/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015) with decoupled
/// weight decay (Loshchilov and Hutter, ICLR 2019).
public final class Adam {
  /// What stays the same from step to step.
  public struct Options: Sendable, Hashable {
    /// The decay of the gradient's average.
    public var beta1: Float = 0.9
    /// The decay of the squared gradient's average.
    public var beta2: Float = 0.999
    /// Added to the root of the squared gradient's average.
    public var epsilon: Float = 1e-8
    /// How fast weights shrink, per step and unit of learning rate.
    public var weightDecay: Float = 0

    /// Makes options.
    public init(
      beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0
    ) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
    }
  }

  /// The options.
  public let options: Options
  /// How many steps were taken.
  public internal(set) var stepCount = 0
  let first: FlatVector
  let second: FlatVector

  /// Makes an optimiser for as many weights.
  public init(weightCount: Int, options: Options = Options()) {
    self.options = options
    first = FlatVector(count: weightCount)
    second = FlatVector(count: weightCount)
  }

  /// Moves the weights against the gradient.
  public func step(_ weights: FlatVector, gradient: FlatVector, learningRate: Float) {
    stepCount += 1
    let time = Double(stepCount)
    let (beta1, beta2) = (Double(options.beta1), Double(options.beta2))
    AdamStep(
      beta1: options.beta1, beta2: options.beta2,
      rate: Float(Double(learningRate) / (1 - pow(beta1, time))),
      correction: Float((1 - pow(beta2, time)).squareRoot()), epsilon: options.epsilon,
      shrinkage: 1 - learningRate * options.weightDecay
    ).apply(to: weights, gradient: gradient, first: first, second: second)
  }
}
