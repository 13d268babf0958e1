import Foundation
import TestMaterial
import Testing

@testable import Scene3D

struct ShapeTessellationTests {
  /// Edges that do not have exactly one triangle on each side.
  static func openEdges(_ mesh: TriangleMesh) -> Int {
    var sides: [SIMD2<Int32>: Int] = [:]
    for triangle in mesh.triangles {
      for corner in 0..<3 {
        sides[SIMD2(triangle[corner], triangle[(corner + 1) % 3]), default: 0] += 1
      }
    }
    return sides.count { edge, count in count != 1 || sides[SIMD2(edge.y, edge.x)] != 1 }
  }

  static func volume(_ mesh: TriangleMesh) -> Float {
    mesh.triangles.reduce(0) { sum, triangle in
      let corners = (0..<3).map { mesh.vertices[Int(triangle[$0])] }
      return sum + dot(corners[0], cross(corners[1], corners[2])) / 6
    }
  }

  static func object(_ shape: Shape, _ scale: Vector3 = Vector3(1, 1, 1)) -> SceneObject {
    SceneObject(
      shape: shape, pose: Pose(), scale: scale, material: Material(diffuse: Vector3(1, 1, 1)))
  }

  @Test func `every form is closed, turned outwards and as large as its formula says`() {
    let forms: [(Shape, Vector3, Float)] = [
      (.sphere, Vector3(1, 2, 3), 4 * .pi / 3 * 6), (.box, Vector3(1, 2, 3), 48),
      (.cylinder, Vector3(2, 1, 3), 12 * .pi), (.cone, Vector3(1, 1, 2), 4 * .pi / 3),
      (.capsule, Vector3(1, 1, 3), .pi * (4 + 4.0 / 3)),
    ]
    for (shape, scale, volume) in forms {
      let mesh = ShapeTessellation(segments: 96).mesh(of: Self.object(shape, scale))
      #expect(Self.openEdges(mesh) == 0)
      #expect(abs(Self.volume(mesh) / volume - 1) < 0.004)
    }
  }

  @Test func `the surface of two cells in a row has ten faces`() {
    let grid = VoxelGrid(
      size: SIMD3(3, 1, 1), cells: [1, 2, 0],
      palette: [.zero, Vector3(1, 0, 0), Vector3(0, 1, 0)])
    let mesh = ShapeTessellation().mesh(.voxels(grid))
    #expect(mesh.triangles.count == 20)
    #expect(mesh.vertices.count == 12)
    #expect(mesh.colors.count { $0.x == 1 } == 10)
    #expect(Self.openEdges(mesh) == 0)
    #expect(abs(Self.volume(mesh) - 2) < 1e-5)
  }

  @Test func `a form and its triangles cover the same pixels`() {
    for (shape, scale) in [
      (Shape.sphere, Vector3(1, 0.6, 0.8)), (.box, Vector3(0.5, 0.8, 0.6)),
      (.cylinder, Vector3(0.6, 0.6, 0.9)), (.cone, Vector3(0.8, 0.8, 0.9)),
      (.capsule, Vector3(0.4, 0.4, 1)),
    ] {
      var object = Self.object(shape, scale)
      object.pose = Pose(position: Vector3(0.2, 0.1, 0.3), yaw: 0.4)
      let exact = Self.mask(object)
      object.shape = .mesh(ShapeTessellation(segments: 128).mesh(of: object))
      object.scale = Vector3(1, 1, 1)
      let triangles = Self.mask(object)
      let both = zip(exact, triangles).count { $0 && $1 }
      let either = zip(exact, triangles).count { $0 || $1 }
      #expect(either > 4000)
      #expect(Float(both) / Float(either) >= 0.99)
    }
  }

  @Test func `a grid and its surface are the same picture`() {
    var source = RandomSource(state: 4)
    let grid = VoxelGridTests.grid(SIMD3(6, 5, 4), share: 0.3, &source)
    var object = Self.object(.voxels(grid), Vector3(0.3, 0.3, 0.3))
    object.pose = Pose(position: Vector3(-0.8, -0.7, -0.5), yaw: 0.3)
    let exact = Self.depth(object)
    object.shape = .mesh(ShapeTessellation().mesh(object.shape))
    let triangles = Self.depth(object)
    let different = zip(exact, triangles).count { abs($0 - $1) > 1e-4 && $0 != $1 }
    #expect(exact.count(where: \.isFinite) > 5000)
    #expect(different < 60)
  }

  private static func mask(_ object: SceneObject) -> [Bool] { depth(object).map(\.isFinite) }

  private static func depth(_ object: SceneObject) -> [Float] {
    let scene = Scene(
      camera: Camera(position: Vector3(3, -4, 2.5), target: Vector3(0, 0, 0.2)), lights: [],
      ambient: Vector3(1, 1, 1), background: .init(zenith: .zero, horizon: .zero), ground: nil,
      objects: [object])
    var frame = RenderedFrame(width: 256, height: 256)
    SceneRenderer(RenderSettings(width: 256, height: 256, samples: 1))
      .render(scene, channels: [.rgb, .depth], into: &frame)
    return frame.depth
  }
}

/// The meshes that `Scripts/make-meshes` wrote.
struct ShippedMeshesTests {
  @Test func `every shipped mesh is closed, coloured and turned outwards`() throws {
    let folder = SharedData.package + "/scenes/meshes/"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".obj") }
    #expect(names.count >= 6)
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + name)))
    }
    for name in names {
      let file = try OBJFile(try bytes(name), name: name, library: { try? bytes($0) })
      #expect(file.missingLibraries.isEmpty)
      #expect(file.degenerateCount == 0, "\(name)")
      #expect(!file.colors.isEmpty)
      let mesh = file.mesh()
      #expect(ShapeTessellationTests.openEdges(mesh) == 0, "\(name)")
      #expect(ShapeTessellationTests.volume(mesh) > 0, "\(name)")
    }
  }
}
