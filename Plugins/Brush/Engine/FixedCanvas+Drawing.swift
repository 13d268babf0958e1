extension FixedCanvas: DabSurface {
  /// Blends one dab at once; equal to the library's queue, which keeps the order within a tile.
  ///
  /// Dabs that are not finite are skipped, and so are those the library refuses: radius below
  /// 0.1, hardness 0 (here: below 1e-30) or opacity 0.
  @discardableResult
  func draw(_ dab: Dab) -> Bool {
    let opacity = Self.clampUnit(dab.opacity)
    let hardness = Self.clampUnit(dab.hardness)
    guard dab.radius >= 0.1, opacity != 0, hardness >= 1e-30, dab.isFinite
    else { return false }
    let paint = DabPaint(dab: dab, opacity: opacity)
    guard paint.isVisible else { return true }
    let reach = DabReach(x: dab.x, y: dab.y, radius: dab.radius)
    let angle = DabAngle(degrees: dab.angle)
    let aspectRatio = dab.aspectRatio < 1 ? 1 : dab.aspectRatio
    let fallOff = DabFallOff(hardness: hardness)
    let tileColumns = reach.tileColumns(within: width)
    for tileY in reach.tileRows(within: height) {
      for tileX in tileColumns {
        let frame = DabFrame(
          x: dab.x - Float(tileX * Self.tileSize), y: dab.y - Float(tileY * Self.tileSize),
          radius: dab.radius, inverseSquare: 1 / (dab.radius * dab.radius), fallOff: fallOff)
        let span = TileSpan(
          frame: frame, originX: tileX * Self.tileSize, originY: tileY * Self.tileSize,
          canvas: self)
        if let axes = UprightAxes(angle, aspectRatio: aspectRatio) {
          stamp(frame, axes, paint, span)
        } else {
          stamp(frame, TiltedAxes(angle, aspectRatio: aspectRatio), paint, span)
        }
      }
    }
    return true
  }

  @inline(always)
  static func clampUnit(_ value: Float) -> Float { value > 1 ? 1 : (value < 0 ? 0 : value) }

  /// Chooses the loop compiled for this kind of mask and blending.
  @inline(always)
  private func stamp(_ frame: DabFrame, _ axes: some DabAxes, _ paint: DabPaint, _ span: TileSpan) {
    if frame.radius < 3 {
      stamp(AntialiasedMask(frame: frame, axes: axes), paint, span)
    } else {
      stamp(SmoothMask(frame: frame, axes: axes), paint, span)
    }
  }

  @inline(always)
  private func stamp(_ mask: some DabMask, _ paint: DabPaint, _ span: TileSpan) {
    if !hasAlpha && paint.isPlain {
      span.stamp(mask, OpaqueBlending(canvas: self, paint: paint))
    } else {
      span.stamp(mask, CompositeBlending(canvas: self, paint: paint))
    }
  }
}

extension DabPaint {
  /// - Parameter opacity: The dab's opacity, clamped.
  init(dab: Dab, opacity: Float) {
    let locked = FixedCanvas.clampUnit(dab.lockAlpha)
    let colorize = FixedCanvas.clampUnit(dab.colorize)
    let normal = (1 - locked) * (1 - colorize)
    red = Self.fix15(dab.red)
    green = Self.fix15(dab.green)
    blue = Self.fix15(dab.blue)
    targetAlpha = Self.fix15(dab.targetAlpha)
    normalOpacity = Self.fix15(normal * opacity)
    lockedOpacity = Self.fix15(locked * opacity)
    colorizeOpacity = Self.fix15(colorize * opacity)
  }

  /// Whether any mode has an opacity left in fix15.
  var isVisible: Bool { normalOpacity | lockedOpacity | colorizeOpacity != 0 }

  /// Whether the dab only paints, at full target alpha.
  var isPlain: Bool {
    targetAlpha == FixedCanvas.one && lockedOpacity == 0 && colorizeOpacity == 0
  }

  /// Clamped to `0...1` and truncated, as the library's conversion does.
  @inline(always)
  private static func fix15(_ value: Float) -> UInt16 {
    UInt16(truncatingIfNeeded: Int32(FixedCanvas.clampUnit(value) * 32768))
  }
}

/// The pixels and tiles a dab may touch: its bounding box plus one pixel.
struct DabReach {
  let left: Float
  let right: Float
  let top: Float
  let bottom: Float

  init(x: Float, y: Float, radius: Float) {
    let fringe = radius + 1
    left = (x - fringe).rounded(.down)
    right = (x + fringe).rounded(.down)
    top = (y - fringe).rounded(.down)
    bottom = (y + fringe).rounded(.down)
  }

  /// Tile indices that overlap a canvas `width` pixels wide.
  func tileColumns(within width: Int) -> Range<Int> { Self.tiles(left, right, within: width) }

  /// Tile indices that overlap a canvas `height` pixels high.
  func tileRows(within height: Int) -> Range<Int> { Self.tiles(top, bottom, within: height) }

  private static func tiles(_ low: Float, _ high: Float, within side: Int) -> Range<Int> {
    guard high >= 0, low < Float(side) else { return 0..<0 }
    let first = Int(max(low, 0)) / FixedCanvas.tileSize
    let last = Int(min(high, Float(side - 1))) / FixedCanvas.tileSize
    return first..<(last + 1)
  }
}

/// The part of one tile that a dab may touch, clipped to the canvas.
struct TileSpan {
  /// Tile coordinates, inclusive; empty when `low > high`.
  let lowX: Int
  let highX: Int
  let lowY: Int
  let highY: Int
  /// The last column of the tile that another tile follows, else past every block.
  let lastColumn: Int
  /// Element offset of tile coordinate (0, 0).
  let origin: Int
  let rowStride: Int

  init(frame: DabFrame, originX: Int, originY: Int, canvas: FixedCanvas) {
    let reach = DabReach(x: frame.x, y: frame.y, radius: frame.radius)
    let columns = min(FixedCanvas.tileSize, canvas.width - originX)
    let rows = min(FixedCanvas.tileSize, canvas.height - originY)
    lowX = Int(max(reach.left, 0))
    highX = Int(min(reach.right, Float(columns - 1)))
    lowY = Int(max(reach.top, 0))
    highY = Int(min(reach.bottom, Float(rows - 1)))
    let isLastTile = originX + FixedCanvas.tileSize >= canvas.width
    lastColumn = isLastTile ? .max : FixedCanvas.tileSize - 1
    origin = originY * canvas.rowStride + originX
    rowStride = canvas.rowStride
  }

  /// Runs mask and blending over the span in blocks of eight; the padding absorbs what hangs over.
  func stamp<Mask: DabMask, Blending: DabBlending>(_ mask: Mask, _ blending: Blending) {
    let (lowX, highX, lastColumn) = (Float(lowX), Float(highX), lastColumn)
    var y = lowY
    var rowOrigin = origin &+ y &* rowStride
    while y <= highY {
      if let row = mask.row(y) {
        let columns = mask.columns(of: row)
        var x = Int(max(columns.first, lowX))
        let last = Int(max(min(columns.last, highX), -1))
        var block = Float(x) + Self.lanes
        while x <= last {
          var coverage = mask.coverage(of: block, in: row)
          if x &+ 7 > lastColumn { coverage = cut(coverage, at: x) }
          if Self.isNotEmpty(coverage) { blending.blend(coverage, at: rowOrigin &+ x) }
          x &+= FixedCanvas.blockWidth
          block += Float(FixedCanvas.blockWidth)
        }
      }
      y &+= 1
      rowOrigin &+= rowStride
    }
  }

  /// Clears the lanes that belong to the next tile.
  private func cut(_ coverage: LevelBlock, at x: Int) -> LevelBlock {
    var result = coverage
    for lane in 0..<FixedCanvas.blockWidth where x + lane > lastColumn { result[lane] = 0 }
    return result
  }

  @inline(always)
  private static func isNotEmpty(_ coverage: LevelBlock) -> Bool {
    let words = unsafeBitCast(coverage, to: SIMD2<UInt64>.self)
    return words.x | words.y != 0
  }

  @inline(always)
  private static var lanes: FloatBlock { FloatBlock(0, 1, 2, 3, 4, 5, 6, 7) }
}
