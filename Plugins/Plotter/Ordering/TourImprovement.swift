import StrokeProgram

/// Shortens a tour by local changes until none of its kinds helps: 2-opt, which draws a stretch of
/// the tour backwards, and Or-opt, which moves a stretch of up to three paths elsewhere, either way
/// round (Johnson and McGeoch, "The traveling salesman problem: a case study in local optimization",
/// 1997, with neighbour lists and a work queue in place of don't-look bits).
///
/// A change is only made when it shortens the tour, so it never becomes longer.
struct TourImprovement {
  /// How many near ends are tried as the next one.
  private static let neighborCount = 7
  /// The longest stretch that is rewritten for one change; longer ones gain too little for their
  /// cost (the same, section 3.3).
  private static let longestStretch = 30_000
  /// What a change must save at least, mm; it ends the search in spite of rounding.
  private static let leastSaving = 1e-9

  private var ends: [DrawingPoint]
  private let home: DrawingPoint
  private var visits: [Int32]
  /// Where in `visits` each path is.
  private var positions: [Int32]
  /// `neighborCount` ends for each end, or fewer and -1.
  private var neighbors: [Int32] = []
  private var queue: [Int32] = []
  private var isQueued: [Bool]

  /// Prepares a tour.
  init(_ tour: PathTour) {
    // Paths renumbered along the tour, so that near paths are near in memory.
    ends = tour.visits.flatMap { [tour.ends[Int($0)], tour.ends[Int($0 ^ 1)]] }
    home = tour.home
    visits = tour.visits.indices.map { Int32(2 * $0) }
    positions = tour.visits.indices.map { Int32($0) }
    isQueued = [Bool](repeating: true, count: ends.count)
    queue = ends.indices.reversed().map { Int32($0) }
  }

  /// Returns the shortened tour.
  static func improve(_ tour: PathTour) -> PathTour {
    guard tour.visits.count > 1 else { return tour }
    var improvement = TourImprovement(tour)
    improvement.findNeighbors()
    improvement.run()
    var result = tour
    result.visits = improvement.visits.map { visit in
      tour.visits[Int(visit) >> 1] ^ (visit & 1)
    }
    return result
  }

  private mutating func findNeighbors() {
    let tree = PointTree(ends)
    neighbors = [Int32](repeating: -1, count: ends.count * Self.neighborCount)
    for end in ends.indices {
      let near = tree.nearest(Self.neighborCount, to: ends[end], excluding: end >> 1)
      for (rank, other) in near.enumerated() {
        neighbors[end * Self.neighborCount + rank] = Int32(other)
      }
    }
  }

  private mutating func run() {
    while let end = queue.popLast() {
      isQueued[Int(end)] = false
      while improve(at: Int(end)) {}
    }
  }

  private mutating func enqueue(position: Int) {
    guard visits.indices.contains(position) else { return }
    for end in [visits[position], visits[position] ^ 1] where !isQueued[Int(end)] {
      isQueued[Int(end)] = true
      queue.append(end)
    }
  }

  // MARK: Places in the tour

  /// Where the pen enters the path at a position; nil after the last.
  private func entry(_ position: Int) -> DrawingPoint? {
    position < visits.count ? ends[Int(visits[position])] : nil
  }

  /// Where the pen leaves the path at a position; home before the first.
  private func exit(_ position: Int) -> DrawingPoint {
    position < 0 ? home : ends[Int(visits[position] ^ 1)]
  }

  /// The length of a link; one after the last path costs nothing.
  private func link(_ from: DrawingPoint, _ to: DrawingPoint?) -> Double {
    to.map { distance(from, $0) } ?? 0
  }

  /// The length of the link into a position.
  private func link(into position: Int) -> Double { link(exit(position - 1), entry(position)) }

  // MARK: Changes

  /// Tries the changes that join `end` to one of its neighbours.
  ///
  /// - Returns: Whether one was made.
  private mutating func improve(at end: Int) -> Bool {
    let position = Int(positions[end >> 1])
    let isEntry = visits[position] == Int32(end)
    // The link that goes: into this path or out of it.
    let gap = isEntry ? position : position + 1
    let length = link(into: gap)
    for rank in 0..<Self.neighborCount {
      let neighbor = neighbors[end * Self.neighborCount + rank]
      guard neighbor >= 0 else { return false }
      // A change that joins them saves at most this.
      guard distance(ends[end], ends[Int(neighbor)]) < length else { return false }
      let other = Int(positions[Int(neighbor) >> 1])
      let isOtherEntry = visits[other] == neighbor
      if isEntry == isOtherEntry {
        let otherGap = isOtherEntry ? other : other + 1
        if reverse(min(gap, otherGap), max(gap, otherGap)) { return true }
      }
      if moveStretch(startingAt: other, goesOn: isOtherEntry, into: gap, isEntry: isEntry) {
        return true
      }
    }
    return false
  }

  /// 2-opt: draws the positions `low..<high` backwards if that is shorter.
  private mutating func reverse(_ low: Int, _ high: Int) -> Bool {
    guard low < high, high - low <= Self.longestStretch else { return false }
    let now = link(into: low) + link(into: high)
    let then = link(exit(low - 1), exit(high - 1)) + link(ends[Int(visits[low])], entry(high))
    guard then < now - Self.leastSaving else { return false }
    var first = low
    var last = high - 1
    while first <= last {
      let front = visits[first]
      place(visits[last] ^ 1, at: first)
      place(front ^ 1, at: last)
      first += 1
      last -= 1
    }
    for position in [low - 1, low, high - 1, high] { enqueue(position: position) }
    return true
  }

  /// Or-opt: moves one to three paths into a gap, beginning with the path at `anchor`.
  ///
  /// - Parameters:
  ///   - goesOn: Whether the stretch goes on from the anchor in the order of drawing.
  ///   - isEntry: Whether the anchor comes last in the gap, next to the path after it.
  private mutating func moveStretch(
    startingAt anchor: Int, goesOn: Bool, into gap: Int, isEntry: Bool
  ) -> Bool {
    for count in 1...3 {
      let low = goesOn ? anchor : anchor - count + 1
      let high = low + count
      guard low >= 0, high <= visits.count, gap < low || gap > high else { continue }
      // The anchor's neighbouring end must be next to the gap's end that was asked about.
      let isReversed = goesOn == isEntry
      if move(low, high, to: gap, isReversed: isReversed) { return true }
    }
    return false
  }

  private mutating func move(_ low: Int, _ high: Int, to gap: Int, isReversed: Bool) -> Bool {
    let span = max(high, gap) - min(low, gap)
    guard span <= Self.longestStretch else { return false }
    let first = ends[Int(visits[low])]
    let last = exit(high - 1)
    let now = link(into: low) + link(into: high) + link(into: gap)
    let then =
      link(exit(low - 1), entry(high)) + link(exit(gap - 1), isReversed ? last : first)
      + link(isReversed ? first : last, entry(gap))
    guard then < now - Self.leastSaving else { return false }
    var stretch = Array(visits[low..<high])
    if isReversed { stretch = stretch.reversed().map { $0 ^ 1 } }
    let start = gap > high ? gap - stretch.count : gap
    if gap > high {
      for position in low..<start { place(visits[position + stretch.count], at: position) }
    } else {
      for position in stride(from: high - 1, through: gap + stretch.count, by: -1) {
        place(visits[position - stretch.count], at: position)
      }
    }
    for (offset, visit) in stretch.enumerated() { place(visit, at: start + offset) }
    for position in [low - 1, low, high - 1, high, gap - 1, gap, start, start + stretch.count] {
      enqueue(position: position)
    }
    return true
  }

  private mutating func place(_ visit: Int32, at position: Int) {
    visits[position] = visit
    positions[Int(visit) >> 1] = Int32(position)
  }
}
