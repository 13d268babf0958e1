public import PaintCore

/// Paints an episode again, as far as one likes, on an engine of its own.
public final class EpisodeReplay {
  private let engine: any ConfiguredBackend
  private let environment: any PaintingEnvironment
  private var source: EpisodeRecord
  /// How many of the record's actions have been performed.
  public private(set) var stepCount = 0

  /// Starts the episode; nothing is painted yet.
  ///
  /// - Throws: `invalidAction` or `stateIncompatible` when the record is not one of `engine`.
  public init(
    _ source: EpisodeRecord, on engine: any ConfiguredBackend
  ) throws(EnvironmentError) {
    guard source.actions.width == engine.action.width else {
      throw .stateIncompatible(
        expected: "actions of \(engine.action.width) numbers", got: "\(source.actions.width)")
    }
    try engine.action.validate(source.actions)
    self.engine = engine
    self.source = source
    environment = engine.makeEnvironment()
    if let start = source.startState { try environment.adopt(carriedState: start) }
    environment.reset(random: RandomStream(key: source.seed, stream: source.episode))
  }

  /// Takes a later record of the same episode; false when `record` is not one, as after a `load`.
  ///
  /// - Throws: `invalidAction`.
  public func extend(to record: EpisodeRecord) throws(EnvironmentError) -> Bool {
    guard record.seed == source.seed, record.episode == source.episode,
      record.startState == source.startState, record.actions.width == source.actions.width,
      record.actions.numbers.starts(with: source.actions.numbers)
    else { return false }
    if record.actions.numbers.count > source.actions.numbers.count {
      try engine.action.validate(record.actions)
    }
    source = record
    return true
  }

  /// Performs the next action; false when there is none left.
  public func step() -> Bool {
    guard stepCount < source.actions.rowCount else { return false }
    _ = source.actions.withRow(stepCount) { environment.step($0) }
    stepCount += 1
    return true
  }

  /// Returns the canvas as it is now.
  ///
  /// - Throws: `unsupported` when it is no picture.
  public func canvas() throws(EnvironmentError) -> PixelImage {
    try engine.canvas(of: environment)
  }
}
