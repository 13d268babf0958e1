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
    let first = max(0, low / Double(size))
    let last = min(Double(count), high / Double(size))
    guard first < last else { return 0..<0 }
    return Int(first)..<min(count, Int(last) + 1)
  }
}

/// A rectangle of blocks.
struct BlockRange {
  var columns: Range<Int>, rows: Range<Int>

  static let none = BlockRange(columns: 0..<0, rows: 0..<0)

  /// Sets a bit in the mask of each block.
  func setBit(_ bit: Int, in masks: UnsafeMutablePointer<UInt64>, words: Int, grid: BlockGrid) {
    let (word, value) = (bit / 64, UInt64(1) << UInt64(bit % 64))
    for row in rows {
      var mask = masks + (row * grid.columns + columns.lowerBound) * words + word
      for _ in columns {
        mask.pointee |= value
        mask += words
      }
    }
  }
}
