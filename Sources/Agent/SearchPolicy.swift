import EnvironmentAPI
import PaintCore

/// Paints by search: it builds a program a few actions at a time, then improves all of it.
///
/// How much is tried is counted in evaluated actions, never in seconds, so that the same seed gives
/// the same painting on every machine.
public struct SearchPolicy: PaintingPolicy {
  /// The number of actions to evaluate for a program of so many steps; nil is the default.
  public var budget: Int?
  /// How many times a short program is begun anew.
  var startCount = 6
  /// Up to how many steps a program counts as short.
  var shortLimit = 24
  var heat = 0.004
  var cold = 0.0002
  var batch = 16
  var fresh = 256
  var round = 160
  var stride = 8
  var window = 16

  /// Makes the policy.
  public init(budget: Int? = nil) {
    self.budget = budget
  }

  /// Paints a program that earns as much as it could find.
  public func paint(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?,
    progress: @escaping (Double) -> Void
  ) throws -> Painting {
    let steps = min(steps, client.specification.maximumSteps)
    let work = SearchWork(
      client: client, steps: steps, seed: seed, target: target,
      budget: budget ?? 200_000 + 10_000 * steps, progress: progress, policy: self)
    let program = try steps <= shortLimit ? work.searchShort() : work.searchLong()
    progress(1)
    return try client.perform(
      ActionTable(width: client.specification.action.width, numbers: program), seed: seed,
      target: target)
  }
}

struct SearchWork {
  let client: any PaintingClient
  let steps: Int
  let seed: UInt64
  let target: [UInt8]?
  let budget: Int
  let progress: (Double) -> Void
  let policy: SearchPolicy

  func searchShort() throws -> [Double] {
    var entries: [(numbers: [Double], value: Double)] = []
    var proposer = ProgramProposer(
      ActionGrammar(client.specification.action),
      random: RandomStream(key: seed, stream: PolicyStream.search))
    // half of the budget for the starts, the rest for the best
    let share = budget / 2 / policy.startCount
    for _ in 0..<policy.startCount {
      let incumbent = try Incumbent(client, seed: seed, target: target)
      let block = BlockSearch(freshCount: 96, survivorCount: 8, roundSize: 48, roundCount: 6)
      try construct(incumbent, block, &proposer)
      guard incumbent.count > 0 else { continue }
      try anneal(incumbent, max(0, share - incumbent.actionCount), &proposer, policy.heat)
      entries.append((incumbent.numbers, incumbent.value))
    }
    entries.sort { $0.value > $1.value }
    guard let first = entries.first else { return [] }
    let incumbent = try Incumbent(client, seed: seed, target: target)
    incumbent.restore(first.numbers, value: first.value, endsEarly: false)
    try anneal(incumbent, budget / 2, &proposer, policy.heat / 4)
    return incumbent.numbers
  }

  func anneal(_ incumbent: Incumbent, _ budget: Int, _ proposer: inout ProgramProposer, _ heat: Double) throws {
    let scale = max(incumbent.value, 1e-9)
    let annealing = Annealing(batchSize: policy.batch, startTemperature: heat * scale, endTemperature: policy.cold * scale)
    try annealing.improve(incumbent, from: 0, budget: budget, target: target, &proposer) {}
  }

  func construct(
    _ incumbent: Incumbent, _ block: BlockSearch, _ proposer: inout ProgramProposer
  ) throws {
    while incumbent.count < steps, !incumbent.endsEarly {
      try incumbent.moveLane(to: incumbent.count)
      proposer.places = target.flatMap {
        ErrorPlaces(
          canvas: client.canvas, target: $0, shape: client.specification.canvasShape)
      }
      let length = min(2, steps - incumbent.count)
      guard try block.extend(incumbent, by: length, minimumGain: 1e-6, &proposer) else { break }
    }
  }

  func searchLong() throws -> [Double] {
    var proposer = ProgramProposer(
      ActionGrammar(client.specification.action),
      random: RandomStream(key: seed, stream: PolicyStream.search))
    let incumbent = try Incumbent(client, seed: seed, target: target)
    let block = BlockSearch(freshCount: policy.fresh, survivorCount: 12, roundSize: policy.round, roundCount: 8)
    var failures = 0
    while incumbent.count < steps, !incumbent.endsEarly, failures < 16 {
      let before = incumbent.count
      let goal = min(steps, before + policy.stride)
      while incumbent.count < goal, !incumbent.endsEarly, failures < 16 {
        try incumbent.moveLane(to: incumbent.count)
        proposer.places = target.flatMap {
          ErrorPlaces(canvas: client.canvas, target: $0, shape: client.specification.canvasShape)
        }
        let length = failures % 2 == 1 ? 1 : min(2, goal - incumbent.count)
        if try block.extend(incumbent, by: length, minimumGain: 1e-6, &proposer) { failures = 0 } else { failures += 1 }
      }
      let first = max(0, incumbent.count - policy.window)
      let gain = incumbent.value - incumbent.value(ofFirst: first)
      let share = Double(incumbent.count - before) / Double(steps)
      let allowance = Int(Double(budget) * 0.9 * share) - (incumbent.count - before) / 2 * 2 * (policy.fresh + 8 * policy.round)
      let annealing = Annealing(batchSize: policy.batch, startTemperature: policy.heat * gain, endTemperature: policy.cold * gain)
      try annealing.improve(incumbent, from: first, budget: max(0, allowance), target: target, &proposer) {}
    }
    print("constructed", incumbent.count, incumbent.value, incumbent.actionCount)
    return incumbent.numbers
  }
}
