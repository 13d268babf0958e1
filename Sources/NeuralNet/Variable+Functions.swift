import TensorKernels

extension Variable {
  /// Returns x for positive elements and 0 for the others.
  public func relu() -> Variable { rectified(slope: 0) }

  /// Returns x for positive elements and `slope` x for the others.
  ///
  /// - Precondition: `slope` is not negative.
  public func rectified(slope: Float) -> Variable {
    precondition(slope >= 0, "a rectifier of slope \(slope)")
    return Variable(value.rectified(slope: slope), from: self) { step in
      [step.gradient.rectifierGradient(at: step.output.value, slope: slope)]
    }
  }

  /// Returns the gradient of a rectifier; it is linear in the gradient and, almost everywhere,
  /// constant in the rectifier's output `y`.
  func rectifierGradient(at y: Tensor, slope: Float) -> Variable {
    if slope == 1 { return self }
    return Variable(value.rectifierGradient(at: y, slope: slope), from: self) { step in
      [step.gradient.rectifierGradient(at: y, slope: slope)]
    }
  }

  /// Returns the hyperbolic tangents.
  public func tanh() -> Variable {
    Variable(value.tanh(), from: self) { step in [tanhGradient(step.gradient, at: step.output)] }
  }

  /// Returns 1 / (1 + e^-x) of the elements.
  public func sigmoid() -> Variable {
    Variable(value.sigmoid(), from: self) { step in
      [sigmoidGradient(step.gradient, at: step.output)]
    }
  }

  /// Returns ln(1 + e^x) of the elements.
  public func softplus() -> Variable {
    Variable(value.softplus(), from: self) { step in [step.gradient * step.inputs[0].sigmoid()] }
  }

  /// Returns e to the power of the elements.
  public func exponentiated() -> Variable {
    Variable(value.exponentiated(), from: self) { step in [step.gradient * step.output] }
  }

  /// Returns the natural logarithms.
  public func naturalLogarithm() -> Variable {
    Variable(value.naturalLogarithm(), from: self) { step in [step.gradient / step.inputs[0]] }
  }

  /// Returns the squares.
  public func squared() -> Variable { self * self }

  /// Returns the square roots; at 0 the gradient is infinite.
  public func squareRoot() -> Variable {
    Variable(value.squareRoot(), from: self) { step in
      [step.gradient.scaled(by: 0.5) / step.output]
    }
  }

  /// Returns the absolute values; at 0 the gradient is 0.
  public func absolute() -> Variable {
    let sign = value.sign()
    return Variable(value.absolute(), from: self) { step in [step.gradient * Variable(sign)] }
  }

  /// Returns the elements limited to the range; outside it the gradient is 0.
  public func clamped(to range: ClosedRange<Float>) -> Variable {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    return Variable(value.clamped(lower, upper), from: self) { step in
      [step.gradient * Variable(step.inputs[0].value.isWithin(lower, upper))]
    }
  }

  /// Returns the logarithm of the softmax over the last axis.
  public func logSoftmax() -> Variable {
    Variable(value.logSoftmax(), from: self) { step in
      let (gradient, y) = (step.gradient, step.output)
      guard gradient.requiresGradient || y.requiresGradient else {
        return [Variable(gradient.value.logSoftmaxGradient(at: y.value))]
      }
      return [gradient - y.exponentiated() * gradient.sumOfLastAxis()]
    }
  }
}

/// Returns gradient * (1 - y^2).
private func tanhGradient(_ gradient: Variable, at y: Variable) -> Variable {
  Variable(gradient.value.tanhGradient(at: y.value), from: gradient, y) { step in
    [
      step.by(0) { tanhGradient(step.gradient, at: step.inputs[1]) },
      step.by(1) { -2 * (step.gradient * step.inputs[0] * step.inputs[1]) },
    ]
  }
}

/// Returns gradient * y * (1 - y).
private func sigmoidGradient(_ gradient: Variable, at y: Variable) -> Variable {
  Variable(gradient.value.sigmoidGradient(at: y.value), from: gradient, y) { step in
    [
      step.by(0) { sigmoidGradient(step.gradient, at: step.inputs[1]) },
      step.by(1) {
        step.gradient * step.inputs[0] * step.inputs[1].scaled(by: -2, plus: 1)
      },
    ]
  }
}
