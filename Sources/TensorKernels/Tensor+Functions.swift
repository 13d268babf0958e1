extension Tensor {
  /// Returns e to the power of every number; see `exponential` for range and error.
  public func exponentiated() -> Tensor { mapped { exponential($0) } }

  /// Returns the natural logarithm of every number; see `logarithm` for range and error.
  public func naturalLogarithm() -> Tensor { mapped { logarithm($0) } }

  /// Returns 1 / (1 + e^-x) of every number.
  public func sigmoid() -> Tensor { mapped { logistic($0) } }

  /// Returns the hyperbolic tangent of every number.
  public func tanh() -> Tensor { mapped { hyperbolicTangent($0) } }

  /// Returns ln(1 + e^x) of every number.
  public func softplus() -> Tensor {
    mapped { x in
      let magnitude = x < 0 ? x : -x
      let positive = x < 0 ? 0 : x
      return positive + logarithm(1 + exponential(magnitude))
    }
  }

  /// Returns the square root of every number.
  public func squareRoot() -> Tensor { mapped { $0.squareRoot() } }

  /// Returns the absolute value of every number.
  public func absolute() -> Tensor { mapped { abs($0) } }

  /// Returns 1 for positive numbers, -1 for negative ones and 0 for zero.
  public func sign() -> Tensor { mapped { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) } }

  /// Returns every number limited to `lower...upper`.
  public func clamped(_ lower: Float, _ upper: Float) -> Tensor {
    mapped { $0 < lower ? lower : ($0 > upper ? upper : $0) }
  }

  /// Returns 1 where `lower <= x <= upper` and 0 elsewhere.
  public func isWithin(_ lower: Float, _ upper: Float) -> Tensor {
    mapped { $0 >= lower && $0 <= upper ? 1 : 0 }
  }

  /// Returns 1 where `self <= other` and 0 elsewhere.
  ///
  /// - Precondition: The shapes agree.
  public func isAtMost(_ other: Tensor) -> Tensor { zipped(other) { $0 <= $1 ? 1 : 0 } }

  /// Returns x for positive numbers and `slope` x for the others.
  public func rectified(slope: Float) -> Tensor {
    slope == 0 ? mapped { $0 > 0 ? $0 : 0 } : mapped { $0 > 0 ? $0 : $0 * slope }
  }

  /// Returns `self` where `y` is positive and `slope` times it elsewhere: the derivative of
  /// `rectified`, for which input and output `y` serve equally when `slope` is not negative.
  public func rectifierGradient(at y: Tensor, slope: Float) -> Tensor {
    zipped(y) { $1 > 0 ? $0 : $0 * slope }
  }

  /// Returns `self` (1 - y^2): the derivative of tanh by its output `y`.
  public func tanhGradient(at y: Tensor) -> Tensor { zipped(y) { $0 * (1 - $1 * $1) } }

  /// Returns `self` y (1 - y): the derivative of the logistic function by its output `y`.
  public func sigmoidGradient(at y: Tensor) -> Tensor { zipped(y) { $0 * ($1 * (1 - $1)) } }
}
