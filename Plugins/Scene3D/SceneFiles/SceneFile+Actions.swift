public import EnvironmentAPI

extension SceneFile {
  /// The actions of the grammar `spiral`, in which `RandomScene.program` is written; nil when the
  /// file has no such grammar.
  public var spiralActions: ActionSpace? { spiral.map { SpiralGrammar(self, $0).space } }
}
