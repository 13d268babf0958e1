import CSIMD

/// The part of one tile that a dab may touch, clipped to the canvas.
struct TileSpan {
  /// Tile coordinates, inclusive; empty when `low > high`.
  let lowX: Int32
  let highX: Int32
  let lowY: Int32
  let highY: Int32
  /// The columns of the tile where another tile follows, else more than any block reaches.
  let columnCount: Int32
  /// Element offset of tile coordinate (0, 0).
  let origin: Int
  let rowStride: Int

  @inline(always)
  init(_ shape: DabShape, radius: Float, originX: Int, originY: Int, canvas: FixedCanvas) {
    let reach = DabReach(x: shape.x, y: shape.y, radius: radius)
    let columns = min(FixedCanvas.tileSize, canvas.width &- originX)
    let rows = min(FixedCanvas.tileSize, canvas.height &- originY)
    lowX = spiral_truncate(max(reach.left, 0))
    highX = spiral_truncate(max(min(reach.right, Float(columns &- 1)), -1))
    lowY = spiral_truncate(max(reach.top, 0))
    highY = spiral_truncate(max(min(reach.bottom, Float(rows &- 1)), -1))
    let isLastTile = originX &+ FixedCanvas.tileSize >= canvas.width
    columnCount = isLastTile ? .max : Int32(FixedCanvas.tileSize)
    origin = originY &* canvas.rowStride &+ originX
    rowStride = canvas.rowStride
  }

  /// Calls `body` with the element offset of each row's column 0, the row, and its columns that the
  /// dab may cover.
  @inline(always)
  func forEachRow(
    columns: (Float) -> (first: Float, last: Float)?,
    _ body: (_ origin: Int, _ row: Float, _ first: Int32, _ last: Int32) -> Void
  ) {
    let (left, right) = (Float(lowX), Float(highX))
    var rowOrigin = origin &+ Int(lowY) &* rowStride
    var y = lowY
    while y <= highY {
      let row = Float(y)
      if let (first, last) = columns(row) {
        body(
          rowOrigin, row, spiral_truncate(max(first, left)),
          spiral_truncate(max(min(last, right), -1)))
      }
      y &+= 1
      rowOrigin &+= rowStride
    }
  }

  /// Runs mask and blending over the span in blocks; the padding absorbs what hangs over.
  func stamp<Mask: DabMask, Blending: DabBlending>(_ mask: Mask, _ blending: Blending) {
    let width = Int32(Mask.Block.width)
    forEachRow(columns: mask.columns(row:)) { origin, row, first, last in
      var x = first
      while x <= last {
        var coverage = mask.coverage(from: Float(x), row: row)
        if x &+ width > columnCount { coverage = coverage.keepingFirst(Int(columnCount &- x)) }
        coverage.forEachEight { eight, place in
          if eight.isNotEmpty { blending.blend(eight, at: origin &+ Int(x) &+ place) }
        }
        x &+= width
      }
    }
  }
}
