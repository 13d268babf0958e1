public import PaintCore
public import StrokeProgram

extension VectorEnvironment {
  /// Returns what the current episode of a lane has executed so far.
  ///
  /// - Throws: `invalidArgument` for a lane that does not exist, `resetNeeded`.
  public func program(of laneIndex: Int) throws(EnvironmentError) -> PaintingProgram {
    let lane = try checkedStartedLane(laneIndex)
    let engine = configuration.engine
    let actions = ActionTable(width: engine.action.width, numbers: lane.actions)
    let source = ProgramSource(
      backend: configuration.backend.name, version: configuration.backend.version,
      options: configuration.options.values, seed: lane.seed, episode: lane.episode,
      parts: engine.action.columns(of: actions), startState: lane.carriedStart)
    return PaintingProgram(
      source: source, strokes: engine.strokes(of: actions), background: engine.background)
  }

  /// Returns a lane's canvas; of another size, the episode painted again at that size.
  ///
  /// - Throws: `invalidArgument` for a lane that does not exist, `resetNeeded`, or what a canvas of
  ///   that size throws.
  public func render(
    lane laneIndex: Int, size: Int? = nil
  ) throws(EnvironmentError) -> PixelImage {
    let lane = try checkedStartedLane(laneIndex)
    if let size, size != configuration.canvasShape[1] {
      return try configuration.replay(program(of: laneIndex).source, size: size)
    }
    return try configuration.engine.canvas(of: lane.environment)
  }
}

extension EnvironmentConfiguration {
  /// Paints an episode again, `size` pixels wide; nil means as wide as it was.
  ///
  /// - Parameter source: A program of this configuration's backend.
  /// - Throws: `invalidAction` or `stateIncompatible` when the program is not one of this
  ///   configuration, and what a canvas of that size throws.
  public func replay(_ source: ProgramSource, size: Int?) throws(EnvironmentError) -> PixelImage {
    var engine = self.engine
    if let size, size != canvasShape[1] { engine = try engine.resized(to: size) }
    let replay = try EpisodeReplay(EpisodeRecord(source, of: engine), on: engine)
    while replay.step() {}
    return try replay.canvas()
  }
}

extension EpisodeRecord {
  /// The episode of a program.
  ///
  /// - Throws: `invalidAction` when the program's actions are not those of `engine`.
  public init(
    _ source: ProgramSource, of engine: any ConfiguredBackend
  ) throws(EnvironmentError) {
    self.init(
      seed: source.seed, episode: source.episode, startState: source.startState,
      actions: try engine.action.table(of: source.parts))
  }
}

extension ConfiguredBackend {
  func canvas(
    of environment: any PaintingEnvironment
  ) throws(EnvironmentError) -> PixelImage {
    let space = observation[0].space
    var pixels = [UInt8](repeating: 0, count: space.byteCount)
    pixels.withUnsafeMutableBytes { environment.writeObservation(leaf: 0, into: $0) }
    if let reason = environment.failure { throw .backendFailure(reason) }
    let shape = space.shape
    do {
      return try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2], pixels: pixels)
    } catch { throw .unsupported("the canvas is no picture: \(error)") }
  }
}

extension ActionSpace {
  /// Splits a table into one column per part.
  public func columns(of table: ActionTable) -> [ProgramPart] {
    zip(parts, offsets).map { part, offset in
      let count = part.space.elementCount
      let rows = (0..<table.rowCount).map { row in
        Array(table.numbers[(row * width + offset)..<(row * width + offset + count)])
      }
      return ProgramPart(name: part.name, rows: rows)
    }
  }

  /// Puts columns together to a table.
  ///
  /// - Throws: `invalidAction` when the columns are not those of this space.
  public func table(of columns: [ProgramPart]) throws(EnvironmentError) -> ActionTable {
    let rowCount = columns.first?.rows.count ?? 0
    var table = ActionTable(rowCount: rowCount, width: width)
    for column in columns where index(of: column.name) == nil {
      throw .invalidAction(
        InvalidAction(path: column.name, lane: nil, expected: nil, got: .words("a column")))
    }
    for (part, offset) in zip(parts, offsets) {
      let rows = columns.first { $0.name == part.name }?.rows ?? []
      let count = part.space.elementCount
      guard rows.count == rowCount, rows.allSatisfy({ $0.count == count }) else {
        throw .invalidAction(
          InvalidAction(
            path: part.name, lane: nil, expected: part.space,
            got: .words("\(rows.count) rows of \(rows.first?.count ?? 0) numbers")))
      }
      for (row, numbers) in rows.enumerated() {
        for (index, number) in numbers.enumerated() {
          table.numbers[row * width + offset + index] = number
        }
      }
    }
    try validate(table)
    return table
  }
}
