import FuzzSupport

@testable import Scene3D

/// A MagicaVoxel file; where its box is small, it is put on a stage and rendered.
func feed(_ bytes: [UInt8]) {
  guard let file = try? VoxFile(bytes) else { return }
  expect(file.models.reduce(0) { $0 + $1.voxels.count } <= bytes.count / 4, "more than it holds")
  guard let grid = try? file.merged() else { return }
  expect(grid.cells.count <= VoxFile.largestGrid, "a grid of \(grid.cells.count) cells")
  guard grid.cells.count < 1 << 16,
    let scene = try? SceneFile.model(bytes, of: "m.vox", asset: { _ in nil })
  else { return }
  let renderer = SceneRenderer(RenderSettings(width: 8, height: 8, samples: 1))
  var frame = RenderedFrame(width: 8, height: 8)
  renderer.render(scene.stage, channels: [.rgb, .objectId], into: &frame)
}
