@testable import Scene3D

// The solids of the reference, each the intersection of what its surfaces bound. Scalar, with plain
// branches; what is compared bit for bit is the picture.

extension ReferenceRenderer {
  typealias Range = (near: Float, far: Float)

  func distance(_ object: PreparedObject, _ o: Vector3, _ d: Vector3) -> Float {
    let half = object.halfLength
    let range: Range? =
      switch object.form {
      case .sphere: sphere(o, d)
      case .box: slab(o.x, d.x, 1) & slab(o.y, d.y, 1) & slab(o.z, d.z, 1)
      case .cylinder: slab(o.z, d.z, 1) & tube(o, d)
      case .cone: cone(o, d)
      case .capsule:
        (slab(o.z, d.z, half) & tube(o, d)) | sphere(o - Vector3(0, 0, half), d)
          | sphere(o + Vector3(0, 0, half), d)
      case .mesh, .voxels: nil
      }
    guard let range, range.near <= range.far, range.far > 0 else { return .infinity }
    return range.near > 0 ? range.near : range.far
  }

  func outward(_ object: PreparedObject, _ p: Vector3) -> Vector3 {
    switch object.form {
    case .sphere, .mesh, .voxels: return p
    case .box:
      let s = p * p
      if s.x >= s.y, s.x >= s.z { return Vector3(p.x, 0, 0) }
      return s.y >= s.z ? Vector3(0, p.y, 0) : Vector3(0, 0, p.z)
    case .cylinder:
      return p.z * p.z > p.x * p.x + p.y * p.y ? Vector3(0, 0, p.z) : Vector3(p.x, p.y, 0)
    case .cone:
      let r = max(p.x * p.x + p.y * p.y, 1e-20).squareRoot()
      return p.z + 1 < (0.5 - 0.5 * p.z) - r ? Vector3(0, 0, -1) : Vector3(p.x, p.y, 0.5 * r)
    case .capsule:
      let half = object.halfLength
      return Vector3(p.x, p.y, p.z - min(max(p.z, -half), half))
    }
  }

  private func sphere(_ o: Vector3, _ d: Vector3) -> Range? {
    let speed = dot(d, d)
    let middle = -dot(o, d) / speed
    let p = o + d * middle
    let inside = (1 - dot(p, p)) / speed
    return inside < 0 ? nil : (middle - inside.squareRoot(), middle + inside.squareRoot())
  }

  private func slab(_ o: Float, _ d: Float, _ half: Float) -> Range? {
    let inverse = 1 / (d == 0 ? 1e-30 : d)
    let (a, b) = ((-half - o) * inverse, (half - o) * inverse)
    return (min(a, b), max(a, b))
  }

  private func tube(_ o: Vector3, _ d: Vector3) -> Range? {
    let speed = max(d.x * d.x + d.y * d.y, 1e-30)
    let middle = -(o.x * d.x + o.y * d.y) / speed
    let (x, y) = (o.x + d.x * middle, o.y + d.y * middle)
    let inside = (1 - (x * x + y * y)) / speed
    return inside < 0 ? nil : (middle - inside.squareRoot(), middle + inside.squareRoot())
  }

  private func cone(_ begin: Vector3, _ d: Vector3) -> Range? {
    let middle = -dot(begin, d) / dot(d, d)
    let o = begin + d * middle
    let (radius, growth) = (0.5 - 0.5 * o.z, -0.5 * d.z)
    let a = d.x * d.x + d.y * d.y - growth * growth
    let b = o.x * d.x + o.y * d.y - radius * growth
    let c = o.x * o.x + o.y * o.y - radius * radius
    var discriminant = b * b - a * c
    if a < 0 { discriminant = max(discriminant, 0) }
    if discriminant < 0 { return nil }
    let root = discriminant.squareRoot()
    let q = -(b + (b < 0 ? -root : root))
    let (low, high) = (min(q / a, c / q), max(q / a, c / q))
    let side: Range =
      a < 0 ? (growth > 0 ? (high, .infinity) : (-.infinity, low)) : (low, high)
    let inverse = 1 / (growth == 0 ? 1e-30 : growth)
    let (base, apex) = ((1 - radius) * inverse, -radius * inverse)
    guard let range = side & (min(base, apex), max(base, apex)) else { return nil }
    return (range.near + middle, range.far + middle)
  }
}

/// The part that two solids share; nil where there is none.
private func & (a: ReferenceRenderer.Range?, b: ReferenceRenderer.Range?)
  -> ReferenceRenderer.Range?
{
  guard let a, let b else { return nil }
  let both = (near: max(a.near, b.near), far: min(a.far, b.far))
  return both.near <= both.far ? both : nil
}

/// The part that is in either of two solids; nil where there is none.
private func | (a: ReferenceRenderer.Range?, b: ReferenceRenderer.Range?)
  -> ReferenceRenderer.Range?
{
  guard let a else { return b }
  guard let b else { return a }
  return (min(a.near, b.near), max(a.far, b.far))
}
