import EnvironmentAPI
import PaintCore

/// The parts of the search that short and long programs share.
struct PaintingSearch {
  let task: SearchTask
  var proposer: ProgramProposer
  /// Whether a program was met that paints the target to the byte, so that nothing can be better.
  private(set) var isExact = false

  /// A block that earns less than this, in units of reward, is not worth an action.
  static let minimumGain = 1e-6
  /// How warm annealing begins and ends, relative to what the changed actions earn together.
  static let warmth = 0.004
  static let chill = 0.0002

  init(_ task: SearchTask) {
    self.task = task
    proposer = ProgramProposer(
      ActionGrammar(task.client.specification.action),
      random: RandomStream(key: task.seed, stream: PolicyStream.search))
  }

  /// Starts with an empty program.
  func makeIncumbent() throws -> Incumbent {
    try Incumbent(task.client, seed: task.seed, target: task.target, meter: task.meter)
  }

  /// Looks for the next one or two actions.
  ///
  /// - Returns: Whether there are any that help.
  mutating func extend(_ incumbent: Incumbent, by length: Int, _ block: BlockSearch) throws -> Bool
  {
    try incumbent.moveLane(to: incumbent.count)
    guard !incumbent.isLaneOver else { return false }
    lookAt(task.client.canvas)
    if isExact { return false }
    return try block.extend(
      incumbent, by: length, minimumGain: Self.minimumGain, &proposer)
  }

  /// Notes where a canvas differs from the target.
  mutating func lookAt(_ canvas: [UInt8]) {
    guard let target = task.target else { return }
    isExact = isExact || canvas == target
    proposer.places = ErrorPlaces(
      canvas: canvas, target: target, shape: task.client.specification.canvasShape)
  }

  /// Improves all actions from `first` on within `budget` evaluated actions.
  mutating func anneal(
    _ incumbent: Incumbent, from first: Int, budget: Int, warmth: Double, patience: Int = .max
  ) throws {
    guard first < incumbent.count, budget > 0 else { return }
    try incumbent.moveLane(to: first)
    let earned = max(incumbent.value - incumbent.value(ofFirst: first), 1e-9)
    let annealing = Annealing(
      startTemperature: warmth * earned, endTemperature: Self.chill * earned, budget: budget,
      patience: patience)
    let meter = task.meter
    let start = meter.spent
    var round = 0
    while let temperature = annealing.temperature(spent: meter.spent - start) {
      // the map of errors is only a hint, so it may be a little out of date
      if round % 64 == 0 { lookAt(try incumbent.finalCanvas()) }
      if isExact { break }
      round += 1
      if try annealing.tryBatch(incumbent, from: first, temperature, &proposer, meter) { break }
    }
    annealing.keepBest(incumbent)
  }

  /// Takes out the actions without which the program earns no less.
  func prune(_ incumbent: Incumbent) throws {
    var step = incumbent.count - 1
    while step >= 0, incumbent.count > 1 {
      let tail = incumbent.actions((step + 1)..<incumbent.count)
      if tail.isEmpty {
        try incumbent.moveLane(to: step)
        let value = incumbent.value(ofFirst: step)
        if value >= incumbent.value {
          incumbent.replace(from: step, with: [], length: 0, value: value)
        }
      } else {
        let result = try incumbent.evaluate(tail, count: 1, from: step)
        if result.values[0] >= incumbent.value {
          incumbent.replace(
            from: step, with: tail, length: result.lengths[0], value: result.values[0])
        }
      }
      step = min(step, incumbent.count) - 1
    }
  }
}
