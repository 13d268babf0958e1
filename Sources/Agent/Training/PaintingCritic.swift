public import Discriminator
public import EnvironmentClient
import ImageFiles

/// A critic as a trainer uses it, wherever it runs.
public protocol PaintingCritic: AnyObject {
  /// Height, width and channels of the pictures it scores.
  var imageShape: [Int] { get }
  /// Whether every picture comes with a target.
  var isConditional: Bool { get }
  /// Returns raw logits, one per picture.
  func scores(of images: [UInt8], count: Int, targets: [UInt8]?) throws -> [Float]
  /// Takes one optimiser step.
  func learn(real: [UInt8], fake: [UInt8], count: Int, targets: [UInt8]?) throws
  /// Writes all that it needs to go on.
  func save(to path: String) throws
  /// Goes on from what `save` wrote.
  func load(from path: String) throws
}

/// A critic in this process.
public final class LocalCritic: PaintingCritic {
  private var critic: Critic

  /// Takes over a critic.
  public init(_ critic: Critic) { self.critic = critic }

  /// Height, width and channels of the pictures it scores.
  public var imageShape: [Int] {
    let configuration = critic.configuration
    return [configuration.imageHeight, configuration.imageWidth, configuration.channels]
  }

  /// Whether every picture comes with a target.
  public var isConditional: Bool { critic.configuration.isConditional }

  /// Returns raw logits.
  public func scores(of images: [UInt8], count: Int, targets: [UInt8]?) -> [Float] {
    critic.score(images, count: count, targets: targets)
  }

  /// Takes one optimiser step.
  public func learn(real: [UInt8], fake: [UInt8], count: Int, targets: [UInt8]?) {
    critic.update(real: real, fake: fake, count: count, targets: targets)
  }

  /// Writes the whole critic.
  public func save(to path: String) throws {
    try FileBytes.write(critic.checkpoint(), to: path)
  }

  /// Reads the whole critic.
  public func load(from path: String) throws { critic = try Critic(contentsOf: path) }
}

/// A critic in another process.
public final class RemoteCritic: PaintingCritic {
  private let client: CriticClient

  /// Takes over a session.
  ///
  /// - Throws: `ClientError.incapable` when the critic does not learn.
  public init(_ client: CriticClient) throws(ClientError) {
    guard client.isTrainable else {
      throw .incapable("training needs a critic that takes updates; this one says trainable: false")
    }
    self.client = client
  }

  /// Height, width and channels of the pictures it scores.
  public var imageShape: [Int] { client.imageShape }

  /// Whether every picture comes with a target.
  public var isConditional: Bool { client.isConditional }

  /// Returns raw logits.
  ///
  /// - Throws: `ClientError`, also when a score is not finite.
  public func scores(of images: [UInt8], count: Int, targets: [UInt8]?) throws -> [Float] {
    let scores = try client.score(images, count: count, targets: targets)
    if let wrong = scores.first(where: { !$0.isFinite }) {
      throw ClientError.malformedResponse(
        method: "score", reason: "expected finite scores, got \(wrong)")
    }
    return scores
  }

  /// Takes one optimiser step.
  public func learn(real: [UInt8], fake: [UInt8], count: Int, targets: [UInt8]?) throws {
    try client.update(real: real, fake: fake, count: count, targets: targets)
  }

  /// Has it write itself.
  public func save(to path: String) throws { try client.save(to: path) }

  /// Has it read itself.
  public func load(from path: String) throws { try client.load(from: path) }
}
