/// The constants of one Adam step, with the bias corrections multiplied in.
public struct AdamStep: Sendable {
  /// The decay of the first moment.
  public var beta1: Float
  /// The decay of the second moment.
  public var beta2: Float
  /// The learning rate divided by 1 - beta1^t.
  public var rate: Float
  /// The square root of 1 - beta2^t.
  public var correction: Float
  /// Added to the root of the corrected second moment.
  public var epsilon: Float
  /// What every weight is multiplied by beforehand: 1 without weight decay.
  public var shrinkage: Float

  /// Makes the constants.
  public init(
    beta1: Float, beta2: Float, rate: Float, correction: Float, epsilon: Float, shrinkage: Float
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.rate = rate
    self.correction = correction
    self.epsilon = epsilon
    self.shrinkage = shrinkage
  }

  /// Updates the weights and both moments from the gradient.
  ///
  /// - Precondition: All have the same count.
  public func apply(
    to weights: FlatVector, gradient: FlatVector, first: FlatVector, second: FlatVector
  ) {
    let count = weights.count
    precondition(
      gradient.count == count && first.count == count && second.count == count,
      "weights \(count), gradient \(gradient.count), moments \(first.count), \(second.count)")
    let (w, g) = (weights.storage.pointer, gradient.storage.pointer)
    let (m, v) = (first.storage.pointer, second.storage.pointer)
    let (fresh1, fresh2, inverse) = (1 - beta1, 1 - beta2, 1 / correction)
    for index in 0..<count {
      // m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  w -= rate m / (sqrt(v) / c + eps)
      let slope = g[index]
      let mean = beta1 * m[index] + fresh1 * slope
      let square = beta2 * v[index] + fresh2 * slope * slope
      m[index] = mean
      v[index] = square
      w[index] = shrinkage * w[index] - rate * mean / (square.squareRoot() * inverse + epsilon)
    }
  }
}
