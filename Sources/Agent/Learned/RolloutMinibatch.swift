import PaintCore

/// What is learned from at once: transitions of a rollout, or whole episodes where steps belong
/// together.
struct RolloutMinibatch: Sendable {
  /// Transitions `step * episodeCount + episode`, or episodes.
  let items: [Int]
  /// Steps of an item: 1 for transitions.
  let stepCount: Int
  /// Of the rollout.
  let episodeCount: Int

  var transitionCount: Int { items.count * stepCount }

  /// Returns the transitions of some of the items, step after step.
  func transitions(of items: ArraySlice<Int>) -> [Int] {
    (0..<stepCount).flatMap { step in items.map { step * episodeCount + $0 } }
  }

  /// Returns all of a rollout in random order, about `size` transitions at a time.
  static func shuffled(
    _ rollout: Rollout, size: Int, wholeEpisodes: Bool, random: inout RandomStream
  ) -> [RolloutMinibatch] {
    let stepCount = wholeEpisodes ? rollout.stepCount : 1
    let count = rollout.episodeCount * rollout.stepCount / stepCount
    let order = Array(0..<count).shuffled(using: &random)
    let size = max(1, size / stepCount)
    return stride(from: 0, to: count, by: size).map { start in
      RolloutMinibatch(
        items: Array(order[start..<min(start + size, count)]), stepCount: stepCount,
        episodeCount: rollout.episodeCount)
    }
  }
}
