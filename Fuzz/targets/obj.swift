import FuzzSupport

@testable import Scene3D

private let stage = mustSucceed("the stage") {
  try SceneFile.load("spiral").stage
}

/// An OBJ file and, after a zero byte, its library of materials; the mesh is rendered.
func feed(_ bytes: [UInt8]) {
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  let library = parts.count > 1 ? Array(parts[1]) : nil
  guard let file = try? OBJFile(Array(parts[0]), name: "x.obj", library: { _ in library }) else {
    return
  }
  expect(file.vertices.count + file.triangles.count <= bytes.count, "more than the file holds")
  let mesh = file.mesh()
  var scene = stage
  for mesh in [mesh, mesh.fitted()] {
    scene.objects.append(
      SceneObject(
        shape: .mesh(mesh), pose: Pose(), scale: Vector3(1, 1, 1),
        material: Material(diffuse: Vector3(1, 1, 1)), materialIndex: 1))
  }
  let renderer = SceneRenderer(RenderSettings(width: 8, height: 8, samples: 1))
  var frame = RenderedFrame(width: 8, height: 8)
  renderer.render(scene, channels: [.rgb, .depth, .normals], into: &frame)
}
