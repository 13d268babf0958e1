import EnvironmentAPI
import EnvironmentClient
public import NeuralNet
import PaintCore

/// Paints a picture in every lane at once with a trained policy: one pass of its network per step.
public final class LanePainter: PicturePainter {
  /// The number of lanes.
  public var batchSize: Int { lanes.laneCount }
  /// The most actions of a picture, as the policy was trained and the environment allows.
  public let stepCount: Int
  private let lanes: LaneGroup
  private let network: PolicyNetwork
  private let shards: DataParallel
  private let isGreedy: Bool
  private var random: RandomStream

  /// More than two gain nothing at this size.
  private static let threadCount = 2

  /// Reads a policy for the lanes' environment.
  ///
  /// - Parameters:
  ///   - isGreedy: Whether the most probable choices are made; otherwise they are sampled.
  ///   - seed: Of noise and sampling.
  /// - Throws: When the file is no policy, or one for another environment.
  public init(_ file: SafetensorsFile, lanes: LaneGroup, isGreedy: Bool, seed: UInt64) throws {
    let description = lanes.description
    let parameters: ParameterSet
    (network, parameters) = try PolicyFile.open(
      file,
      for: PaintingSpecification(
        action: description.action, canvasShape: description.canvasShape,
        maximumSteps: description.maximumSteps))
    shards = DataParallel(parameters, shards: min(Self.threadCount, lanes.laneCount))
    stepCount = min(description.maximumSteps, network.layout.configuration.maximumSteps)
    self.lanes = lanes
    self.isGreedy = isGreedy
    random = RandomStream(key: seed, stream: 0)
  }

  /// Paints a picture in every lane.
  public func paintBatch(targets: [UInt8]?) throws -> [[UInt8]] {
    try RolloutCollector(network: network, shards: shards).collect(
      from: lanes, stepCount: stepCount, targets: targets, random: &random, greedy: isGreedy
    ).canvases
  }
}

/// Paints random actions in every lane at once: what the figures of a policy are compared with.
public final class RandomLanePainter: PicturePainter {
  /// The number of lanes.
  public var batchSize: Int { lanes.laneCount }
  /// The actions of a picture.
  public let stepCount: Int
  private let lanes: LaneGroup
  private var random: RandomStream

  /// Paints in `lanes`; at most as many actions as an episode has.
  public init(lanes: LaneGroup, stepCount: Int, seed: UInt64) {
    self.lanes = lanes
    self.stepCount = min(stepCount, lanes.description.maximumSteps)
    random = RandomStream(key: seed, stream: PolicyStream.random)
  }

  /// Paints uniform random actions in every lane.
  public func paintBatch(targets: [UInt8]?) throws -> [[UInt8]] {
    var canvases = [try lanes.reset(targets: targets)]
    for _ in 0..<stepCount {
      let actions = lanes.description.action.sample(count: batchSize, from: &random)
      canvases.append(try lanes.step(actions).canvases)
    }
    return canvases
  }
}
