import Glibc
import PaintCore

/// Improves a whole program by changes anywhere in it: simulated annealing (Kirkpatrick, Gelatt and
/// Vecchi, 1983) with a few candidates per request, at temperature 0 a hill climber.
struct Annealing {
  /// The number of candidates in one request.
  var batchSize = 16
  /// The temperature at the start, in units of reward.
  var startTemperature: Double
  /// The temperature at the end.
  var endTemperature: Double

  /// Changes the actions of `window`, which reaches to the end of the program, until `budget` actions
  /// have been evaluated; what is left in the incumbent is the best program met.
  func improve(
    _ incumbent: Incumbent, from first: Int, budget: Int, target: [UInt8]?,
    _ proposer: inout ProgramProposer, progress: () -> Void
  ) throws {
    guard first < incumbent.count else { return }
    let start = incumbent.actionCount
    var best = (numbers: incumbent.numbers, value: incumbent.value, ends: incumbent.endsEarly)
    var batch = 0
    while incumbent.actionCount - start < budget {
      if batch % 64 == 0 {
        try look(incumbent, target, &proposer)
        progress()
      }
      batch += 1
      let fraction = Double(incumbent.actionCount - start) / Double(budget)
      let temperature =
        startTemperature == 0
        ? 0 : startTemperature * pow(endTemperature / startTemperature, fraction)
      try tryBatch(incumbent, from: first, temperature, &proposer)
      if incumbent.value > best.value {
        best = (incumbent.numbers, incumbent.value, incumbent.endsEarly)
      }
    }
    if incumbent.value < best.value {
      incumbent.restore(best.numbers, value: best.value, endsEarly: best.ends)
    }
  }

  private func look(
    _ incumbent: Incumbent, _ target: [UInt8]?, _ proposer: inout ProgramProposer
  ) throws {
    guard let target else { return }
    proposer.places = ErrorPlaces(
      canvas: try incumbent.finalCanvas(), target: target,
      shape: incumbent.client.specification.canvasShape)
  }

  private func tryBatch(
    _ incumbent: Incumbent, from first: Int, _ temperature: Double,
    _ proposer: inout ProgramProposer
  ) throws {
    let step = first + proposer.random.integer(below: incumbent.count - first)
    let tail = incumbent.actions(step..<incumbent.count)
    var tails: [Double] = []
    tails.reserveCapacity(tail.count * batchSize)
    for _ in 0..<batchSize {
      var changed = tail
      proposer.mutate(&changed, at: 0, memory: incumbent.numbers)
      tails.append(contentsOf: changed)
    }
    let result = try incumbent.evaluate(tails, count: batchSize, from: step)
    for index in 0..<batchSize {
      let gain = result.values[index] - incumbent.value
      guard gain > 0 || (temperature > 0 && proposer.random.uniform() < exp(gain / temperature))
      else { continue }
      let chosen = Array(tails[(index * tail.count)..<((index + 1) * tail.count)])
      guard chosen != tail else { continue }
      incumbent.replace(
        from: step, with: chosen, length: result.lengths[index], value: result.values[index])
      return
    }
  }
}
