import StrokeProgram

/// Joins paths whose ends meet, so that the pen stays down between them.
///
/// Paths are joined in the order they come: each is prolonged at its end, then at its start, with
/// whatever unused path begins or ends there. Only lines of the same pen, width, colour and constant
/// pressure are joined, because anything else would change the picture.
struct PathMerging {
  private let paths: [DrawnPath]
  private var free: EndTable

  /// Returns the joined paths in the order of their first parts.
  ///
  /// - Parameter tolerance: How far ends may be apart, mm; such a gap is drawn as a line.
  static func merge(_ paths: [DrawnPath], tolerance: Double) -> [DrawnPath] {
    var merging = PathMerging(paths, tolerance: tolerance)
    return merging.run()
  }

  private init(_ paths: [DrawnPath], tolerance: Double) {
    self.paths = paths
    free = EndTable(paths.flatMap { [$0.start, $0.end] }, tolerance: tolerance)
  }

  private mutating func run() -> [DrawnPath] {
    var merged: [DrawnPath] = []
    for (index, path) in paths.enumerated() where free.contains(2 * index) {
      take(index)
      guard path.pressure.start == path.pressure.end else {
        merged.append(path)
        continue
      }
      // Prolonged at the end, turned, prolonged at what was the start, turned back.
      let forward = prolonged(path)
      merged.append(prolonged(forward.reversed).reversed)
    }
    return merged
  }

  private mutating func take(_ index: Int) {
    free.remove(2 * index)
    free.remove(2 * index + 1)
  }

  private mutating func prolonged(_ path: DrawnPath) -> DrawnPath {
    var path = path
    while let end = free.first(near: path.end, where: { paths[$0 / 2].continues(path) }) {
      take(end / 2)
      let next = end.isMultiple(of: 2) ? paths[end / 2] : paths[end / 2].reversed
      if next.start != path.end { path.segments.append(.line(to: next.start)) }
      path.segments += next.segments
    }
    return path
  }
}

extension DrawnPath {
  fileprivate func continues(_ other: DrawnPath) -> Bool {
    layer == other.layer && width == other.width && color == other.color
      && pressure == other.pressure && pressure.start == pressure.end
  }
}

/// Ends of paths by place, in square cells as wide as the tolerance.
private struct EndTable {
  private struct Cell: Hashable {
    var column: Int
    var row: Int
  }

  private let ends: [DrawingPoint]
  private let tolerance: Double
  private var cells: [Cell: [Int]] = [:]
  /// Where in its cell each end is; nil when it was removed.
  private var slots: [Int?]

  init(_ ends: [DrawingPoint], tolerance: Double) {
    self.ends = ends
    // A tolerance of 0 still joins ends that are equal.
    self.tolerance = max(tolerance, 1e-9)
    slots = [Int?](repeating: nil, count: ends.count)
    for end in ends.indices {
      let cell = cell(of: ends[end])
      slots[end] = cells[cell, default: []].count
      cells[cell, default: []].append(end)
    }
  }

  private func cell(of place: DrawingPoint) -> Cell {
    func index(_ value: Double) -> Int { Int(exactly: (value / tolerance).rounded(.down)) ?? 0 }
    return Cell(column: index(place.x), row: index(place.y))
  }

  func contains(_ end: Int) -> Bool { slots[end] != nil }

  mutating func remove(_ end: Int) {
    guard let slot = slots[end] else { return }
    let cell = cell(of: ends[end])
    if let last = cells[cell]?.popLast(), last != end {
      cells[cell]?[slot] = last
      slots[last] = slot
    }
    slots[end] = nil
  }

  /// An end within the tolerance of a place that satisfies a condition; nil when there is none.
  func first(near place: DrawingPoint, where isWanted: (Int) -> Bool) -> Int? {
    let center = cell(of: place)
    for row in -1...1 {
      for column in -1...1 {
        let cell = Cell(column: center.column &+ column, row: center.row &+ row)
        for end in cells[cell] ?? [] where distance(ends[end], place) <= tolerance {
          if isWanted(end) { return end }
        }
      }
    }
    return nil
  }
}
