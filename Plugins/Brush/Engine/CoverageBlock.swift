import CSIMD

/// Eight neighbouring pixels of one row.
typealias FloatBlock = SIMD8<Float>
typealias LevelBlock = SIMD8<UInt16>
/// Sixteen neighbouring pixels of one row.
typealias WideFloatBlock = SIMD16<Float>
typealias WideLevelBlock = SIMD16<UInt16>

/// How strongly a dab covers neighbouring pixels of one row, fix15.
///
/// Two implementations: eight pixels, which hold a row of a small dab, and sixteen for the rest.
protocol CoverageBlock {
  /// How many pixels there are.
  static var width: Int { get }

  /// The first `count` pixels, nothing in the others.
  func keepingFirst(_ count: Int) -> Self
  /// Calls `body` with eight pixels at a time and where in the block they are.
  func forEachEight(_ body: (LevelBlock, Int) -> Void)
}

extension LevelBlock: CoverageBlock {
  static let width = 8

  /// 0, 1, 2 ...
  @inline(always)
  static var places: FloatBlock { FloatBlock(0, 1, 2, 3, 4, 5, 6, 7) }

  /// Whether any pixel is covered.
  @inline(always)
  var isNotEmpty: Bool {
    let words = unsafeBitCast(self, to: SIMD2<UInt64>.self)
    return words.x | words.y != 0
  }

  @inline(always)
  func keepingFirst(_ count: Int) -> LevelBlock {
    spiral_first_lanes_u16(self, Int16(truncatingIfNeeded: count))
  }

  @inline(always)
  func forEachEight(_ body: (LevelBlock, Int) -> Void) { body(self, 0) }
}

extension WideLevelBlock: CoverageBlock {
  static let width = 16

  /// 0, 1, 2 ...
  @inline(always)
  static var places: WideFloatBlock {
    WideFloatBlock(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }

  @inline(always)
  func keepingFirst(_ count: Int) -> WideLevelBlock {
    spiral_first_lanes_u16x16(self, Int16(truncatingIfNeeded: count))
  }

  @inline(always)
  func forEachEight(_ body: (LevelBlock, Int) -> Void) {
    body(lowHalf, 0)
    body(highHalf, 8)
  }
}
