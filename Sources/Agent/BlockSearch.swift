import PaintCore

/// Finds the next few actions of a program: many fresh candidates, of which the best are varied and
/// thinned out until one is left.
struct BlockSearch {
  /// How many fresh candidates are tried.
  var freshCount = 256
  /// How many of them go on.
  var survivorCount = 12
  /// How many variations are tried in each round.
  var roundSize = 160
  /// How many rounds.
  var roundCount = 8

  private struct Candidate {
    var actions: [Double]
    var value: Double
    var length: Int
  }

  /// Appends up to `length` actions if they earn at least `minimumGain`.
  ///
  /// - Returns: Whether the program has grown.
  func extend(
    _ incumbent: Incumbent, by length: Int, minimumGain: Double, _ proposer: inout ProgramProposer
  ) throws -> Bool {
    var pool = try fresh(incumbent, length, &proposer)
    for round in 0..<roundCount {
      let kept = max(1, survivorCount >> (round * 4 / max(1, roundCount)))
      pool = try vary(Array(pool.prefix(kept)), incumbent, length, &proposer)
    }
    guard let best = pool.first, best.value > incumbent.value + minimumGain else { return false }
    incumbent.replace(
      from: incumbent.count, with: best.actions, length: best.length, value: best.value)
    return true
  }

  private func fresh(
    _ incumbent: Incumbent, _ length: Int, _ proposer: inout ProgramProposer
  ) throws -> [Candidate] {
    var all: [[Double]] = []
    for _ in 0..<freshCount {
      var actions = [Double](repeating: 0, count: length * incumbent.width)
      for step in 0..<length {
        proposer.redraw(step, of: &actions, memory: incumbent.numbers)
      }
      all.append(actions)
    }
    return try measured(all, incumbent)
  }

  private func vary(
    _ parents: [Candidate], _ incumbent: Incumbent, _ length: Int,
    _ proposer: inout ProgramProposer
  ) throws -> [Candidate] {
    var all: [[Double]] = []
    for index in 0..<roundSize {
      var actions = parents[index % parents.count].actions
      let changes = 1 + proposer.random.integer(below: 2)
      for _ in 0..<changes {
        let step = proposer.random.integer(below: length)
        proposer.mutate(&actions, at: step, memory: incumbent.numbers)
      }
      all.append(actions)
    }
    // each parent lives on through its best child, so that one family does not crowd out the rest
    let children = try measured(all, incumbent, sorted: false)
    var families = parents
    for (index, child) in children.enumerated() {
      let family = index % parents.count
      if child.value > families[family].value { families[family] = child }
    }
    return families.sorted { $0.value > $1.value }
  }

  private func measured(
    _ all: [[Double]], _ incumbent: Incumbent, sorted: Bool = true
  ) throws -> [Candidate] {
    let result = try incumbent.evaluate(
      Array(all.joined()), count: all.count, from: incumbent.count)
    let candidates = all.indices.map {
      Candidate(actions: all[$0], value: result.values[$0], length: result.lengths[$0])
    }
    return sorted ? candidates.sorted { $0.value > $1.value } : candidates
  }
}
