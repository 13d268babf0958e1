import Glibc
import PaintCore

/// Changes anywhere in a program that are kept when they help, and sometimes when they do not:
/// simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983) with a few candidates per request.
final class Annealing {
  private let startTemperature: Double
  private let endTemperature: Double
  private let budget: Int
  private let patience: Int
  private let batchSize: Int
  private var best: (numbers: [Double], value: Double)?
  private var lastImprovement = 0

  /// - Parameters:
  ///   - startTemperature: In units of reward; positive.
  ///   - budget: The number of actions that may be evaluated.
  ///   - patience: After so many evaluated actions without a better program it is over.
  ///   - batchSize: How many candidates are evaluated at once: enough for the cores, few enough that
  ///     not many are wasted when one of them is taken.
  init(
    startTemperature: Double, endTemperature: Double, budget: Int, patience: Int,
    batchSize: Int = 16
  ) {
    self.startTemperature = startTemperature
    self.endTemperature = endTemperature
    self.budget = budget
    self.patience = patience
    self.batchSize = batchSize
  }

  /// The temperature after so many evaluated actions; nil when the budget is used up.
  func temperature(spent: Int) -> Double? {
    guard spent < budget else { return nil }
    return startTemperature
      * pow(endTemperature / startTemperature, Double(spent) / Double(budget))
  }

  /// Tries changes at one random step of `first..<count`.
  ///
  /// - Returns: Whether patience is at an end.
  func tryBatch(
    _ incumbent: Incumbent, from first: Int, _ temperature: Double,
    _ proposer: inout ProgramProposer, _ meter: SearchMeter
  ) throws -> Bool {
    let step = first + proposer.random.integer(below: incumbent.count - first)
    return try tryBatch(incumbent, at: step, temperature, &proposer, meter)
  }

  /// Tries changes at `step` or after it.
  ///
  /// - Returns: Whether patience is at an end.
  func tryBatch(
    _ incumbent: Incumbent, at step: Int, _ temperature: Double,
    _ proposer: inout ProgramProposer, _ meter: SearchMeter
  ) throws -> Bool {
    note(incumbent, meter)
    let tail = incumbent.actions(step..<incumbent.count)
    var tails: [Double] = []
    tails.reserveCapacity(tail.count * batchSize)
    for _ in 0..<batchSize {
      var changed = tail
      proposer.mutate(&changed, memory: incumbent.numbers)
      tails.append(contentsOf: changed)
    }
    let result = try incumbent.evaluate(tails, count: batchSize, from: step)
    for index in 0..<batchSize {
      let gain = result.values[index] - incumbent.value
      guard gain > 0 || proposer.random.uniform() < exp(gain / temperature) else { continue }
      let chosen = Array(tails[(index * tail.count)..<((index + 1) * tail.count)])
      guard chosen != tail else { continue }
      incumbent.replace(
        from: step, with: chosen, length: result.lengths[index], value: result.values[index])
      break
    }
    return meter.spent - lastImprovement > patience
  }

  private func note(_ incumbent: Incumbent, _ meter: SearchMeter) {
    if let best, best.value >= incumbent.value { return }
    best = (incumbent.numbers, incumbent.value)
    lastImprovement = meter.spent
  }

  /// Goes back to the best program met if the last one is worse.
  func keepBest(_ incumbent: Incumbent) {
    guard let best, best.value > incumbent.value else { return }
    incumbent.restore(best.numbers, value: best.value)
  }
}
