import CSIMD

// Legend: a function here works on each of the eight lanes alone, in a fixed order of operations,
// so that a lane's result does not depend on its neighbours or on the machine.

/// A vector of three components for each of eight rays.
struct LaneVector {
  var x: Lanes, y: Lanes, z: Lanes

  /// Makes eight vectors from their components.
  @inline(__always)
  init(_ x: Lanes, _ y: Lanes, _ z: Lanes) { (self.x, self.y, self.z) = (x, y, z) }

  /// Makes eight copies of a vector.
  @inline(__always)
  init(_ vector: Vector3) {
    (x, y, z) = (Lanes(repeating: vector.x), Lanes(repeating: vector.y), Lanes(repeating: vector.z))
  }

  /// Eight zero vectors.
  static var zero: LaneVector { LaneVector(.zero, .zero, .zero) }

  @inline(__always)
  static func + (a: LaneVector, b: LaneVector) -> LaneVector {
    LaneVector(a.x + b.x, a.y + b.y, a.z + b.z)
  }

  @inline(__always)
  static func - (a: LaneVector, b: LaneVector) -> LaneVector {
    LaneVector(a.x - b.x, a.y - b.y, a.z - b.z)
  }

  /// Returns the products of the components.
  @inline(__always)
  static func * (a: LaneVector, b: LaneVector) -> LaneVector {
    LaneVector(a.x * b.x, a.y * b.y, a.z * b.z)
  }

  @inline(__always)
  static func * (a: LaneVector, b: Lanes) -> LaneVector {
    LaneVector(a.x * b, a.y * b, a.z * b)
  }

  @inline(__always)
  static func * (a: LaneVector, b: Float) -> LaneVector {
    LaneVector(a.x * b, a.y * b, a.z * b)
  }

  /// Replaces the lanes of `mask` by those of `other`.
  @inline(__always)
  mutating func replace(with other: LaneVector, where mask: LaneMask) {
    x = select(x, other.x, mask)
    y = select(y, other.y, mask)
    z = select(z, other.z, mask)
  }
}

/// The scalar products.
@inline(__always)
func dot(_ a: LaneVector, _ b: LaneVector) -> Lanes { a.x * b.x + a.y * b.y + a.z * b.z }

/// The vectors with length 1; zero becomes NaN.
@inline(__always)
func normalized(_ a: LaneVector) -> LaneVector { a * (1 / squareRoot(dot(a, a))) }

/// Each lane's square root, correctly rounded.
@inline(__always)
func squareRoot(_ a: Lanes) -> Lanes { spiral_square_root(a) }

/// The lesser of each pair; `b` where either is NaN.
@inline(__always)
func lesser(_ a: Lanes, _ b: Lanes) -> Lanes { spiral_lesser(a, b) }

/// The greater of each pair; `b` where either is NaN.
@inline(__always)
func greater(_ a: Lanes, _ b: Lanes) -> Lanes { spiral_greater(a, b) }

/// `b` where the mask holds, `a` elsewhere.
@inline(__always)
func select(_ a: Lanes, _ b: Lanes, _ mask: LaneMask) -> Lanes {
  spiral_select(a, b, unsafeBitCast(mask, to: LaneIndices.self))
}

/// `b` where the mask holds, `a` elsewhere.
@inline(__always)
func select(_ a: LaneIndices, _ b: LaneIndices, _ mask: LaneMask) -> LaneIndices {
  spiral_select_i32(a, b, unsafeBitCast(mask, to: LaneIndices.self))
}

// Swift's own comparisons of integer lanes go lane by lane.

/// Whether each lane has a value.
@inline(__always)
func equal(_ a: LaneIndices, _ value: Int) -> LaneMask {
  let value = LaneIndices(repeating: Int32(truncatingIfNeeded: value))
  return unsafeBitCast(spiral_equal_i32(a, value), to: LaneMask.self)
}

/// Whether each lane is 0 or above.
@inline(__always)
func notNegative(_ a: LaneIndices) -> LaneMask {
  unsafeBitCast(spiral_not_negative(a), to: LaneMask.self)
}

/// One bit a lane, the first lane lowest.
@inline(__always)
func bits(_ mask: LaneMask) -> UInt32 {
  spiral_sign_bits(unsafeBitCast(mask, to: LaneIndices.self))
}

/// The largest integer not above each lane, for lanes within a million; 0 for lanes beyond.
@inline(__always)
func floorIndex(_ a: Lanes) -> LaneIndices {
  let sane = (a .< 1e6) .& (a .> -1e6)
  let a = select(.zero, a, sane)
  let truncated = spiral_truncate_to_i32(a)
  let above = spiral_float_from_i32(truncated) .> a
  // a mask's lane is -1 where it holds
  return truncated &+ unsafeBitCast(above, to: LaneIndices.self)
}
