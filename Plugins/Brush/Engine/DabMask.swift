import CSIMD

/// The shape of one dab relative to one tile: how strongly it covers a block of pixels at a time.
///
/// Two implementations: ``AntialiasedMask`` for small dabs and ``SmoothMask`` for the rest. Both
/// follow `render_dab_mask` of libmypaint 1.3.0 operation by operation, in Float.
protocol DabMask {
  /// How many pixels are computed together.
  associatedtype Block: CoverageBlock

  /// Tile coordinates between which the covered pixels of the row at tile coordinate `row` lie,
  /// inclusive, not yet clipped; nil when the dab cannot reach it.
  func columns(row: Float) -> (first: Float, last: Float)?
  /// Coverage of the block whose first pixel is at tile coordinate `column`, fix15.
  func coverage(from column: Float, row: Float) -> Block
}

/// Coverage sampled at pixel centres, for radii of 3 and above.
struct SmoothMask: DabMask {
  private let shape: DabShape
  private let extent: DabExtent

  init(_ shape: DabShape, radius: Float) {
    self.shape = shape
    extent = DabExtent(shape, radius: radius)
  }

  @inline(always)
  func columns(row: Float) -> (first: Float, last: Float)? {
    extent.columnsOfCentres(dy: row + 0.5 - shape.y)
  }

  @inline(always)
  func coverage(from column: Float, row: Float) -> WideLevelBlock {
    withUnsafePointer(to: shape) {
      spiral_smooth_coverage(
        $0, row + 0.5 - shape.y, column + WideLevelBlock.places + 0.5, SPIRAL_ANY)
    }
  }
}

/// Coverage estimated from the nearest and the farthest point of each pixel, for radii below 3.
struct AntialiasedMask: DabMask {
  private let shape: DabShape
  private let extent: DabExtent

  init(_ shape: DabShape, radius: Float) {
    self.shape = shape
    extent = DabExtent(shape, radius: radius)
  }

  @inline(always)
  func columns(row: Float) -> (first: Float, last: Float)? { extent.columnsOfPixels(row: row) }

  @inline(always)
  func coverage(from column: Float, row: Float) -> LevelBlock {
    withUnsafePointer(to: shape) {
      spiral_antialiased_coverage($0, row, column + LevelBlock.places, SPIRAL_ANY)
    }
  }
}
