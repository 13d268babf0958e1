import FuzzSupport
import PaintCore

@testable import Scene3D

/// A scene file; where it is one, its stage is rendered, a random scene drawn, and actions built.
func feed(_ bytes: [UInt8]) {
  // Large meshes only take time.
  let asset = { (path: String) in
    path.hasSuffix("knot.obj") ? nil : ShippedScenes.bytes(named: path)
  }
  guard let file = try? SceneFile.parse(bytes, name: "x.json", asset: asset) else { return }
  let renderer = SceneRenderer(RenderSettings(width: 8, height: 8, samples: 1))
  var frame = RenderedFrame(width: 8, height: 8)
  let all: RenderChannels = [.rgb, .alpha, .depth, .distance, .normals, .objectId, .materialId]
  renderer.render(file.stage, channels: all, into: &frame)
  // Rejected places cost a picture each.
  if let rules = file.sampler, rules.attempts <= 20, rules.objects.upperBound <= 8,
    let sampler = try? SceneSampler(file)
  {
    let drawn = sampler.scene(seed: 1, index: 0)
    renderer.render(drawn.scene, channels: all, into: &frame)
  }
}
