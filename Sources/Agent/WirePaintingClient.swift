public import EnvironmentAPI
public import EnvironmentClient

/// A painting client on lane 0 of an environment at the other end of a wire.
public final class WirePaintingClient: PaintingClient {
  /// What is known about the environment.
  public let specification: PaintingSpecification
  /// The canvas now.
  public private(set) var canvas: [UInt8]
  private let client: WireClient
  private let canvasName: String

  /// Takes over a session that was initialised with one lane, `Autoreset.disabled`.
  ///
  /// - Throws: `ClientError.incapable` when there is not exactly one lane.
  public init(
    _ client: WireClient, description: EnvironmentDescription
  ) throws(ClientError) {
    guard description.laneCount == 1 else {
      throw .incapable("painting needs numEnvs 1, the environment has \(description.laneCount)")
    }
    self.client = client
    specification = PaintingSpecification(
      action: description.action, canvasShape: description.canvasShape,
      maximumSteps: description.maximumSteps)
    canvasName = description.observation[0].name
    canvas = [UInt8](repeating: 0, count: description.observation[0].space.byteCount)
  }

  /// Starts an episode.
  public func reset(seed: UInt64, target: [UInt8]?) throws {
    let tensor = target.map {
      WireTensor(type: .uint8, shape: specification.canvasShape, bytes: $0)
    }
    try look(at: try client.reset(seed: seed, target: tensor, want: [canvasName]))
  }

  /// Performs one action.
  public func step(_ action: ArraySlice<Double>) throws -> PaintingStep {
    let table = ActionTable(width: specification.action.width, numbers: Array(action))
    let response = try client.step(table, of: specification.action, want: [canvasName])
    try look(at: response.observation)
    return PaintingStep(
      reward: response.rewards[0], isEnd: response.terminated[0] || response.truncated[0])
  }

  /// Returns what programs would earn.
  public func evaluate(_ programs: ActionTable, count: Int) throws -> PaintingEvaluation {
    let response = try client.evaluate(
      from: 0, programs: programs, count: count, of: specification.action)
    return PaintingEvaluation(returns: response.returns, lengths: response.lengths)
  }

  /// Returns the canvas after a program.
  public func canvas(after program: ActionTable) throws -> [UInt8] {
    let response = try client.evaluate(
      from: 0, programs: program, count: 1, of: specification.action, want: [canvasName])
    return try pixels(of: response.observation)
  }

  /// Returns the whole state.
  public func save() throws -> PaintingSnapshot {
    PaintingSnapshot(bytes: try client.save(lanes: [0])[0].json)
  }

  /// Goes back to a saved state.
  public func load(_ snapshot: PaintingSnapshot) throws {
    let state = WireState(json: snapshot.bytes)
    try look(at: try client.load([state], lanes: [0]))
  }

  private func look(at observation: WireObservation) throws {
    canvas = try pixels(of: observation)
  }

  private func pixels(of observation: WireObservation) throws -> [UInt8] {
    let tensor = try observation.tensor(canvasName)
    guard tensor.type == .uint8, tensor.bytes.count == canvas.count else {
      throw ClientError.malformedResponse(
        method: observation.method,
        reason: "expected a uint8 canvas of \(canvas.count) bytes, got \(tensor.type.rawValue) of "
          + "\(tensor.bytes.count)")
    }
    return tensor.bytes
  }
}
