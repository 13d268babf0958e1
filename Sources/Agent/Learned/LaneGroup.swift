import EnvironmentAPI
public import EnvironmentClient
import PaintCore

/// The lanes of one environment server, stepped together.
public final class LaneGroup {
  /// What the environment said of itself.
  public let description: EnvironmentDescription
  private let client: WireClient
  private let canvasName: String
  /// The seed of lane 0 in the next episode.
  var nextSeed: UInt64

  /// Takes over a session that was initialised with `Autoreset.disabled`.
  public init(_ client: WireClient, description: EnvironmentDescription, seed: UInt64) {
    self.client = client
    self.description = description
    canvasName = description.observation[0].name
    nextSeed = seed
  }

  var laneCount: Int { description.laneCount }

  /// Starts an episode in every lane, each with a seed nobody had before.
  ///
  /// - Parameter targets: One picture per lane.
  /// - Returns: The canvases, shape `[laneCount] + canvasShape`.
  func reset(targets: [UInt8]?) throws -> [UInt8] {
    let tensor = targets.map {
      WireTensor(type: .uint8, shape: [laneCount] + description.canvasShape, bytes: $0)
    }
    defer { nextSeed &+= UInt64(laneCount) }
    return try pixels(client.reset(seed: nextSeed, target: tensor, want: [canvasName]))
  }

  /// Performs one action in every lane.
  func step(_ actions: ActionTable) throws -> (canvases: [UInt8], rewards: [Double]) {
    let response = try client.step(actions, of: description.action, want: [canvasName])
    return (try pixels(response.observation), response.rewards)
  }

  private func pixels(_ observation: WireObservation) throws -> [UInt8] {
    let expected = laneCount * description.canvasShape.reduce(1, *)
    let tensor = try observation.tensor(canvasName)
    guard tensor.type == .uint8, tensor.bytes.count == expected else {
      throw ClientError.malformedResponse(
        method: observation.method,
        reason: "expected \(expected) bytes of canvases, got \(tensor.bytes.count)")
    }
    return tensor.bytes
  }
}
