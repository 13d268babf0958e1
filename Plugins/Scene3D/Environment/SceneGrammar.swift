import EnvironmentAPI

/// A grammar: what actions there are, and how they build a scene.
protocol SceneGrammar: Sendable {
  /// The actions.
  var space: ActionSpace { get }
  /// Returns an empty construction.
  func makeConstruction() -> any SceneConstruction
}

/// What the actions of an episode have built so far.
protocol SceneConstruction {
  /// Which parts of the last action were used, in layout order; zeros before the first.
  var actionMask: [UInt8] { get }

  /// Performs an action on the construction and on the scene that shows it.
  ///
  /// - Returns: Which object of the scene changed or was appended; nil when none did.
  mutating func perform(_ action: ActionRow, in scene: inout Scene) -> Int?

  /// Puts the objects of the construction after those of the stage.
  func show(in scene: inout Scene)

  /// Writes the whole state.
  func save(into writer: inout StateWriter)

  /// Reads what `save` wrote.
  ///
  /// - Throws: `stateIncompatible` when the bytes are damaged.
  mutating func load(from reader: inout StateReader) throws(EnvironmentError)
}

extension ActionSpace {
  /// Which parts of an action matter: the observation `action_mask`.
  func activity(of action: ActionRow) -> [UInt8] {
    parts.map { part in
      guard let condition = part.activeWhen, let decider = index(of: condition.part) else {
        return 1
      }
      return condition.values.contains(action.integer(at: offsets[decider])) ? 1 : 0
    }
  }
}
