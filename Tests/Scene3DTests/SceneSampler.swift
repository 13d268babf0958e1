import PaintCore

@testable import Scene3D

/// Random scenes for the tests: some objects near the origin, lights of all kinds, odd cameras.
struct SceneSampler {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// Returns a number in 0..<1.
  mutating func next() -> Float {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Float(state >> 40) / Float(1 << 24)
  }

  mutating func next(_ low: Float, _ high: Float) -> Float { low + (high - low) * next() }

  mutating func color() -> Vector3 { Vector3(next(), next(), next()) }

  mutating func unit() -> Vector3 {
    Vector3(next(-1, 1), next(-1, 1), next(-1, 1)).normalized
  }

  mutating func material() -> Material {
    Material(
      diffuse: color(), checker: next() < 0.3 ? color() : nil, checkerSize: next(0.1, 0.6),
      specular: next() < 0.5 ? next() : 0, roughness: next(), emission: color() * 0.1,
      isMetal: next() < 0.3)
  }

  mutating func pose(height: Float) -> Pose {
    let position = Vector3(next(-2.5, 2.5), next(-2.5, 2.5), height)
    if next() < 0.5 { return Pose(position: position, yaw: next(0, 6)) }
    let (z, other) = (unit(), unit())
    let x = cross(other, z).normalized
    return Pose(position: position, axisX: x, axisY: cross(z, x), axisZ: z)
  }

  mutating func object() -> SceneObject {
    let shapes: [Shape] = [.sphere, .box, .cylinder, .cone, .capsule]
    let shape = shapes[Int(next() * 5)]
    var scale = Vector3(next(0.2, 0.8), next(0.2, 0.8), next(0.2, 0.8))
    if case .capsule = shape { scale = Vector3(scale.x, scale.x, scale.x + scale.z) }
    if next() < 0.3 { scale = Vector3(scale.z, scale.z, scale.z) }
    return SceneObject(
      shape: shape, pose: pose(height: next(0, 1.5)), scale: scale, material: material(),
      materialIndex: 1 + Int(next() * 5))
  }

  /// Returns a wedge of triangles or an arch of cubes, which shade themselves.
  mutating func hollow() -> SceneObject {
    var object = object()
    if next() < 0.5 {
      let arch: [UInt8] = [1, 1, 1, 1, 0, 1, 1, 0, 2]
      let palette = [Vector3](repeating: color(), count: 256)
      object.shape = .voxels(VoxelGrid(size: SIMD3(3, 1, 3), cells: arch, palette: palette))
      object.scale = Vector3(repeating: next(0.1, 0.4))
    } else {
      let corners = (0..<6).map { _ in Vector3(next(-1, 1), next(-1, 1), next(-1, 1)) }
      let triangles: [SIMD3<Int32>] = [[0, 1, 2], [2, 3, 4], [4, 5, 0], [1, 3, 5]]
      object.shape = .mesh(TriangleMesh(vertices: corners, triangles: triangles))
    }
    return object
  }

  mutating func light() -> Light {
    let position = Vector3(next(-4, 4), next(-4, 4), next(1.5, 6))
    let aim = (Vector3(next(-1, 1), next(-1, 1), 0) - position).normalized
    let source: Light.Source =
      switch Int(next() * 3) {
      case 0: .directional(towards: aim)
      case 1: .point(at: position)
      default: .spot(at: position, towards: aim, inner: 0.3, outer: next(0.3, 0.8))
      }
    return Light(
      source: source, color: color() * 8, castsShadows: next() < 0.85,
      radius: next() < 0.3 ? next(0, 0.4) : 0)
  }

  mutating func scene(objects: Int, lights: Int = 2) -> Scene {
    let camera = Camera(
      position: Vector3(next(-6, 6), next(-6, 6), next(0.5, 6)),
      target: Vector3(next(-1, 1), next(-1, 1), next(0, 1)),
      verticalFieldOfView: next(25, 90))
    return Scene(
      camera: camera, lights: (0..<lights).map { _ in light() }, ambient: color() * 0.3,
      background: .init(zenith: color(), horizon: color()),
      ground: next() < 0.9 ? material() : nil,
      groundHalfSize: next() < 0.5 ? .infinity : next(1, 5),
      objects: (0..<objects).map { _ in object() })
  }
}
