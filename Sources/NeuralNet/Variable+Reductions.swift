import TensorKernels

extension Variable {
  /// Returns the sums over the axes that broadcasting `shape` to this shape would repeat.
  public func sum(to shape: [Int]) -> Variable {
    if shape == self.shape { return self }
    return Variable(value.sum(to: shape), from: self) { step in
      [step.gradient.broadcast(to: step.inputs[0].shape)]
    }
  }

  /// Returns the elements repeated to `shape`.
  public func broadcast(to shape: [Int]) -> Variable {
    if shape == self.shape { return self }
    return Variable(value.broadcast(to: shape), from: self) { step in
      [step.gradient.sum(to: step.inputs[0].shape)]
    }
  }

  /// Returns the sum of all elements, without axes.
  public func sum() -> Variable { sum(to: []) }

  /// Returns the mean of all elements, without axes.
  public func mean() -> Variable { sum().scaled(by: 1 / Float(value.count)) }

  /// Returns the sums over the last axis, which becomes 1.
  public func sumOfLastAxis() -> Variable { sum(to: shape.dropLast() + [1]) }

  /// Returns the means over the last axis, which becomes 1.
  public func meanOfLastAxis() -> Variable {
    sumOfLastAxis().scaled(by: 1 / Float(value.columnCount))
  }
}
