import TensorKernels

extension Variable {
  /// Returns the sum, broadcasting.
  public static func + (left: Variable, right: Variable) -> Variable {
    Variable(left.value + right.value, from: left, right) { step in
      [
        step.by(0) { step.gradient.sum(to: step.inputs[0].shape) },
        step.by(1) { step.gradient.sum(to: step.inputs[1].shape) },
      ]
    }
  }

  /// Returns the difference, broadcasting.
  public static func - (left: Variable, right: Variable) -> Variable {
    Variable(left.value - right.value, from: left, right) { step in
      [
        step.by(0) { step.gradient.sum(to: step.inputs[0].shape) },
        step.by(1) { (-step.gradient).sum(to: step.inputs[1].shape) },
      ]
    }
  }

  /// Returns the products of the elements, broadcasting.
  public static func * (left: Variable, right: Variable) -> Variable {
    Variable(left.value * right.value, from: left, right) { step in
      [
        step.by(0) { (step.gradient * step.inputs[1]).sum(to: step.inputs[0].shape) },
        step.by(1) { (step.gradient * step.inputs[0]).sum(to: step.inputs[1].shape) },
      ]
    }
  }

  /// Returns the quotients of the elements, broadcasting.
  public static func / (left: Variable, right: Variable) -> Variable {
    Variable(left.value / right.value, from: left, right) { step in
      let slope = step.gradient / step.inputs[1]
      return [
        step.by(0) { slope.sum(to: step.inputs[0].shape) },
        // d(a/b)/db = -(a/b)/b
        step.by(1) { (-(slope * step.output)).sum(to: step.inputs[1].shape) },
      ]
    }
  }

  /// Returns `scale * x + offset`.
  public func scaled(by scale: Float, plus offset: Float = 0) -> Variable {
    Variable(value.scaled(by: scale, plus: offset), from: self) { step in
      [step.gradient.scaled(by: scale)]
    }
  }

  /// Returns the negated elements.
  public static prefix func - (x: Variable) -> Variable { x.scaled(by: -1) }

  /// Returns the elements times a number.
  public static func * (scale: Float, x: Variable) -> Variable { x.scaled(by: scale) }

  /// Returns the elements plus a number.
  public static func + (x: Variable, offset: Float) -> Variable { x.scaled(by: 1, plus: offset) }

  /// Returns the elements minus a number.
  public static func - (x: Variable, offset: Float) -> Variable { x.scaled(by: 1, plus: -offset) }

  /// Returns a number minus the elements.
  public static func - (offset: Float, x: Variable) -> Variable { x.scaled(by: -1, plus: offset) }

  /// Returns the smaller elements; at equality the gradient goes to `self`.
  ///
  /// - Precondition: The shapes agree.
  public func minimum(_ other: Variable) -> Variable {
    choice(other, value.minimum(other.value), isOwn: value.isAtMost(other.value))
  }

  /// Returns the larger elements; at equality the gradient goes to `self`.
  ///
  /// - Precondition: The shapes agree.
  public func maximum(_ other: Variable) -> Variable {
    choice(other, value.maximum(other.value), isOwn: other.value.isAtMost(value))
  }

  private func choice(_ other: Variable, _ value: Tensor, isOwn: Tensor) -> Variable {
    Variable(value, from: self, other) { step in
      [
        step.by(0) { step.gradient * Variable(isOwn) },
        step.by(1) { step.gradient * Variable(isOwn.scaled(by: -1, plus: 1)) },
      ]
    }
  }
}
