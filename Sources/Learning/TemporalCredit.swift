/// Returns the rewards of temporal credit assignment r_t = D(C_t) − D(C_{t−1}) (SPIRAL++, Mellor et
/// al. 2019, section 3.2): their sum is the score of the last canvas less that of the first.
///
/// - Parameters:
///   - scores: The critic's logits of the canvases C_0 (blank) ... C_T of one episode. Differences
///     across the end of an episode would be wrong, so this takes one episode.
///   - scale: What rewards are divided by; the running deviation of the scores.
public func temporalCreditRewards(scores: [Float], scale: Float = 1) -> [Float] {
  precondition(scale > 0, "scale \(scale)")
  return zip(scores.dropFirst(), scores).map { ($0 - $1) / scale }
}

/// Returns rewards that are 0 but for the last step, which gets the score of the last canvas
/// (SPIRAL, Ganin et al. 2018, section 3.2).
public func finalRewards(score: Float, stepCount: Int, scale: Float = 1) -> [Float] {
  precondition(scale > 0 && stepCount > 0, "scale \(scale), \(stepCount) steps")
  return (0..<stepCount).map { $0 == stepCount - 1 ? score / scale : 0 }
}

/// The mean and deviation of a stream of batches, older ones counting less and less.
public struct RunningScale: Sendable, Equatable {
  /// The mean.
  public private(set) var mean: Float = 0
  /// The standard deviation.
  public private(set) var deviation: Float = 1
  /// How many batches were seen.
  public private(set) var batchCount = 0
  /// The share that the old estimate keeps while young and later.
  private let decays: (young: Float, old: Float)
  /// How many batches count as young.
  private let youth: Int

  /// Makes an estimate that keeps `young` of itself for the first `youth` batches, then `old`.
  public init(young: Float = 0.9, old: Float = 0.99, youth: Int = 50) {
    decays = (young, old)
    self.youth = youth
  }

  /// Puts back an estimate, after a restart.
  public mutating func restore(mean: Float, deviation: Float, batchCount: Int) {
    self.mean = mean
    self.deviation = deviation
    self.batchCount = batchCount
  }

  /// Takes a batch into account; an empty one changes nothing.
  public mutating func update(_ batch: [Float]) {
    guard !batch.isEmpty else { return }
    let (mean, deviation) = moments(batch)
    let kept = batchCount == 0 ? 0 : batchCount < youth ? decays.young : decays.old
    self.mean = kept * self.mean + (1 - kept) * mean
    self.deviation = max(kept * self.deviation + (1 - kept) * deviation, 1e-4)
    batchCount += 1
  }

  /// Whether two estimates agree.
  public static func == (left: RunningScale, right: RunningScale) -> Bool {
    left.mean == right.mean && left.deviation == right.deviation
      && left.batchCount == right.batchCount
  }
}

/// Returns `values` less their mean, over their standard deviation plus `epsilon`.
public func normalized(_ values: [Float], epsilon: Float = 1e-5) -> [Float] {
  guard !values.isEmpty else { return [] }
  let (mean, deviation) = moments(values)
  return values.map { ($0 - mean) / (deviation + epsilon) }
}

/// Returns advantages of several rollouts of one task relative to their group: the rewards normalised
/// within each group of `groupSize` neighbours (GRPO, Shao et al. 2024, section 4.1).
public func groupRelativeAdvantages(
  _ returns: [Float], groupSize: Int, epsilon: Float = 1e-5
) -> [Float] {
  precondition(
    groupSize > 0 && returns.count % groupSize == 0,
    "\(returns.count) returns in groups of \(groupSize)")
  return stride(from: 0, to: returns.count, by: groupSize).flatMap { start in
    normalized(Array(returns[start..<(start + groupSize)]), epsilon: epsilon)
  }
}

/// The mean and the population standard deviation.
func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
  // Double sums, so that long batches lose nothing.
  let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
  let square = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
  return (Float(mean), Float((square / Double(values.count)).squareRoot()))
}
