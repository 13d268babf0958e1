/// Someone who says how good canvases are: a critic, wherever it runs.
///
/// Higher is better; only differences and order mean anything. Calls come from one thread at a time.
public protocol CanvasScorer: AnyObject {
  /// Height, width and channels of the canvases it scores.
  var canvasShape: [Int] { get }
  /// Whether every canvas is scored beside a target.
  var isConditional: Bool { get }

  /// Returns one score per canvas, all with the same weights.
  ///
  /// - Parameters:
  ///   - canvases: One after the other.
  ///   - targets: As many, when `isConditional`.
  ///   - ends: For each canvas, whether an episode ended with it.
  /// - Throws: `rewardFailure`.
  func scores(
    of canvases: [UInt8], targets: [UInt8]?, ends: [Bool]
  ) throws(EnvironmentError) -> [Float]
}

/// Rewards by a scorer, for the option `reward` with the value `critic`.
public struct CanvasReward {
  /// When a step is rewarded.
  public enum Mode: String, Sendable, CaseIterable {
    /// Every step, by how much the score rose: D(C_t) - D(C_{t-1}) (Mellor et al., "SPIRAL++",
    /// 2019: temporal credit assignment).
    case step
    /// The last step of an episode, by the score of its canvas (Ganin et al., "SPIRAL", ICML 2018).
    case final
  }

  /// Who scores.
  public let scorer: any CanvasScorer
  /// When.
  public let mode: Mode

  /// Makes a reward.
  public init(_ scorer: any CanvasScorer, mode: Mode = .step) {
    self.scorer = scorer
    self.mode = mode
  }
}

/// The canvases of one call before and after it, as memory that lanes on different threads may fill.
final class CanvasPairs {
  private let reward: CanvasReward
  private let size: Int
  private let rowCount: Int
  private let before: UnsafeMutableRawBufferPointer
  private let after: UnsafeMutableRawBufferPointer

  init(_ reward: CanvasReward, rowCount: Int, canvasByteCount: Int) {
    self.reward = reward
    self.rowCount = rowCount
    size = canvasByteCount
    before = .allocate(byteCount: rowCount * size, alignment: 64)
    after = .allocate(byteCount: rowCount * size, alignment: 64)
  }

  deinit {
    before.deallocate()
    after.deallocate()
  }

  /// Keeps the canvas that `lane` has before it moves.
  func noteBefore(_ lane: Lane, row: Int) {
    guard reward.mode == .step else { return }
    lane.writeObservation(leaf: 0, into: rows(before, row))
  }

  /// Keeps the canvas that `lane` has after it moved.
  func noteAfter(_ lane: Lane, row: Int) {
    lane.writeObservation(leaf: 0, into: rows(after, row))
  }

  /// One row of a call.
  struct Row {
    /// Whether it moved; what did not is not rewarded.
    var moved = false
    /// Whether its episode ended.
    var ended = false
    /// Its target, for a conditional scorer.
    var target: [UInt8]?
  }

  /// Returns the reward of every row, 0 where there is none, with one call of the scorer.
  ///
  /// - Parameter isReal: Whether the episodes happen; `evaluate` only imagines them.
  func rewards(_ rows: [Row], isReal: Bool = true) throws(EnvironmentError) -> [Double] {
    let isStepwise = reward.mode == .step
    var canvases: [UInt8] = []
    var targets: [UInt8] = []
    var ends: [Bool] = []
    let chosen = rows.indices.filter { rows[$0].moved && (isStepwise || rows[$0].ended) }
    var result = [Double](repeating: 0, count: rows.count)
    guard !chosen.isEmpty else { return result }
    for row in chosen {
      // A pair is adjacent, so that it stays together whatever way the call travels.
      for canvas in isStepwise ? [after, before] : [after] {
        canvases.append(contentsOf: self.rows(canvas, row))
        targets.append(contentsOf: rows[row].target ?? [])
      }
      ends.append(isReal && rows[row].ended)
      if isStepwise { ends.append(false) }
    }
    let isConditional = reward.scorer.isConditional
    guard !isConditional || targets.count == canvases.count else {
      throw .rewardFailure("a lane has no target for the critic")
    }
    let scores = try reward.scorer.scores(
      of: canvases, targets: isConditional ? targets : nil, ends: ends)
    guard scores.count == ends.count, scores.allSatisfy(\.isFinite) else {
      throw .rewardFailure("\(scores.count) scores of \(ends.count) canvases, or one not finite")
    }
    for (place, row) in chosen.enumerated() {
      result[row] =
        isStepwise
        ? Double(scores[2 * place]) - Double(scores[2 * place + 1]) : Double(scores[place])
    }
    return result
  }

  private func rows(_ memory: UnsafeMutableRawBufferPointer, _ row: Int)
    -> UnsafeMutableRawBufferPointer
  {
    UnsafeMutableRawBufferPointer(rebasing: memory[row * size..<(row + 1) * size])
  }
}
