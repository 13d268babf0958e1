import JSONText

extension SceneFile {
  /// Puts a mesh or voxel model on one of the stages that ship, so that every model can be looked
  /// at, or aimed at by an agent that builds on the same stage.
  ///
  /// A `.vox` model stands in the middle of `voxel-garden`: cell by cell in its grid where it fits,
  /// so that actions of the grammar `voxel` can rebuild it as far as their palette goes, and made
  /// smaller otherwise. An `.obj` mesh stands on `meshes`, `y` up as most files have it.
  static func model(
    _ bytes: [UInt8], of path: String, asset: @escaping (String) -> [UInt8]?
  ) throws(JSONFileError) -> SceneFile {
    let isMesh = path.hasSuffix(".obj")
    var file = try load(isMesh ? "meshes" : "voxel-garden")
    let assets = SceneAssets { $0 == path ? bytes : asset($0) }
    do {
      let node = JSONNode(.string(path))
      file.stage.objects =
        isMesh ? [try file.mesh(node, assets)] : [try file.voxels(node, assets)]
    } catch {
      throw JSONFileError(file: path, expected: error.expected, got: error.got)
    }
    file.title = path
    file.example = .stage
    file.digest += assets.digest
    return file
  }

  private func mesh(_ node: JSONNode, _ assets: SceneAssets) throws(JSONError) -> SceneObject {
    let (mesh, low, high) = try assets.mesh(node, isYUp: true)
    let kind = ObjectKind(
      name: "mesh", shape: .mesh(mesh), from: low, to: high, proportions: Vector3(1, 1, 1),
      materials: [0])
    let size: Float = 1.5
    return object(
      kind: kind, material: 0, color: nil, size: size,
      pose: kind.pose(at: .zero, yaw: 0, size: size))
  }

  /// Returns a voxel model in the middle of the stage, in the cells of the grammar `voxel` if it fits.
  func voxels(_ node: JSONNode, _ assets: SceneAssets) throws(JSONError) -> SceneObject {
    let model = try assets.voxels(node)
    let rules = voxel ?? VoxelRules(size: SIMD3(16, 16, 16), cellSize: 0.5, material: 0)
    let grid = model.grid
    let fits = !any(grid.size .> rules.size)
    let (low, high) = fits ? (.zero, Vector3(grid.size)) : (model.low, model.high)
    let size = high - low
    let room = Vector3(rules.size)
    let share = min(1, room.x / size.x, room.y / size.y, room.z / size.z)
    let scale = rules.cellSize * share
    // whole cells, where the model is not made smaller
    let middle = ((low + high) * 0.5).rounded(.down)
    let foot = Vector3(middle.x, middle.y, low.z) * scale
    return SceneObject(
      shape: .voxels(grid), pose: Pose(position: -foot), scale: Vector3(repeating: scale),
      material: materials[rules.material].material, materialIndex: rules.material + 1)
  }
}
