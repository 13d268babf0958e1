import Agent
import Datasets
import Discriminator
import EnvironmentClient
import ImageFiles
import JSONText
import NeuralNet
import PaintCore

/// A training that is ready to begin or to go on, and the processes it needs.
struct TrainingSetup {
  let trainer: PaintingTrainer
  let lanes: LaneGroup
  /// Height, width and channels of the canvas.
  let canvasShape: [Int]
  let configuration: TrainingConfiguration
  /// How the painter is judged meanwhile, if it can be.
  let measure: HeldOutMeasure?

  /// Starts the environment and the critic and reads the data.
  ///
  /// - Parameter configuration: The text of a configuration and what to call it; nil for the recipe.
  init(
    _ record: TrainingRecord, configuration source: (text: [UInt8], name: String)?
  ) throws {
    let environment = try Self.describe(record.environment)
    let configuration = try Self.configuration(source, record, environment)
    let (training, heldOut) = try Self.pictures(record, environment.canvasShape)
    let critic = try Self.critic(record, configuration, environment.canvasShape)
    let options = configuration.training
    lanes = try Self.naming(record.environment) {
      try LaneGroup(
        laneCount: options.laneCount, serverCount: options.environmentProcesses, seed: record.seed
      ) { try LaneServer(starting: record.environment, laneCount: $0) }
    }
    trainer = try Self.trainer(record, configuration, lanes, critic) { count, random in
      training.pictures((0..<count).map { _ in random.integer(below: training.count) })
    }
    self.configuration = configuration
    canvasShape = environment.canvasShape
    measure = try HeldOutMeasure(
      hasTarget: configuration.policy.hasTarget, shape: environment.canvasShape
    ) { most in
      let count = min(most, heldOut.count)
      return heldOut.pictures((0..<count).map { $0 * heldOut.count / count })
    }
  }

  // MARK: Parts

  /// Asks an environment what it is.
  private static func describe(_ command: String) throws -> EnvironmentDescription {
    try naming(command) {
      let server = try LaneServer(starting: command, laneCount: 1)
      defer { server.close() }
      return server.description
    }
  }

  private static func naming<Value>(
    _ command: String, _ body: () throws -> Value
  ) throws -> Value {
    do { return try body() } catch {
      throw RunError(description: "--env \"\(command)\": \(error)")
    }
  }

  static func configuration(
    _ source: (text: [UInt8], name: String)?, _ record: TrainingRecord,
    _ environment: EnvironmentDescription
  ) throws -> TrainingConfiguration {
    let name = source?.name ?? "--env \"\(record.environment)\""
    do {
      return try TrainingConfiguration(
        for: record.task, in: environment, hasOwnCritic: record.discriminator.isEmpty,
        changedBy: try JSON.parse(source?.text ?? Array("{}".utf8)))
    } catch {
      let place = source == nil ? "" : "\(error.position.line):\(error.position.column):"
      throw RunError(
        description: "\(name):\(place) expected \(error.expected), got \(error.got)")
    }
  }

  private static func pictures(
    _ record: TrainingRecord, _ shape: [Int]
  ) throws -> (training: ImageSet, heldOut: ImageSet) {
    do {
      let images = try ImageSet.open(
        record.data,
        options: ImageSetOptions(width: shape[1], height: shape[0], channels: shape[2]))
      return try images.split(images.usualHoldOut)
    } catch {
      throw RunError(description: "--data \(record.data): \(error)")
    }
  }

  private static func trainer(
    _ record: TrainingRecord, _ configuration: TrainingConfiguration, _ lanes: LaneGroup,
    _ critic: (any PaintingCritic)?,
    drawReal: @escaping (_ count: Int, inout RandomStream) -> [UInt8]
  ) throws -> PaintingTrainer {
    func make(_ dreams: SafetensorsFile?) throws -> PaintingTrainer {
      try PaintingTrainer(
        configuration.training, policy: configuration.policy, lanes: lanes, critic: critic,
        dreams: dreams, seed: record.seed, drawReal: drawReal)
    }
    guard !record.dreams.isEmpty else { return try make(nil) }
    return try PolicySource(path: record.dreams).using { try make($0) }
  }

  private static func critic(
    _ record: TrainingRecord, _ configuration: TrainingConfiguration, _ shape: [Int]
  ) throws -> (any PaintingCritic)? {
    if let own = configuration.critic {
      return LocalCritic(
        Critic(own, seed: record.seed, shards: configuration.training.threads))
    }
    guard !record.discriminator.isEmpty else { return nil }
    let command = record.discriminator
    let critic: RemoteCritic
    do {
      critic = try RemoteCritic(CriticClient(startingCommand: command, inOwnGroup: true))
    } catch {
      throw RunError(description: "--discriminator \"\(command)\": \(error)")
    }
    let needsTarget = configuration.policy.hasTarget
    guard critic.imageShape == shape, critic.isConditional == needsTarget else {
      func words(_ shape: [Int], _ isConditional: Bool) -> String {
        shape.map(String.init).joined(separator: "x")
          + (isConditional ? " pictures beside targets" : " pictures without targets")
      }
      throw RunError(
        description: "--discriminator \"\(command)\": expected a critic of "
          + "\(words(shape, needsTarget)), got one of "
          + "\(words(critic.imageShape, critic.isConditional)); spiral-discriminator takes "
          + "--image \(shape.map(String.init).joined(separator: "x"))"
          + (needsTarget ? " --conditional" : " and no --conditional"))
    }
    return critic
  }
}

extension ImageSet {
  /// The bytes of some pictures, one after the other.
  fileprivate func pictures(_ indices: [Int]) -> [UInt8] {
    let byteCount = indices.count * imageByteCount
    return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, used in
      write(indices, into: UnsafeMutableBufferPointer(rebasing: buffer[..<byteCount]))
      used = byteCount
    }
  }
}
