import Dispatch
public import TensorKernels

/// Computes the gradient of a batch in shards, one thread each, and sums them in order: the result
/// depends on the number of shards and not on the scheduling.
public final class DataParallel {
  /// The network.
  public let parameters: ParameterSet
  /// The number of shards and threads.
  public let shards: Int
  /// The summed gradient of the latest call.
  public var gradient: FlatVector { shardGradients[0] }
  private let shardGradients: [FlatVector]

  /// Makes the gradient vectors.
  ///
  /// - Precondition: `shards` is positive.
  public init(_ parameters: ParameterSet, shards: Int) {
    precondition(shards > 0, "\(shards) shards")
    self.parameters = parameters
    self.shards = shards
    shardGradients = (0..<shards).map { _ in FlatVector(count: parameters.weights.count) }
  }

  /// Returns the part of `0..<count` that belongs to a shard; sizes differ by at most one.
  public func range(of shard: Int, count: Int) -> Range<Int> {
    shard * count / shards..<(shard + 1) * count / shards
  }

  /// Leaves in `gradient` the gradient of the sum of the shards' losses and returns their
  /// statistics in order.
  ///
  /// - Parameter body: Returns the loss of a shard, computed with the scope's weights, and anything
  ///   to report. Runs on several threads at once; a mean over the batch divides by the whole
  ///   batch's size. A statistic must not hold variables that need gradients.
  public func computeGradient<Statistics>(
    _ body: (_ shard: Int, _ scope: ParameterScope) -> (loss: Variable, statistics: Statistics)
  ) -> [Statistics] {
    let results = forEachShard { shard in
      let scope = ParameterScope(parameters)
      let (loss, statistics) = body(shard, scope)
      scope.writeGradient(of: loss, to: shardGradients[shard])
      return statistics
    }
    for shard in shardGradients.dropFirst() { gradient.add(shard) }
    return results
  }

  /// Calls `body` once per shard, each on a thread of its own, and returns the results in order: for
  /// forward passes.
  public func forEachShard<Result>(_ body: (_ shard: Int) -> Result) -> [Result] {
    guard shards > 1 else { return [body(0)] }
    // `concurrentPerform` returns before `body` and the buffer go out of scope, every call has an
    // element of its own, and what a call makes is handed over when it ends.
    return withoutActuallyEscaping(body) { body in
      [Result](unsafeUninitializedCapacity: shards) { buffer, count in
        nonisolated(unsafe) let (body, elements) = (body, buffer)
        DispatchQueue.concurrentPerform(iterations: shards) { shard in
          elements.initializeElement(at: shard, to: body(shard))
        }
        count = shards
      }
    }
  }
}
