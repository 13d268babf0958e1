import Discriminator
import EnvironmentAPI
import EnvironmentClient
import EnvironmentTestKit
import PaintCore
import WireProtocol

@testable import Agent

/// A session that goes away, as a process that dies does, before it answers request `lifetime`.
final class MortalExchange: LineExchange {
  private let session: SessionExchange
  private var lifetime: Int

  init(_ session: SessionExchange, lifetime: Int) {
    self.session = session
    self.lifetime = lifetime
  }

  func sendLine(_ line: [UInt8]) throws {
    lifetime -= 1
    guard lifetime > 0 else {
      throw WireChannelError.peerClosed(
        PeerEnding(activity: .sending))
    }
    try session.sendLine(line)
  }

  func receiveLine() throws -> [UInt8] { try session.receiveLine() }
}

/// A training of a tiny network in lanes of the toy engine.
struct TinyTraining {
  var task = TrainingTask.generate
  var laneCount = 6
  var serverCount = 1
  var ends = false
  var seed: UInt64 = 1
  /// After how many requests each server that is started goes away; the last counts for all further
  /// ones, nil is never.
  var lifetimes: [Int?] = [nil]
  var change: (inout TrainingConfiguration) -> Void = { _ in }

  /// Makes the trainer.
  func trainer() throws -> PaintingTrainer {
    var remaining = lifetimes
    let lanes = try LaneGroup(laneCount: laneCount, serverCount: serverCount, seed: seed) { count in
      let lifetime = remaining.count > 1 ? remaining.removeFirst() : remaining[0]
      return try server(laneCount: count, lifetime: lifetime)
    }
    let configuration = configuration(lanes.description)
    let critic = configuration.critic.map { LocalCritic(Critic($0, seed: seed)) }
    let pictures = (0..<7).map { Self.picture($0) }
    return try PaintingTrainer(
      configuration.training, policy: configuration.policy, lanes: lanes, critic: critic,
      seed: seed
    ) { count, random in
      (0..<count).flatMap { _ in pictures[random.integer(below: pictures.count)] }
    }
  }

  func server(laneCount: Int, lifetime: Int? = nil) throws -> LaneServer {
    let session = SessionExchange(
      SessionConfiguration(
        catalog: [StampBackend()], backendName: "stamp",
        options: ["canvas": "16", "episodeLength": "3", "ends": "\(ends)"], serverVersion: "1",
        encodePNG: { _ in [] }))
    let exchange: any LineExchange =
      lifetime.map { MortalExchange(session, lifetime: $0) } ?? session
    let client = WireClient(exchange)
    let description = try client.initialize(
      name: "test", version: "1",
      environment: EnvironmentRequest(laneCount: laneCount, autoreset: .nextStep),
      maximumLineBytes: 1 << 24)
    return LaneServer(client, description)
  }

  func configuration(_ environment: EnvironmentDescription) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(for: task, in: environment)
    configuration.policy.channels = [4, 8]
    configuration.policy.width = 16
    configuration.critic?.poolTo = 8
    configuration.critic?.widths = [4, 8]
    configuration.training.laneCount = laneCount
    configuration.training.criticBatch = 8
    configuration.training.criticUpdates = 2
    configuration.training.replayIterations = 2
    configuration.training.update.minibatch = 8
    change(&configuration)
    return configuration
  }

  /// A dark square, somewhere else for each index.
  static func picture(_ index: Int) -> [UInt8] {
    (0..<256).map { pixel in
      let (row, column) = (pixel / 16, pixel % 16)
      return (index..<index + 6).contains(row) && (8 - index..<14).contains(column) ? 30 : 255
    }
  }
}

extension PaintingTrainer {
  /// Takes so many iterations and returns what they showed.
  func figures(iterations: Int) throws -> [[Double]] {
    try (0..<iterations).map { index in
      try iterate(progress: Double(index) / 10).values.map(\.value)
    }
  }
}
