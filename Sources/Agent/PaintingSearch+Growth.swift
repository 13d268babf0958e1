extension PaintingSearch {
  /// After so many new actions, the latest ones are improved together.
  private static let stride = 8
  /// How many of the latest actions are improved together.
  private static let window = 16
  /// After so many blocks in a row that did not help, nothing does.
  private static let patience = 16
  /// Up to so many steps, a change anywhere can be judged by the end of the program.
  private static let shortLimit = 24
  /// How often a short program is begun.
  private static let startCount = 3
  /// The share of the budget for growing short and long programs.
  private static let growthShare = (short: 0.75, long: 0.9)

  /// Searches for the program that earns the most.
  ///
  /// A program grows from rough to fine, and a change looks back as far as a window reaches. A short
  /// one is begun several times, since the beginning decides much, and the best is then improved as
  /// a whole; what a long one has left goes into the gaps that pruning leaves.
  mutating func paint() throws -> [Double] {
    let isShort = task.steps <= Self.shortLimit
    let best = try growBest(
      startCount: isShort ? Self.startCount : 1,
      share: isShort ? Self.growthShare.short : Self.growthShare.long)
    try prune(best)
    if best.count < task.steps, !isExact {
      let reserve = isShort ? task.meter.rest / 2 : 0
      try grow(best, allowance: task.meter.budget - reserve)
    }
    if isShort, !isExact {
      try anneal(
        best, from: 0, budget: task.meter.rest, warmth: Self.chill,
        patience: task.meter.budget / 6)
      try prune(best)
    }
    return best.numbers
  }

  /// Grows programs one after the other within a share of the budget; returns the best of them.
  private mutating func growBest(startCount: Int, share: Double) throws -> Incumbent {
    var best = try makeIncumbent()
    for start in 1...startCount {
      let incumbent = try makeIncumbent()
      let allowance = Double(task.meter.budget) * share * Double(start) / Double(startCount)
      try grow(incumbent, allowance: Int(allowance))
      if incumbent.value > best.value { best = incumbent }
      if incumbent.count == 0 || isExact { break }
    }
    best.leave()
    return best
  }

  /// Appends actions until the program is full, improving them window by window; all of it within
  /// an allowance of evaluated actions, counted from the start of the search.
  private mutating func grow(_ incumbent: Incumbent, allowance: Int) throws {
    let block = BlockSearch(freshCount: 256, survivorCount: 12, roundSize: 160, roundCount: 8)
    var failureCount = 0
    while incumbent.count < task.steps, failureCount < Self.patience, !isExact {
      let before = incumbent.count
      let goal = min(task.steps, before + Self.stride)
      // what this stretch may cost, blocks included
      let share = Double(goal - before) / Double(task.steps - before)
      let end = task.meter.spent + Int(Double(max(0, allowance - task.meter.spent)) * share)
      while incumbent.count < goal, failureCount < Self.patience, !isExact {
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
