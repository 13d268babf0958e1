public import EnvironmentAPI

extension SceneFile {
  /// The actions of the grammar `spiral`, in which `RandomScene.program` is written; nil when the
  /// file has no such grammar.
  public var spiralActions: ActionSpace? { spiral.map { SpiralGrammar(self, $0).space } }

  /// The actions of the grammar `voxel`; nil when the file has no such grammar.
  public var voxelActions: ActionSpace? { voxel.map { VoxelGrammar(self, $0).space } }

  /// Returns the stage with what actions of the grammar `spiral` build on it.
  ///
  /// - Throws: `invalidAction` for an action outside the grammar; `unsupported` when the file has
  ///   none.
  public func scene(
    afterSpiral actions: ActionTable
  ) throws(EnvironmentError) -> Scene {
    guard let spiral else { throw .unsupported("a scene file without the grammar spiral") }
    return try scene(after: actions, SpiralGrammar(self, spiral))
  }

  /// Returns the stage with what actions of the grammar `voxel` build on it.
  ///
  /// - Throws: `invalidAction` for an action outside the grammar; `unsupported` when the file has
  ///   none.
  public func scene(
    afterVoxel actions: ActionTable
  ) throws(EnvironmentError) -> Scene {
    guard let voxel else { throw .unsupported("a scene file without the grammar voxel") }
    return try scene(after: actions, VoxelGrammar(self, voxel))
  }

  private func scene(
    after actions: ActionTable, _ grammar: any SceneGrammar
  ) throws(EnvironmentError) -> Scene {
    try grammar.space.validate(actions)
    var scene = stage
    var construction = grammar.makeConstruction()
    construction.show(in: &scene)
    for row in 0..<actions.rowCount {
      _ = actions.withRow(row) { construction.perform($0, in: &scene) }
    }
    return scene
  }
}
