/// What lies between the features of a step and its decisions.
public enum PolicyCore: String, Sendable, Hashable, CaseIterable {
  /// Nothing: a step knows of those before it by what it sees.
  case feedForward
  /// A cell with memory that lasts for an episode (SPIRAL, Ganin et al. 2018, appendix A).
  case recurrent
}

/// How a cell of a grid is decided.
public enum PlaceHead: String, Sendable, Hashable, CaseIterable {
  /// A row, then a column that knows the row.
  case rowColumn
  /// All cells at once, from a map that is enlarged step by step (SPIRAL, Ganin et al. 2018,
  /// appendix A).
  case map
}

/// The size and the inputs of a learned policy.
public struct PolicyConfiguration: Sendable, Hashable {
  /// The pictures are averaged to this side, px.
  public var side = 32
  /// Channels of the canvas as it is observed.
  public var canvasChannels = 1
  /// Whether a target picture is an input.
  public var hasTarget = false
  /// Channels of the strided convolutions.
  public var channels = [8, 16, 32]
  /// Width of the fully connected layers, of the memory and of the running vector of the decoder.
  public var width = 192
  /// Dimensions of the noise that stays the same during an episode; 0 for none.
  public var noise = 16
  /// The most steps of an episode.
  public var maximumSteps = 8
  /// What lies between features and decisions.
  public var core = PolicyCore.feedForward
  /// How the cells of grids are decided.
  public var placeHead = PlaceHead.rowColumn

  /// Makes the configuration of the recipe.
  public init() {}
}
