public import TensorKernels

/// Scales the gradient down to length `maximum` if it is longer (Pascanu et al., ICML 2013).
///
/// - Returns: The length before; not finite when the gradient is not, which is then left as it is.
@discardableResult
public func clipNorm(of gradient: FlatVector, to maximum: Double) -> Double {
  let norm = gradient.norm
  if norm.isFinite, norm > maximum { gradient.scale(by: Float(maximum / norm)) }
  return norm
}
