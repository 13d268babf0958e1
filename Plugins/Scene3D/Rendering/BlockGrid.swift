/// The picture in blocks of 4 by 2 pixels: eight rays, one through each pixel of a block, are traced
/// together.
struct BlockGrid {
  static let blockWidth = 4, blockHeight = 2
  var columns: Int, rows: Int

  init(width: Int, height: Int) {
    columns = (width + Self.blockWidth - 1) / Self.blockWidth
    rows = (height + Self.blockHeight - 1) / Self.blockHeight
  }

  var count: Int { columns * rows }

  /// The blocks that a rectangle of the picture touches; rounding errors of rays against silhouettes
  /// are far below the margin.
  func blocks(_ bounds: ScreenBounds) -> BlockRange {
    let margin = 0.05
    return BlockRange(
      columns: Self.range(
        bounds.minX - margin, bounds.maxX + margin, size: Self.blockWidth, count: columns),
      rows: Self.range(
        bounds.minY - margin, bounds.maxY + margin, size: Self.blockHeight, count: rows))
  }

  private static func range(_ low: Double, _ high: Double, size: Int, count: Int) -> Range<Int> {
    // written so that NaN means everything
    let first = low > 0 ? low / Double(size) : 0
    let last = high < Double(count * size) ? high / Double(size) : Double(count)
    guard first < last else { return 0..<0 }
    return Int(first)..<min(count, Int(last) + 1)
  }
}

/// A rectangle of blocks.
struct BlockRange {
  var columns: Range<Int>, rows: Range<Int>

  static let none = BlockRange(columns: 0..<0, rows: 0..<0)

  /// Calls `body` with the number of each block.
  @inline(__always)
  func forEach(in grid: BlockGrid, _ body: (_ block: Int) -> Void) {
    for row in rows {
      for column in columns { body(row * grid.columns + column) }
    }
  }

  /// Grows to hold another rectangle of blocks.
  mutating func formUnion(_ other: BlockRange) {
    guard !other.columns.isEmpty, !other.rows.isEmpty else { return }
    guard !columns.isEmpty, !rows.isEmpty else { return self = other }
    columns =
      min(
        columns.lowerBound, other.columns.lowerBound)..<max(
        columns.upperBound, other.columns.upperBound)
    rows =
      min(rows.lowerBound, other.rows.lowerBound)..<max(rows.upperBound, other.rows.upperBound)
  }
}
