extension PaintingSearch {
  /// After so many new actions, the latest ones are improved together.
  private static let stride = 8
  /// How many of the latest actions are improved together.
  private static let window = 16
  /// After so many blocks in a row that did not help, nothing does.
  private static let patience = 16
  /// The share of the budget for windows and what they are built from; the rest is for filling the
  /// gaps that pruning leaves.
  private static let mainShare = 0.9

  /// Searches for a program too long to be judged by its end: it grows from rough to fine, and a
  /// change looks back as far as a window reaches.
  mutating func paintLong() throws -> [Double] {
    let incumbent = try makeIncumbent()
    try grow(incumbent, allowance: Int(Double(task.meter.budget) * Self.mainShare))
    try prune(incumbent)
    if incumbent.count < task.steps { try grow(incumbent, allowance: task.meter.budget) }
    return incumbent.numbers
  }

  /// Appends actions until the program is full, improving them window by window; all of it within
  /// an allowance of evaluated actions, counted from the start of the search.
  private mutating func grow(_ incumbent: Incumbent, allowance: Int) throws {
    let block = BlockSearch(freshCount: 256, survivorCount: 12, roundSize: 160, roundCount: 8)
    var failureCount = 0
    while incumbent.count < task.steps, failureCount < Self.patience {
      let before = incumbent.count
      let goal = min(task.steps, before + Self.stride)
      // what this stretch may cost, blocks included
      let share = Double(goal - before) / Double(task.steps - before)
      let end = task.meter.spent + Int(Double(max(0, allowance - task.meter.spent)) * share)
      while incumbent.count < goal, failureCount < Self.patience {
        let length = failureCount % 2 == 1 ? 1 : min(2, goal - incumbent.count)
        let hasGrown = try extend(incumbent, by: length, block)
        failureCount = hasGrown ? 0 : failureCount + 1
      }
      guard incumbent.count > before else { return }
      let first = max(0, incumbent.count - Self.window)
      try anneal(
        incumbent, from: first, budget: end - task.meter.spent, warmth: Self.warmth)
    }
  }
}
