public import TensorKernels

/// A choice among classes for every row, from unnormalised log-probabilities.
public struct Categorical {
  /// The log-probability of every class, `[count, classes]`.
  public let logProbabilities: Variable

  /// Makes the distributions from `logits`, `[count, classes]`.
  public init(logits: Variable) {
    precondition(logits.shape.count == 2, "logits of shape \(logits.shape)")
    logProbabilities = logits.logSoftmax()
  }

  /// Returns the log-probability of the chosen classes, `[count, 1]`.
  ///
  /// - Parameter mask: `[count, 1]`, 1 where the choice counts and 0 where it does not.
  public func logProbability(of chosen: [Int], mask: Tensor? = nil) -> Variable {
    masked(logProbabilities.columns(chosen), mask)
  }

  /// Returns the entropies in nats, `[count, 1]`, masked as above.
  public func entropy(mask: Tensor? = nil) -> Variable {
    let terms = logProbabilities.exponentiated() * logProbabilities
    return masked(-terms.sumOfLastAxis(), mask)
  }

  /// Returns a class for every row, each drawn with its probability; not recorded in the graph.
  ///
  /// Rows take one number each from `generator`.
  public func sample(using generator: inout some RandomNumberGenerator) -> [Int] {
    let columns = logProbabilities.value.columnCount
    return logProbabilities.value.exponentiated().withUnsafeBufferPointer { probabilities in
      stride(from: 0, to: probabilities.count, by: columns).map { start in
        inverse(
          UnsafeBufferPointer(rebasing: probabilities[start..<start + columns]),
          Float(uniformDraw(using: &generator)))
      }
    }
  }

  /// Returns the most probable class of every row, the first among equals.
  public func mostProbable() -> [Int] {
    let columns = logProbabilities.value.columnCount
    return logProbabilities.value.withUnsafeBufferPointer { values in
      stride(from: 0, to: values.count, by: columns).map { start in
        (0..<columns).reduce(0) { values[start + $1] > values[start + $0] ? $1 : $0 }
      }
    }
  }

  private func masked(_ x: Variable, _ mask: Tensor?) -> Variable {
    guard let mask else { return x }
    precondition(mask.shape == x.shape, "mask \(mask.shape) for \(x.shape)")
    return x * Variable(mask)
  }
}

/// Returns the first class at which the summed probabilities exceed `threshold`; the last possible
/// class when rounding leaves their sum below it.
private func inverse(_ probabilities: UnsafeBufferPointer<Float>, _ threshold: Float) -> Int {
  var sum: Float = 0
  var last = 0
  for (index, probability) in probabilities.enumerated() where probability > 0 {
    sum += probability
    if sum > threshold { return index }
    last = index
  }
  return last
}
