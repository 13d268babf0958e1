// Rays against the solids of `Shape`, in the solids' own coordinates. All are convex: a line is
// inside for one interval of t, the intersection of the intervals of its surfaces. Lines that miss
// have an interval whose end comes before its begin, or NaN; every test is written so that NaN
// misses.
//
// Quadrics are solved about the line's point nearest to the centre, where little cancels
// (Haines, Guenther, Akenine-Moeller: Precision Improvements for Ray/Sphere Intersection, 2019).

/// The part of each of eight lines that is inside a solid.
struct Interval {
  var near: Lanes, far: Lanes

  /// The part that two solids share.
  @inline(__always)
  func clipped(to other: Interval) -> Interval {
    Interval(near: greater(near, other.near), far: lesser(far, other.far))
  }

  /// The part that is in either of two solids whose union is convex; a missed one adds nothing.
  @inline(__always)
  func joined(to other: Interval) -> Interval {
    let (isHit, isOtherHit) = (near .<= far, other.near .<= other.far)
    let infinity = Lanes(repeating: .infinity)
    return Interval(
      near: lesser(select(infinity, near, isHit), select(infinity, other.near, isOtherHit)),
      far: greater(select(-infinity, far, isHit), select(-infinity, other.far, isOtherHit)))
  }

  /// Where rays that begin at t = 0 meet the surface; infinity where they do not.
  @inline(__always)
  var firstHit: Lanes {
    let hit = select(far, near, near .> 0)
    return select(Lanes(repeating: .infinity), hit, (near .<= far) .& (hit .> 0))
  }
}

/// Where eight rays meet a solid first; infinity where they do not.
@inline(__always)
func firstHit(
  _ form: PreparedObject.Form, halfLength: Float, origin: LaneVector, direction: LaneVector
) -> Lanes {
  switch form {
  case .sphere: return sphereInterval(origin, direction).firstHit
  case .box: return boxInterval(origin, direction).firstHit
  case .cylinder: return cylinderInterval(origin, direction, halfLength: 1).firstHit
  case .cone: return coneInterval(origin, direction).firstHit
  case .capsule: return capsuleInterval(origin, direction, halfLength: halfLength).firstHit
  case .mesh, .voxels: return Lanes(repeating: .infinity)
  }
}

/// The unit sphere.
@inline(__always)
func sphereInterval(_ origin: LaneVector, _ direction: LaneVector) -> Interval {
  let squaredSpeed = dot(direction, direction)
  let middle = -dot(origin, direction) / squaredSpeed
  let point = origin + direction * middle
  let half = squareRoot((1 - dot(point, point)) / squaredSpeed)
  return Interval(near: middle - half, far: middle + half)
}

/// The slab between -half and half on one axis.
@inline(__always)
func slabInterval(_ origin: Lanes, _ direction: Lanes, half: Float) -> Interval {
  // a line along the slab is inside for nearly all t or for none, and 0 * infinity stays out
  let inverse = 1 / select(direction, Lanes(repeating: 1e-30), direction .== 0)
  let first = (-half - origin) * inverse
  let second = (half - origin) * inverse
  return Interval(near: lesser(first, second), far: greater(first, second))
}

/// The cube from -1 to 1.
@inline(__always)
func boxInterval(_ origin: LaneVector, _ direction: LaneVector) -> Interval {
  slabInterval(origin.x, direction.x, half: 1)
    .clipped(to: slabInterval(origin.y, direction.y, half: 1))
    .clipped(to: slabInterval(origin.z, direction.z, half: 1))
}

/// The endless cylinder of radius 1 about z.
@inline(__always)
func tubeInterval(_ origin: LaneVector, _ direction: LaneVector) -> Interval {
  // along the axis the speed is 0, and the floor makes the span all of the line or nothing
  let squaredSpeed = greater(
    direction.x * direction.x + direction.y * direction.y, Lanes(repeating: 1e-30))
  let middle = -(origin.x * direction.x + origin.y * direction.y) / squaredSpeed
  let x = origin.x + direction.x * middle
  let y = origin.y + direction.y * middle
  let half = squareRoot((1 - (x * x + y * y)) / squaredSpeed)
  return Interval(near: middle - half, far: middle + half)
}

/// The cylinder of radius 1 about z that ends at -halfLength and halfLength.
@inline(__always)
func cylinderInterval(_ origin: LaneVector, _ direction: LaneVector, halfLength: Float) -> Interval
{
  slabInterval(origin.z, direction.z, half: halfLength).clipped(to: tubeInterval(origin, direction))
}

/// The cone with its apex at z = 1 and its base, of radius 1, at z = -1.
@inline(__always)
func coneInterval(_ worldOrigin: LaneVector, _ direction: LaneVector) -> Interval {
  let middle = -dot(worldOrigin, direction) / dot(direction, direction)
  let origin = worldOrigin + direction * middle
  // x^2 + y^2 <= w^2 with the radius w = (1 - z) / 2 between 0 and 1
  let radius = 0.5 - 0.5 * origin.z
  let growth = -0.5 * direction.z
  let a = direction.x * direction.x + direction.y * direction.y - growth * growth
  let b = origin.x * direction.x + origin.y * direction.y - radius * growth
  let c = origin.x * origin.x + origin.y * origin.y - radius * radius
  let discriminant = b * b - a * c
  // a steep line is always in one of the two nappes at its ends, whatever rounding says
  let steep = a .< 0
  let root = squareRoot(select(discriminant, greater(discriminant, .zero), steep))
  let q = -(b + select(root, -root, b .< 0))
  let (first, second) = (q / a, c / q)
  let (low, high) = (lesser(first, second), greater(first, second))
  // the nappe in which the radius is positive
  let infinity = Lanes(repeating: .infinity)
  let side = Interval(
    near: select(low, select(-infinity, high, growth .> 0), steep),
    far: select(high, select(low, infinity, growth .> 0), steep))
  let missed = .!steep .& (discriminant .< 0)
  let inverse = 1 / select(growth, Lanes(repeating: 1e-30), growth .== 0)
  let (base, apex) = ((1 - radius) * inverse, -radius * inverse)
  let height = Interval(near: lesser(base, apex), far: greater(base, apex))
  let span = side.clipped(to: height)
  return Interval(near: select(span.near + middle, infinity, missed), far: span.far + middle)
}

/// All points within 1 of the segment from z = -halfLength to halfLength.
@inline(__always)
func capsuleInterval(_ origin: LaneVector, _ direction: LaneVector, halfLength: Float) -> Interval {
  let offset = LaneVector(Vector3(0, 0, halfLength))
  return cylinderInterval(origin, direction, halfLength: halfLength)
    .joined(to: sphereInterval(origin - offset, direction))
    .joined(to: sphereInterval(origin + offset, direction))
}

/// The outward normals, of any length, at points of a solid's surface in its own coordinates.
@inline(__always)
func outwardNormal(
  _ form: PreparedObject.Form, halfLength: Float, at point: LaneVector
) -> LaneVector {
  switch form {
  case .sphere, .mesh, .voxels: return point
  case .box: return boxNormal(point)
  case .cylinder: return cylinderNormal(point)
  case .cone: return coneNormal(point)
  case .capsule:
    let half = Lanes(repeating: halfLength)
    return LaneVector(point.x, point.y, point.z - lesser(greater(point.z, -half), half))
  }
}

/// The axis on which the point is farthest out; the earlier one of a tie.
@inline(__always)
private func boxNormal(_ point: LaneVector) -> LaneVector {
  let squares = point * point
  let alongX = (squares.x .>= squares.y) .& (squares.x .>= squares.z)
  let alongY = .!alongX .& (squares.y .>= squares.z)
  let alongZ = .!alongX .& .!alongY
  return LaneVector(
    select(.zero, point.x, alongX), select(.zero, point.y, alongY), select(.zero, point.z, alongZ))
}

@inline(__always)
private func cylinderNormal(_ point: LaneVector) -> LaneVector {
  let onCap = point.z * point.z .> point.x * point.x + point.y * point.y
  return LaneVector(
    select(point.x, .zero, onCap), select(point.y, .zero, onCap), select(.zero, point.z, onCap))
}

@inline(__always)
private func coneNormal(_ point: LaneVector) -> LaneVector {
  // the side rises by 2 for 1 outward, so its normal rises by 1 for 2 outward
  let squaredDistance = point.x * point.x + point.y * point.y
  let distance = squareRoot(greater(squaredDistance, Lanes(repeating: 1e-20)))
  let onBase = point.z + 1 .< (0.5 - 0.5 * point.z) - distance
  return LaneVector(
    select(point.x, .zero, onBase), select(point.y, .zero, onBase),
    select(0.5 * distance, Lanes(repeating: -1), onBase))
}
