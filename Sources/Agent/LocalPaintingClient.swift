public import EnvironmentAPI

/// A painting client on one lane of an environment in this process: no pipe, no text.
public final class LocalPaintingClient: PaintingClient {
  /// What is known about the environment.
  public let specification: PaintingSpecification
  /// The canvas now.
  public private(set) var canvas: [UInt8]
  private let environment: VectorEnvironment

  /// Makes a lane of `configuration`.
  ///
  /// - Throws: what `VectorEnvironment` throws.
  public init(_ configuration: EnvironmentConfiguration) throws(EnvironmentError) {
    environment = try VectorEnvironment(configuration, laneCount: 1, autoreset: .disabled)
    specification = PaintingSpecification(
      action: configuration.engine.action, canvasShape: configuration.canvasShape,
      maximumSteps: configuration.maximumActions)
    canvas = [UInt8](repeating: 0, count: configuration.observation[0].space.byteCount)
  }

  /// Starts an episode.
  public func reset(seed: UInt64, target: [UInt8]?) throws {
    _ = try environment.reset(seeds: [seed], targets: target.map { [$0] })
    try look()
  }

  /// Performs one action.
  public func step(_ action: ArraySlice<Double>) throws -> PaintingStep {
    let table = ActionTable(width: specification.action.width, numbers: Array(action))
    let result = try environment.step(table)
    try look()
    return PaintingStep(reward: result.rewards[0], isEnd: result.isEnd(lane: 0))
  }

  /// Returns what programs would earn.
  public func evaluate(_ programs: ActionTable, count: Int) throws -> PaintingEvaluation {
    let evaluation = try environment.evaluate(from: 0, programs: programs, programCount: count)
    return PaintingEvaluation(returns: evaluation.returns, lengths: evaluation.lengths)
  }

  /// Returns the canvas after a program.
  public func canvas(after program: ActionTable) throws -> [UInt8] {
    nonisolated(unsafe) var pixels = canvas
    _ = try environment.evaluate(from: 0, programs: program, programCount: 1) { _, lane in
      pixels.withUnsafeMutableBytes { lane.writeObservation(leaf: 0, into: $0) }
    }
    return pixels
  }

  /// Returns the whole state.
  public func save() throws -> PaintingSnapshot {
    PaintingSnapshot(bytes: try environment.save(0))
  }

  /// Goes back to a saved state.
  public func load(_ snapshot: PaintingSnapshot) throws {
    try environment.load([(bytes: snapshot.bytes, lanes: [0])])
    try look()
  }

  private func look() throws {
    let lane = try environment.view(0)
    canvas.withUnsafeMutableBytes { lane.writeObservation(leaf: 0, into: $0) }
  }
}
