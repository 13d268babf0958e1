/// The convex hull of a few ellipsoids, ellipses and points that contains an object.
struct Outline {
  /// A point with up to three half axes: all points `center + a u + b v + c w`, a^2+b^2+c^2 <= 1.
  struct Part {
    var center: Vector3
    var axes: (Vector3, Vector3, Vector3)
  }

  private var parts: (Part, Part)
  private(set) var count = 1
  /// Corners of a box instead of parts.
  private(set) var isBox = false
  /// A sphere about the object, in the world.
  private(set) var center: Vector3
  private(set) var radius: Float

  init(_ object: SceneObject) {
    let pose = object.pose
    let scale = object.scale
    let (x, y, z) = (pose.axisX * scale.x, pose.axisY * scale.y, pose.axisZ * scale.z)
    center = pose.position
    let whole = Part(center: center, axes: (x, y, z))
    parts = (whole, whole)
    switch object.shape {
    case .sphere: radius = max(scale.x, max(scale.y, scale.z))
    case .box:
      isBox = true
      radius = scale.length
    case .cylinder:
      count = 2
      parts = (Self.disc(center - z, x, y), Self.disc(center + z, x, y))
      radius = max(scale.x, scale.y)
      radius = (radius * radius + scale.z * scale.z).squareRoot()
    case .cone:
      count = 2
      parts = (
        Self.disc(center - z, x, y), Part(center: center + z, axes: (.zero, .zero, .zero))
      )
      radius = max(scale.x, scale.y)
      radius = (radius * radius + scale.z * scale.z).squareRoot()
    case .capsule:
      count = 2
      let end = pose.axisZ * max(0, scale.z - scale.x)
      let axes = (pose.axisX * scale.x, pose.axisY * scale.x, pose.axisZ * scale.x)
      parts = (Part(center: center - end, axes: axes), Part(center: center + end, axes: axes))
      radius = max(scale.x, scale.z)
    case .mesh(let mesh):
      (center, radius) = (.zero, 0)
      setBox(mesh.bounds, object)
    case .voxels(let grid):
      (center, radius) = (.zero, 0)
      setBox((.zero, Vector3(grid.size)), object)
    }
  }

  private static func disc(_ center: Vector3, _ x: Vector3, _ y: Vector3) -> Part {
    Part(center: center, axes: (x, y, .zero))
  }

  private mutating func setBox(
    _ bounds: (lower: Vector3, upper: Vector3), _ object: SceneObject
  ) {
    let half = (bounds.upper - bounds.lower) * 0.5 * object.scale
    center = object.pose.point((bounds.upper + bounds.lower) * 0.5 * object.scale)
    radius = half.length
    let pose = object.pose
    let part = Part(
      center: center, axes: (pose.axisX * half.x, pose.axisY * half.y, pose.axisZ * half.z))
    parts = (part, part)
    isBox = true
  }

  /// Returns a rectangle of the picture that holds all of the outline's picture; everything where
  /// the outline reaches behind the eye, nothing where all of it is there.
  func bounds(_ projection: Projection) -> ScreenBounds {
    let weight = projection.weight
    let steepness = (weight.x * weight.x + weight.y * weight.y + weight.z * weight.z).squareRoot()
    if product(weight, homogeneous(center, 1)) + Double(radius) * steepness < 0 { return .nothing }
    if isBox { return boxBounds(projection) }
    var bounds = Self.bounds(parts.0, projection)
    if count == 2 { bounds.formUnion(Self.bounds(parts.1, projection)) }
    return bounds
  }

  private func boxBounds(_ projection: Projection) -> ScreenBounds {
    var bounds = ScreenBounds.nothing
    let (x, y, z) = parts.0.axes
    for corner in 0..<8 {
      let point =
        parts.0.center + (corner & 1 == 0 ? x : -x) + (corner & 2 == 0 ? y : -y)
        + (corner & 4 == 0 ? z : -z)
      let p = homogeneous(point, 1)
      let weight = product(projection.weight, p)
      guard weight > 1e-9 else { return .everything }
      let (u, v) = (product(projection.x, p) / weight, product(projection.y, p) / weight)
      bounds.formUnion(ScreenBounds(minX: u, maxX: u, minY: v, maxY: v))
    }
    return bounds
  }

  /// A line x = u of the picture is a plane of space; it touches the ellipsoid where the plane's
  /// value at the centre is the length of its values along the half axes: a quadratic in u.
  private static func bounds(_ part: Part, _ projection: Projection) -> ScreenBounds {
    let center = homogeneous(part.center, 1)
    let axes = (
      homogeneous(part.axes.0, 0), homogeneous(part.axes.1, 0), homogeneous(part.axes.2, 0)
    )
    let weight = values(projection.weight, center, axes)
    let a = weight.x * weight.x - rest(weight, weight)
    guard weight.x > 0, a > 1e-12 * weight.x * weight.x else { return .everything }
    func extremes(_ row: SIMD4<Double>) -> (Double, Double) {
      let value = values(row, center, axes)
      let b = value.x * weight.x - rest(value, weight)
      let c = value.x * value.x - rest(value, value)
      let root = max(0, b * b - a * c).squareRoot()
      return ((b - root) / a, (b + root) / a)
    }
    let (x, y) = (extremes(projection.x), extremes(projection.y))
    return ScreenBounds(minX: x.0, maxX: x.1, minY: y.0, maxY: y.1)
  }

  private static func values(
    _ row: SIMD4<Double>, _ center: SIMD4<Double>,
    _ axes: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
  ) -> SIMD4<Double> {
    SIMD4(product(row, center), product(row, axes.0), product(row, axes.1), product(row, axes.2))
  }

  /// The scalar product without the centre's part.
  private static func rest(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
    a.y * b.y + a.z * b.z + a.w * b.w
  }
}

/// A rectangle of the picture in pixels; may reach beyond it.
struct ScreenBounds {
  var minX: Double, maxX: Double, minY: Double, maxY: Double

  static let nothing = ScreenBounds(
    minX: .infinity, maxX: -.infinity, minY: .infinity, maxY: -.infinity)
  static let everything = ScreenBounds(
    minX: -.infinity, maxX: .infinity, minY: -.infinity, maxY: .infinity)

  /// Grows to hold another rectangle.
  mutating func formUnion(_ other: ScreenBounds) {
    (minX, maxX) = (min(minX, other.minX), max(maxX, other.maxX))
    (minY, maxY) = (min(minY, other.minY), max(maxY, other.maxY))
  }
}

/// A point (weight 1) or direction (weight 0) of the world in homogeneous coordinates.
@inline(__always)
func homogeneous(_ vector: Vector3, _ weight: Double) -> SIMD4<Double> {
  SIMD4(Double(vector.x), Double(vector.y), Double(vector.z), weight)
}

/// The scalar product of four components.
@inline(__always)
func product(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
  a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w
}
