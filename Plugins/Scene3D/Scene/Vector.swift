/// A point, direction or linear colour. Space is right-handed with `z` up; lengths are metres.
public typealias Vector3 = SIMD3<Float>

/// The scalar product.
@inline(__always)
func dot(_ a: Vector3, _ b: Vector3) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }

/// The vector product, right-handed.
@inline(__always)
func cross(_ a: Vector3, _ b: Vector3) -> Vector3 {
  Vector3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

extension Vector3 {
  /// The Euclidean length.
  public var length: Float { dot(self, self).squareRoot() }

  /// The vector of length 1 in the same direction; zero stays zero.
  public var normalized: Vector3 {
    let length = length
    return length > 0 ? self / length : self
  }
}
