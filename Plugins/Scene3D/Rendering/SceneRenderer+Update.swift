/// A set of blocks of the picture.
struct BlockSet {
  private(set) var ranges: [BlockRange] = []
  let grid: BlockGrid

  init(_ grid: BlockGrid) { self.grid = grid }

  /// Adds a rectangle.
  mutating func insert(_ range: BlockRange) {
    if !range.columns.isEmpty, !range.rows.isEmpty { ranges.append(range) }
  }

  /// Returns, for a row of blocks, whether each column is in the set.
  func contains(column: Int, row: Int) -> Bool {
    ranges.contains { $0.rows.contains(row) && $0.columns.contains(column) }
  }
}

extension SceneRenderer {
  /// Adds all blocks that an object of the prepared scene can have changed: where it is seen, its
  /// shadows on the ground, and the objects that it may shade.
  func markReach(of index: Int, in blocks: inout BlockSet) {
    blocks.insert(footprints[index].visible)
    blocks.insert(footprints[index].shadow)
    let (word, bit) = (index / 64, UInt64(1) << UInt64(index % 64))
    for light in lights.indices {
      for receiver in 0..<objects.count where receiver != index {
        let shades = objectShades.pointer + (light * objects.count + receiver) * words
        if shades[word] & bit != 0 { blocks.insert(footprints[receiver].visible) }
      }
    }
  }

  /// Traces a set of blocks.
  func trace(_ blocks: BlockSet) {
    withTracedScene(&latest) { traced in
      forEachRow { row in
        for column in 0..<traced.grid.columns where blocks.contains(column: column, row: row) {
          traced.trace(column: column, row: row)
        }
      }
    }
  }
}
