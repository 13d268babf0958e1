extension PaintingSearch {
  /// How many programs are begun before the best one is carried on.
  private static let startCount = 6

  /// Searches for a program so short that every change can be judged by its end.
  ///
  /// Half of the budget goes into independent starts, since a greedy beginning decides much; the
  /// other half into the best of them.
  mutating func paintShort() throws -> [Double] {
    let share = task.meter.budget / 2 / Self.startCount
    var best: Incumbent?
    for _ in 0..<Self.startCount {
      let incumbent = try makeIncumbent()
      let start = task.meter.spent
      try fill(incumbent)
      guard incumbent.count > 0 else { break }
      let rest = share - (task.meter.spent - start)
      try anneal(incumbent, from: 0, budget: rest, warmth: Self.warmth)
      if best.map({ incumbent.value > $0.value }) ?? true { best = incumbent }
    }
    guard let best else { return [] }
    best.leave()
    try prune(best)
    try fill(best)
    let patience = task.meter.budget / 6
    try anneal(best, from: 0, budget: task.meter.rest, warmth: Self.warmth / 4, patience: patience)
    try prune(best)
    return best.numbers
  }

  /// Appends actions as long as they help.
  private mutating func fill(_ incumbent: Incumbent) throws {
    let block = BlockSearch(freshCount: 96, survivorCount: 8, roundSize: 48, roundCount: 6)
    while incumbent.count < task.steps {
      let length = min(2, task.steps - incumbent.count)
      guard try extend(incumbent, by: length, block) else { return }
    }
  }
}
