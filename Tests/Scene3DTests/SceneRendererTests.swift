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
      if index < scene.objects.count {
        scene.objects[index] = sampler.object()
      } else {
        scene.objects.append(sampler.object())
      }
      updated.update(scene, changed: index, channels: channels, into: &frame)
      SceneRenderer(settings).render(scene, channels: channels, into: &full)
      #expect(frame == full, "step \(step)")
    }
  }
}
