/// What an episode executed: a painting as a program.
///
/// `source` replays it exactly on the engine that made it; `strokes` serve everything else: another
/// brush, another size, a vector file, a plotter.
public struct PaintingProgram: Sendable, Equatable {
  /// What the engine was given.
  public var source: ProgramSource
  /// The visible strokes in the order they were painted.
  public var strokes: [Stroke]
  /// The colour of the paper; nil when it is transparent.
  public var background: StrokeColor?

  /// Makes a program.
  public init(source: ProgramSource, strokes: [Stroke], background: StrokeColor?) {
    self.source = source
    self.strokes = strokes
    self.background = background
  }

  /// The side of the square page in millimetres, for those who need a physical size.
  public static let pageMillimetres = 100.0
}

/// The exact input of one episode: with the same engine, the same bytes come out.
public struct ProgramSource: Sendable, Equatable {
  /// The engine's name.
  public var backend: String
  /// The engine's version.
  public var version: String
  /// Every option as it was resolved.
  public var options: [String: OptionValue]
  /// The seed of the lane.
  public var seed: UInt64
  /// The number of the episode since that seed.
  public var episode: UInt64
  /// The names of the action's parts, in layout order.
  public var parts: [ProgramPart]
  /// The engine's state at the start of the episode, when that is not a function of the seed.
  public var startState: [UInt8]?

  /// Makes a source.
  public init(
    backend: String, version: String, options: [String: OptionValue], seed: UInt64,
    episode: UInt64, parts: [ProgramPart], startState: [UInt8]? = nil
  ) {
    self.backend = backend
    self.version = version
    self.options = options
    self.seed = seed
    self.episode = episode
    self.parts = parts
    self.startState = startState
  }
}

/// One part of the actions of an episode, as a column.
public struct ProgramPart: Sendable, Equatable {
  /// The part's name.
  public var name: String
  /// One row per action: the scalars of the part, whole numbers for discrete parts.
  public var rows: [[Double]]

  /// Makes a column.
  public init(name: String, rows: [[Double]]) {
    self.name = name
    self.rows = rows
  }
}
