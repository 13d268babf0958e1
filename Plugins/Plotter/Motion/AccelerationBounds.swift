/// What the limits of tool and joints allow over one cell of a course.
///
/// With `z` the square of the parameter's speed at the cell's start and `u` its acceleration, which
/// is constant over the cell, the pen accelerates by `x' u + x'' z` and a joint by `q' u + q'' z`.
/// At the cell's end `z` has become `z + 2 length u`, so both ends give conditions of one form,
/// `|a u + b z| <= limit`. They enclose a convex set of pairs `(z, u)` around `(0, 0)`. (The method
/// of Pham and Pham, "A new approach to time-optimal path parameterization based on reachability
/// analysis", IEEE T-RO 34(3), 2018, with its "interpolation scheme".)
struct AccelerationBounds {
  private let first: PathDerivatives
  private let last: PathDerivatives
  private let tool: Double
  private let joints: SIMD2<Double>

  init(_ cell: Course.Cell, tool: Double, joints: SIMD2<Double>) {
    first = cell.first
    last = cell.last.shifted(by: 2 * cell.length)
    self.tool = tool
    self.joints = joints
  }

  /// The accelerations that are allowed at a squared speed; nil when none is.
  func range(at square: Double) -> (least: Double, greatest: Double)? {
    var least = -Double.infinity
    var greatest = Double.infinity
    for ends in [first, last] {
      guard clip(ends.tool, ends.toolSecond * square, &least, &greatest) else { return nil }
      for axis in 0..<2 {
        guard
          clip(
            ends.joint[axis], ends.jointSecond[axis] * square, joints[axis], &least, &greatest)
        else { return nil }
      }
    }
    return least <= greatest ? (least, greatest) : nil
  }

  /// `|a u + b| <= limit` for numbers.
  private func clip(
    _ factor: Double, _ offset: Double, _ limit: Double, _ least: inout Double,
    _ greatest: inout Double
  ) -> Bool {
    let size = abs(factor)
    guard size > 1e-12 else { return abs(offset) <= limit }
    let center = -offset / factor
    least = max(least, center - limit / size)
    greatest = min(greatest, center + limit / size)
    return true
  }

  /// `|a u + b| <= tool` for vectors: the roots of a quadratic.
  private func clip(
    _ factor: SIMD2<Double>, _ offset: SIMD2<Double>, _ least: inout Double,
    _ greatest: inout Double
  ) -> Bool {
    let square = factor.squaredLength
    guard square > 1e-24 else { return offset.squaredLength <= tool * tool }
    let center = -factor.dot(offset) / square
    let reach = (tool * tool - offset.squaredLength) / square + center * center
    guard reach >= 0 else { return false }
    least = max(least, center - reach.squareRoot())
    greatest = min(greatest, center + reach.squareRoot())
    return true
  }
}

extension PathDerivatives {
  /// With `z + shift u` in the place of `z`, gathered by `u`.
  fileprivate func shifted(by shift: Double) -> PathDerivatives {
    var shifted = self
    shifted.tool += toolSecond * shift
    shifted.joint += jointSecond * shift
    return shifted
  }
}
