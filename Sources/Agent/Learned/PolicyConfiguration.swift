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
  /// Width of the fully connected layers and of the running vector of the decoder.
  public var width = 192
  /// Width of the memory between steps; 0 for none, because canvas, step and previous action are
  /// nearly the whole state.
  public var memory = 0
  /// Dimensions of the noise that stays the same during an episode; 0 for none.
  public var noise = 16
  /// The most steps of an episode.
  public var maximumSteps = 8

  /// Makes the configuration of the recipe.
  public init() {}
}
