import Testing

@testable import Scene3D

/// Pictures of scenes whose depths, areas and shadows are known from school geometry.
struct ClosedFormTests {
  private let size = 256

  /// A scene with a vertical light, seen from `position`.
  private func scene(
    _ objects: [SceneObject], from position: Vector3 = Vector3(0, -6, 3),
    at target: Vector3 = Vector3(0, 0, 0.5), ground: Material? = nil,
    lights: [Light] = [Light(source: .directional(towards: Vector3(0, 0, -1)))]
  ) -> Scene {
    Scene(
      camera: Camera(position: position, target: target, verticalFieldOfView: 40), lights: lights,
      ambient: .zero, background: .init(zenith: .zero, horizon: .zero), ground: ground,
      objects: objects)
  }

  private func object(_ shape: Shape, at position: Vector3, scale: Vector3) -> SceneObject {
    SceneObject(
      shape: shape, pose: Pose(position: position, yaw: 0.4), scale: scale,
      material: Material(diffuse: Vector3(1, 1, 1)))
  }

  private func frame(_ scene: Scene, _ channels: RenderChannels) -> RenderedFrame {
    var frame = RenderedFrame(width: 0, height: 0)
    SceneRenderer(RenderSettings(width: size, height: size, samples: 1))
      .render(scene, channels: channels, into: &frame)
    return frame
  }

  /// The ray through the middle of a pixel in double precision, with 1 along the view.
  private func ray(_ pixel: Int, _ scene: Scene) -> SIMD3<Double> {
    let frame = CameraFrame(scene.camera, width: size, height: size)
    let x = (Double(pixel % size) + 0.5) / Double(size) * 2 - 1
    let y = 1 - (Double(pixel / size) + 0.5) / Double(size) * 2
    return SIMD3(frame.forward) + SIMD3(frame.right) * (x * Double(frame.halfWidth))
      + SIMD3(frame.up) * (y * Double(frame.halfHeight))
  }

  private func product(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

  @Test func `the depth of a sphere is the quadratic's root`() {
    let center = Vector3(0.3, 0.2, 0.7)
    let scene = scene([object(.sphere, at: center, scale: Vector3(0.9, 0.9, 0.9))])
    let frame = frame(scene, .depth)
    let toCenter = SIMD3<Double>(center) - SIMD3<Double>(scene.camera.position)
    var (worst, count) = (0.0, 0)
    for pixel in frame.depth.indices where frame.depth[pixel] < .infinity {
      let ray = ray(pixel, scene)
      let (a, b) = (product(ray, ray), product(ray, toCenter))
      let inside = b * b - a * (product(toCenter, toCenter) - 0.81)
      // at the very edge the root's slope is infinite
      guard inside > 1e-2 else { continue }
      worst = max(worst, abs((b - inside.squareRoot()) / a - Double(frame.depth[pixel])))
      count += 1
    }
    #expect(count > 5000)
    #expect(worst < 1e-5)
  }

  @Test func `the depth of the ground is that of a plane`() {
    let scene = scene([], ground: Material(diffuse: .zero))
    let frame = frame(scene, [.depth, .distance, .objectId])
    var worst = 0.0
    for pixel in frame.depth.indices where frame.objectId[pixel] == 0 {
      let ray = ray(pixel, scene)
      let depth = -3 / ray.z
      guard depth < 20 else { continue }
      let distance = depth * product(ray, ray).squareRoot()
      worst = max(worst, abs(Double(frame.depth[pixel]) / depth - 1))
      worst = max(worst, abs(Double(frame.distance[pixel]) / distance - 1))
    }
    #expect(frame.objectId.count { $0 == 0 } > 30000)
    #expect(worst < 1e-5)
  }

  @Test func `the depth of a box is that of its front face`() {
    let scene = scene(
      [
        SceneObject(
          shape: .box, pose: Pose(position: Vector3(0, 0, 0.5)), scale: Vector3(0.8, 0.5, 0.5),
          material: Material(diffuse: .zero))
      ], from: Vector3(0, -5, 0.5))
    let frame = frame(scene, [.depth, .normals])
    let seen = frame.depth.filter { $0 < .infinity }
    #expect(seen.count > 2000)
    #expect(seen.allSatisfy { abs($0 - 4.5) < 1e-5 })
    let facing = (0..<size * size).filter { frame.depth[$0] < .infinity }
    #expect(facing.allSatisfy { frame.normals[$0 * 3 + 1] == -1 })
  }

  /// The silhouette of a sphere on the axis is the circle of the cone that touches it; that of a
  /// disc (a cylinder's cap, a cone from below) is its projection.
  @Test func `silhouettes have the areas of the solids' outlines`() {
    let distance = 5.0
    let tangent = 1 / (distance * distance - 1).squareRoot()
    let perMetre =
      Double(size) / 2
      / Double(
        CameraFrame(
          scene([]).camera, width: size, height: size
        ).halfHeight)
    let disc = Double.pi * (perMetre / (distance - 1)) * (perMetre / (distance - 1))
    let expected: [(Shape, Double)] = [
      (.sphere, Double.pi * tangent * tangent * perMetre * perMetre),
      (.cylinder, disc),
      (.cone, Double.pi * (perMetre / (distance + 1)) * (perMetre / (distance + 1))),
      (.box, 4 * perMetre * perMetre / (distance - 1) / (distance - 1)),
    ]
    for (shape, area) in expected {
      let object = SceneObject(
        shape: shape, pose: Pose(), scale: Vector3(1, 1, 1), material: Material(diffuse: .zero))
      var scene = scene([object], from: Vector3(0, 0, 5), at: .zero)
      scene.camera.up = Vector3(0, 1, 0)
      let seen = frame(scene, .objectId).objectId.count { $0 == 1 }
      #expect(abs(Double(seen) / area - 1) < 0.01, "\(shape)")
    }
  }

  @Test func `the shadow of a sphere on the ground is the ellipse of its tangent cylinder`() {
    let towards = Vector3(0.6, 0, -0.8)
    let center = Vector3(-0.8, 0.1, 1.2)
    var scene = scene(
      [object(.sphere, at: center, scale: Vector3(0.5, 0.5, 0.5))], from: Vector3(0.4, 0, 9),
      at: Vector3(0.4, 0, 0), ground: Material(diffuse: Vector3(1, 1, 1)),
      lights: [Light(source: .directional(towards: towards))])
    scene.camera.up = Vector3(0, 1, 0)
    let frame = frame(scene, .objectId)
    var (wrong, dark) = (0, 0)
    for pixel in frame.objectId.indices where frame.objectId[pixel] == 0 {
      let ray = ray(pixel, scene)
      let point = SIMD3<Double>(scene.camera.position) + ray * (-9 / ray.z)
      // the centre's shadow, and half axes r / sin(elevation) along the light and r across
      let along = (point.x - (-0.8 + 1.2 * 0.75)) * 0.8 / 0.5
      let across = (point.y - 0.1) / 0.5
      let inside = along * along + across * across
      guard abs(inside - 1) > 1e-4 else { continue }
      let isDark = frame.rgb[pixel * 3] == 0
      dark += isDark ? 1 : 0
      wrong += isDark == (inside < 1) ? 0 : 1
    }
    #expect(dark > 500)
    #expect(wrong == 0)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `normals are unit vectors towards the eye`(seed: UInt64) {
    var sampler = SceneSampler(seed)
    let scene = sampler.scene(objects: 6)
    let frame = frame(scene, [.normals, .objectId])
    var (worstLength, facingAway) = (Float(0), 0)
    for pixel in frame.objectId.indices where frame.objectId[pixel] > 0 {
      let at = pixel * 3
      let normal = Vector3(frame.normals[at], frame.normals[at + 1], frame.normals[at + 2])
      worstLength = max(worstLength, abs(normal.length - 1))
      let direction = Vector3(ray(pixel, scene))
      facingAway += dot(normal, direction) > 1e-3 ? 1 : 0
    }
    #expect(worstLength < 1e-5)
    // an eye inside a solid sees its inside; the sampler's scenes leave few such
    #expect(facingAway == 0)
  }
}
