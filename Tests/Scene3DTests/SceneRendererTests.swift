import PaintCore
import Testing

@testable import Scene3D

struct SceneRendererTests {
  @Test(arguments: [1, 4, 9, 16])
  func `packets and culling give the bytes of the plain definition`(samples: Int) {
    for seed in 1...12 as ClosedRange<UInt64> {
      var sampler = SceneSampler(seed)
      let scene = sampler.scene(objects: Int(seed) % 9, lights: 1 + Int(seed) % 3)
      let settings = RenderSettings(width: 37, height: 29, samples: samples)
      var frame = RenderedFrame(width: 0, height: 0)
      SceneRenderer(settings).render(scene, into: &frame)
      let reference = ReferenceRenderer(scene, settings).picture()
      let differing = zip(frame.rgb, reference).count { $0 != $1 }
      #expect(differing == 0, "seed \(seed)")
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `an update gives the bytes of a full render`(seed: UInt64) {
    var sampler = SceneSampler(seed &+ 100)
    var scene = sampler.scene(objects: 0)
    let settings = RenderSettings(width: 48, height: 40)
    let channels: RenderChannels = seed % 2 == 0 ? .rgb : [.alpha, .depth, .normals, .objectId]
    let updated = SceneRenderer(settings)
    var (frame, full) = (RenderedFrame(width: 0, height: 0), RenderedFrame(width: 0, height: 0))
    updated.render(scene, channels: channels, into: &frame)
    for step in 0..<25 {
      var index = scene.objects.count
      if step % 3 == 2 { index = Int(sampler.next() * Float(index)) }
      let object = step % 4 == 1 ? sampler.hollow() : sampler.object()
      if index < scene.objects.count {
        scene.objects[index] = object
      } else {
        scene.objects.append(object)
      }
      updated.update(scene, changed: index, channels: channels, into: &frame)
      SceneRenderer(settings).render(scene, channels: channels, into: &full)
      #expect(frame == full, "step \(step)")
    }
  }

  @Test func `all cores give the bytes of one`() {
    var sampler = SceneSampler(5)
    let scene = sampler.scene(objects: 7, lights: 3)
    let settings = RenderSettings(width: 101, height: 67, samples: 9)
    let channels: RenderChannels = [.alpha, .depth, .distance, .normals, .objectId, .materialId]
    let (one, all) = (SceneRenderer(settings), SceneRenderer(settings))
    all.raysForOneCore = 0
    var (oneFrame, allFrame) = (
      RenderedFrame(width: 0, height: 0), RenderedFrame(width: 0, height: 0)
    )
    one.render(scene, channels: channels, into: &oneFrame)
    all.render(scene, channels: channels, into: &allFrame)
    #expect(oneFrame == allFrame)
  }

  @Test func `a renderer that has made other pictures makes the same one`() {
    let settings = RenderSettings(width: 40, height: 40)
    let used = SceneRenderer(settings)
    var (frame, fresh) = (RenderedFrame(width: 0, height: 0), RenderedFrame(width: 0, height: 0))
    for seed in 1...20 as ClosedRange<UInt64> {
      var sampler = SceneSampler(seed)
      let scene = sampler.scene(objects: Int(seed * 13 % 80), lights: Int(seed) % 4)
      let channels: RenderChannels = seed % 3 == 0 ? [.depth, .alpha] : .rgb
      used.render(scene, channels: channels, into: &frame)
      SceneRenderer(settings).render(scene, channels: channels, into: &fresh)
      #expect(frame == fresh, "seed \(seed)")
    }
  }

  @Test func `an update after another change of the scene renders everything`() {
    var sampler = SceneSampler(3)
    var scene = sampler.scene(objects: 4)
    let settings = RenderSettings(width: 32, height: 32)
    let renderer = SceneRenderer(settings)
    var (frame, full) = (RenderedFrame(width: 0, height: 0), RenderedFrame(width: 0, height: 0))
    renderer.render(scene, into: &frame)
    scene.camera.position.x += 1
    scene.objects[2] = sampler.object()
    renderer.update(scene, changed: 2, into: &frame)
    SceneRenderer(settings).render(scene, into: &full)
    #expect(frame == full)
  }

  @Test func `white under all light that there is stays within white`() {
    var sampler = SceneSampler(11)
    var scene = sampler.scene(objects: 8)
    scene.ambient = Vector3(0.5, 0.5, 0.5)
    scene.lights = [
      Light(
        source: .directional(towards: Vector3(0.3, 0.2, -1).normalized),
        color: Vector3(0.5, 0.5, 0.5))
    ]
    scene.background = .init(zenith: .zero, horizon: .zero)
    scene.ground = Material(diffuse: Vector3(1, 1, 1))
    for index in scene.objects.indices {
      scene.objects[index].material = Material(
        diffuse: Vector3(1, 1, 1), specular: sampler.next(), roughness: 1)
    }
    var frame = RenderedFrame(width: 0, height: 0)
    SceneRenderer(RenderSettings(width: 64, height: 64)).render(scene, into: &frame)
    let white = ToneCurve.beginnings.dropFirst().count { $0 <= 1.0001 }
    let brightest = frame.rgb.max() ?? 0
    #expect(Int(brightest) <= white)
    #expect(brightest > 200)
  }

  /// The digest is that of the baseline build and of the build for AVX2.
  @Test func `every build and machine makes the same pictures`() {
    var digest = Digest()
    for seed in 1...6 as ClosedRange<UInt64> {
      var sampler = SceneSampler(seed)
      var frame = RenderedFrame(width: 0, height: 0)
      let channels: RenderChannels = [.depth, .distance, .normals, .objectId]
      SceneRenderer(RenderSettings(width: 45, height: 33, samples: 4))
        .render(sampler.scene(objects: 6), channels: channels, into: &frame)
      digest.append(frame.rgb)
      for number in frame.depth + frame.distance + frame.normals {
        digest.append(UInt64(number.bitPattern))
      }
    }
    #expect(digest.hexadecimal == "ad53b17b1960959b")
  }
}
