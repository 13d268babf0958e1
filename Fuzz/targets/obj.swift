import FuzzSupport

@testable import Scene3D

/// An OBJ file and, after a zero byte, its library of materials; a ray is shot at the mesh.
func feed(_ bytes: [UInt8]) {
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
  let library = parts.count > 1 ? parts[1] : nil
  guard let file = try? OBJFile(parts[0], name: "x.obj", library: { _ in library }) else { return }
  expect(file.vertices.count + file.triangles.count <= bytes.count, "more than the file holds")
  let asset = { (path: String) in path == "m.obj" ? parts[0] : library }
  guard !file.triangles.isEmpty, let model = try? SceneFile.model(parts[0], of: "m.obj", asset: asset)
  else { return }
  let renderer = SceneRenderer(RenderSettings(width: 8, height: 8, samples: 1))
  var frame = RenderedFrame(width: 8, height: 8)
  renderer.render(model.stage, channels: [.rgb, .depth, .normals], into: &frame)
}
