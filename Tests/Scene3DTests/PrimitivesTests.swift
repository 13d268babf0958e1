import Glibc
import Testing

@testable import Scene3D

/// Every solid against a dense mesh of itself, each triangle tested alone.
struct PrimitivesTests {
  private let size = 256

  /// Points of a solid's surface of revolution: (radius, height) from the top to the bottom.
  private func profile(_ shape: Shape, halfLength: Float) -> [(Float, Float)] {
    let arc = (0...48).map { step -> (Float, Float) in
      let angle = Double(step) / 48 * .pi
      return (Float(sin(angle)), Float(cos(angle)))
    }
    switch shape {
    case .cylinder: return [(0, 1), (1, 1), (1, -1), (0, -1)]
    case .cone: return [(0, 1), (1, -1), (0, -1)]
    case .capsule:
      return arc[...24].map { ($0.0, $0.1 + halfLength) }
        + arc[24...].map { ($0.0, $0.1 - halfLength) }
    default: return arc
    }
  }

  private func triangles(_ shape: Shape, halfLength: Float) -> [(Vector3, Vector3, Vector3)] {
    if case .box = shape { return boxTriangles() }
    let profile = profile(shape, halfLength: halfLength)
    let sectors = 96
    func point(_ ring: Int, _ sector: Int) -> Vector3 {
      let angle = Double(sector % sectors) / Double(sectors) * 2 * .pi
      let (radius, height) = profile[ring]
      return Vector3(radius * Float(cos(angle)), radius * Float(sin(angle)), height)
    }
    return (0..<profile.count - 1).flatMap { ring in
      (0..<sectors).flatMap { sector in
        [
          (point(ring, sector), point(ring + 1, sector), point(ring + 1, sector + 1)),
          (point(ring, sector), point(ring + 1, sector + 1), point(ring, sector + 1)),
        ]
      }
    }
  }

  private func boxTriangles() -> [(Vector3, Vector3, Vector3)] {
    (0..<3).flatMap { axis in
      [-1, 1].flatMap { (side: Float) -> [(Vector3, Vector3, Vector3)] in
        func corner(_ u: Float, _ v: Float) -> Vector3 {
          var corner = Vector3.zero
          corner[axis] = side
          corner[(axis + 1) % 3] = u
          corner[(axis + 2) % 3] = v
          return corner
        }
        return [
          (corner(-1, -1), corner(1, -1), corner(1, 1)),
          (corner(-1, -1), corner(1, 1), corner(-1, 1)),
        ]
      }
    }
  }

  /// The parameter of a line at a triangle (Moeller and Trumbore, 1997); nil where it misses.
  private func depth(
    _ origin: Vector3, _ direction: Vector3, _ triangle: (Vector3, Vector3, Vector3)
  ) -> Float? {
    let (first, second) = (triangle.1 - triangle.0, triangle.2 - triangle.0)
    let across = cross(direction, second)
    let volume = dot(first, across)
    guard abs(volume) > 1e-12 else { return nil }
    let from = origin - triangle.0
    let u = dot(from, across) / volume
    let turned = cross(from, first)
    let v = dot(direction, turned) / volume
    guard u >= 0, v >= 0, u + v <= 1 else { return nil }
    return dot(second, turned) / volume
  }

  private static let shapes: [Shape] = [.sphere, .box, .cylinder, .cone, .capsule]

  @Test(arguments: 0..<10)
  func `a solid covers the pixels and has the depths of its mesh`(index: Int) {
    let shape = Self.shapes[index % 5]
    var sampler = SceneSampler(UInt64(index) + 7)
    var scale = Vector3(0.9, index < 5 ? 0.9 : 0.5, index < 5 ? 0.9 : 0.7)
    if case .capsule = shape { scale = Vector3(0.5, 0.5, 0.9) }
    var object = sampler.object()
    (object.shape, object.scale) = (shape, scale)
    object.pose = sampler.pose(height: 0)
    object.pose.position = Vector3(0.1, -0.1, 0.2)
    let scene = Scene(
      camera: Camera(position: Vector3(2, -3.5, 1.5), target: .zero), lights: [], ambient: .zero,
      background: .init(zenith: .zero, horizon: .zero), ground: nil, objects: [object])
    let settings = RenderSettings(width: size, height: size, samples: 1)
    var frame = RenderedFrame(width: 0, height: 0)
    SceneRenderer(settings).render(scene, channels: .depth, into: &frame)
    let mesh = meshDepths(scene, settings)
    let both = zip(frame.depth, mesh).count { $0 < .infinity && $1 < .infinity }
    let either = zip(frame.depth, mesh).count { $0 < .infinity || $1 < .infinity }
    let apart = zip(frame.depth, mesh).map { $0 < .infinity && $1 < .infinity ? abs($0 - $1) : 0 }
    #expect(both > 2000)
    #expect(Double(both) / Double(either) >= 0.99)
    // a chord of a circle is nearer to its centre by 1 - cos(pi / 96), more where seen at a slant
    #expect(apart.count { $0 > 0.01 } < both / 100)
  }

  private func meshDepths(_ scene: Scene, _ settings: RenderSettings) -> [Float] {
    let reference = ReferenceRenderer(scene, settings)
    let object = reference.objects[0]
    let triangles = triangles(scene.objects[0].shape, halfLength: object.halfLength)
    return (0..<size * size).map { pixel in
      let ray = reference.ray(Float(pixel % size) + 0.5, Float(pixel / size) + 0.5)
      let direction = reference.turned(object, ray)
      // most rays miss: skip those that miss the sphere about the solid
      let aside = cross(object.eye, direction).length / direction.length
      guard aside < 1.5 + object.halfLength else { return .infinity }
      return triangles.reduce(.infinity) { nearest, triangle in
        min(nearest, depth(object.eye, direction, triangle) ?? .infinity)
      }
    }
  }
}
