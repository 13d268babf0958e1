import EnvironmentAPI
import PaintCore

/// Paints uniform random actions: the baseline, and a quick way to see what an engine does.
public struct RandomPolicy: PaintingPolicy {
  /// Makes the policy.
  public init() {}

  /// Paints `steps` random actions, or fewer when one of them ends the episode.
  public func paint(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?,
    progress: @escaping (Double) -> Void
  ) throws -> Painting {
    var random = RandomStream(key: seed, stream: PolicyStream.random)
    let count = min(steps, client.specification.maximumSteps)
    let actions = client.specification.action.sample(count: count, from: &random)
    var performed = 0
    return try client.perform(actions, seed: seed, target: target) { _ in
      performed += 1
      progress(Double(performed) / Double(max(1, count)))
    }
  }
}

/// The streams of random numbers that policies draw from, apart from those of the environment's
/// episodes, which count up from 0.
enum PolicyStream {
  static let random: UInt64 = 1 << 62
  static let search: UInt64 = 1 << 62 + 1
  static let refinement: UInt64 = 1 << 62 + 2
}
