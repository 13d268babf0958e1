/// A matrix of two columns, as the derivative of a point in the plane by two joints.
public struct Matrix2: Sendable, Equatable {
  /// The derivative by the first joint.
  public var first: SIMD2<Double>
  /// The derivative by the second joint.
  public var second: SIMD2<Double>

  /// Makes a matrix of its columns.
  public init(first: SIMD2<Double>, second: SIMD2<Double>) {
    self.first = first
    self.second = second
  }

  /// The determinant.
  public var determinant: Double { first.cross(second) }

  /// The product with a column.
  public func times(_ vector: SIMD2<Double>) -> SIMD2<Double> {
    first * vector.x + second * vector.y
  }

  /// The vector whose product with this is `image`; not finite when the determinant is 0.
  public func solve(_ image: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(image.cross(second), first.cross(image)) / determinant
  }

  /// The least stretch of a unit vector by the greatest, `0...1`: 1 when all directions are alike.
  public var isotropy: Double {
    // The greatest singular value squared, from the trace of the squared matrix.
    let half = (first.squaredLength + second.squaredLength) / 2
    let greatest = half + max(half * half - determinant * determinant, 0).squareRoot()
    return greatest > 0 ? abs(determinant) / greatest : 0
  }
}

extension SIMD2<Double> {
  func dot(_ other: Self) -> Double { x * other.x + y * other.y }
  func cross(_ other: Self) -> Double { x * other.y - y * other.x }
  var squaredLength: Double { x * x + y * y }
  var length: Double { squaredLength.squareRoot() }
  /// A quarter turn from `x` to `y`.
  var turned: Self { Self(-y, x) }
  var isFinite: Bool { x.isFinite && y.isFinite }
}
