import Glibc
import Testing

@testable import Scene3D

/// Every solid against a dense mesh of itself, with its shadow on the ground.
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

  private func mesh(_ shape: Shape, halfLength: Float) -> TriangleMesh {
    let corners = triangles(shape, halfLength: halfLength)
    return TriangleMesh(
      vertices: corners.flatMap { [$0.0, $0.1, $0.2] },
      triangles: corners.indices.map { SIMD3(Int32($0 * 3), Int32($0 * 3 + 1), Int32($0 * 3 + 2)) })
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

  private static let shapes: [Shape] = [.sphere, .box, .cylinder, .cone, .capsule]

  @Test(arguments: 0..<10)
  func `a solid looks like its mesh`(index: Int) {
    let shape = Self.shapes[index % 5]
    var sampler = SceneSampler(UInt64(index) + 7)
    var scale = Vector3(0.9, index < 5 ? 0.9 : 0.5, index < 5 ? 0.9 : 0.7)
    if case .capsule = shape { scale = Vector3(0.5, 0.5, 0.9) }
    var pose = sampler.pose(height: 0)
    pose.position = Vector3(0.1, -0.1, 1.3)
    let solid = SceneObject(
      shape: shape, pose: pose, scale: scale, material: Material(diffuse: Vector3(1, 0.5, 0.2)))
    var meshed = solid
    if case .capsule = shape { meshed.scale = Vector3(0.5, 0.5, 0.5) }
    meshed.shape = .mesh(mesh(shape, halfLength: 0.8))
    let (one, other) = (frame(solid), frame(meshed))
    let (seen, alsoSeen) = (one.objectId.map { $0 == 1 }, other.objectId.map { $0 == 1 })
    let both = seen.indices.filter { seen[$0] && alsoSeen[$0] }
    let either = seen.indices.count { seen[$0] || alsoSeen[$0] }
    #expect(both.count > 2000)
    #expect(Double(both.count) / Double(either) >= 0.99)
    // a chord of a circle is nearer to its centre by 1 - cos(pi / 96), more where seen at a slant
    #expect(both.count { abs(one.depth[$0] - other.depth[$0]) > 0.01 } < both.count / 100)
    let turned = both.count { pixel in
      let cosine = (0..<3).map { one.normals[pixel * 3 + $0] * other.normals[pixel * 3 + $0] }
      return cosine.reduce(0, +) < 0.99
    }
    #expect(turned < both.count / 50)
    let repainted = one.rgb.indices.count { abs(Int(one.rgb[$0]) - Int(other.rgb[$0])) > 12 }
    #expect(repainted < one.rgb.count / 200)
  }

  @Test func `an arch of voxels shades itself as one of boxes does`() {
    let cells: [UInt8] = [1, 0, 1, 1, 0, 1, 1, 1, 1]
    let grid = VoxelGrid(
      size: SIMD3(3, 1, 3), cells: cells,
      palette: [Vector3](repeating: Vector3(0.8, 0.7, 0.6), count: 256))
    let material = Material(diffuse: Vector3(0.8, 0.7, 0.6))
    let arch = SceneObject(
      shape: .voxels(grid), pose: Pose(position: Vector3(-0.9, -0.3, 0)),
      scale: Vector3(0.6, 0.6, 0.6), material: material)
    let boxes = cells.indices.filter { cells[$0] > 0 }.map { cell in
      let center = Vector3(Float(cell % 3) * 0.6 - 0.6, 0, Float(cell / 3) * 0.6 + 0.3)
      return SceneObject(
        shape: .box, pose: Pose(position: center), scale: Vector3(0.3, 0.3, 0.3),
        material: material)
    }
    let (one, other) = (frame(arch), frame(boxes))
    #expect(one.objectId.count { $0 > 0 } > 5000)
    let repainted = one.rgb.indices.count { abs(Int(one.rgb[$0]) - Int(other.rgb[$0])) > 12 }
    #expect(repainted < one.rgb.count / 500)
  }

  private func frame(_ object: SceneObject) -> RenderedFrame { frame([object]) }

  private func frame(_ objects: [SceneObject]) -> RenderedFrame {
    let scene = Scene(
      camera: Camera(position: Vector3(2, -4.5, 3), target: Vector3(0, 0, 1)),
      lights: [Light(source: .directional(towards: Vector3(-0.5, 0.3, -1).normalized))],
      ambient: Vector3(0.2, 0.2, 0.2), background: .init(zenith: .zero, horizon: .zero),
      ground: Material(diffuse: Vector3(1, 1, 1)), objects: objects)
    var frame = RenderedFrame(width: 0, height: 0)
    SceneRenderer(RenderSettings(width: size, height: size, samples: 1))
      .render(scene, channels: [.depth, .normals, .objectId], into: &frame)
    return frame
  }
}
