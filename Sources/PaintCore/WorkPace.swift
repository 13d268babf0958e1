import Synchronization

/// Decides from how much work the last round was whether waking other cores pays for the next.
///
/// A round of a few microseconds is over before another core has woken up.
public struct WorkPace: Sendable {
  /// For how long the last round kept cores busy, all of them together.
  private var lastWork = Duration.seconds(1)
  /// Rounds of less are done by the calling thread alone: some times what waking a thread costs.
  private static let leastSharedWork = Duration.microseconds(60)
  /// How many items stand for each one that is timed.
  private static let itemsPerSample = 8

  /// Makes one that shares its first round.
  public init() {}

  /// Calls `body` as ``Parallel/forEach(_:workers:_:)`` does, on one core when the last round was
  /// short.
  public mutating func forEach(
    _ itemCount: Int, workers: Int = Parallel.coreCount,
    _ body: (_ item: Int, _ worker: Int) -> Void
  ) {
    let workers = min(workers, itemCount)
    guard workers > 1 else { return Parallel.forEach(itemCount, workers: 1, body) }
    guard lastWork >= Self.leastSharedWork else {
      lastWork = ContinuousClock().measure { Parallel.forEach(itemCount, workers: 1, body) }
      return
    }
    let nanoseconds = Atomic(0)
    // Waiting for a worker to wake up is no work, so the clock runs for items alone, and for few of
    // them, because it takes as long to read as a hundredth of a short one.
    Parallel.forEach(itemCount, workers: workers) { item, worker in
      guard item % Self.itemsPerSample == 0 else { return body(item, worker) }
      let elapsed = ContinuousClock().measure { body(item, worker) }
      nanoseconds.wrappingAdd(Int(elapsed / .nanoseconds(1)), ordering: .relaxed)
    }
    let sampleCount = (itemCount + Self.itemsPerSample - 1) / Self.itemsPerSample
    lastWork = .nanoseconds(nanoseconds.load(ordering: .relaxed) * itemCount / sampleCount)
  }
}
