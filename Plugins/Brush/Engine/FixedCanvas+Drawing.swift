import Glibc

extension FixedCanvas: DabSurface {
  /// Blends one dab at once; equal to the library's queue, which keeps the order within a tile.
  ///
  /// Dabs that are not finite are skipped, and so are those the library refuses: radius below
  /// 0.1, hardness 0 or opacity 0.
  @discardableResult
  func draw(_ dab: Dab) -> Bool {
    let opacity = Self.clampUnit(dab.opacity)
    let hardness = Self.clampUnit(dab.hardness)
    guard dab.radius >= 0.1, opacity != 0, hardness >= .leastNormalMagnitude * 4, dab.isFinite
    else { return false }
    let paint = DabPaint(dab: dab, opacity: opacity)
    let reach = DabReach(x: dab.x, y: dab.y, radius: dab.radius)
    let axis = DabAxis(angle: dab.angle)
    let fallOff = DabFallOff(hardness: hardness)
    let tileColumns = reach.tileColumns(within: width)
    for tileY in reach.tileRows(within: height) {
      for tileX in tileColumns {
        let frame = DabFrame(
          x: dab.x - Float(tileX * Self.tileSize), y: dab.y - Float(tileY * Self.tileSize),
          radius: dab.radius, aspectRatio: dab.aspectRatio < 1 ? 1 : dab.aspectRatio,
          cosine: axis.cosine, sine: axis.sine, inverseSquare: 1 / (dab.radius * dab.radius),
          fallOff: fallOff)
        stamp(frame, paint: paint, tileX: tileX, tileY: tileY)
      }
    }
    return true
  }

  @inline(__always)
  static func clampUnit(_ value: Float) -> Float { value > 1 ? 1 : (value < 0 ? 0 : value) }

  /// Chooses the loop compiled for this kind of mask and blending.
  private func stamp(_ frame: DabFrame, paint: DabPaint, tileX: Int, tileY: Int) {
    let span = TileSpan(
      frame: frame, originX: tileX * Self.tileSize, originY: tileY * Self.tileSize, canvas: self)
    let isPlain = !hasAlpha && paint.isPlain
    switch (frame.radius < 3, isPlain) {
    case (true, true):
      span.stamp(AntialiasedMask(frame: frame), OpaqueBlending(canvas: self, paint: paint))
    case (true, false):
      span.stamp(AntialiasedMask(frame: frame), CompositeBlending(canvas: self, paint: paint))
    case (false, true):
      span.stamp(SmoothMask(frame: frame), OpaqueBlending(canvas: self, paint: paint))
    case (false, false):
      span.stamp(SmoothMask(frame: frame), CompositeBlending(canvas: self, paint: paint))
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

  /// Whether the dab only paints, at full target alpha.
  var isPlain: Bool {
    targetAlpha == FixedCanvas.one && lockedOpacity == 0 && colorizeOpacity == 0
  }

  /// Clamped to `0...1` and truncated, as the library's conversion does.
  @inline(__always)
  private static func fix15(_ value: Float) -> UInt16 {
    UInt16(truncatingIfNeeded: Int32(FixedCanvas.clampUnit(value) * 32768))
  }
}

/// The long axis of a dab as the library computes it: degrees to radians in Float and Double.
struct DabAxis {
  let cosine: Float
  let sine: Float

  init(angle: Float) {
    // the default angle, on nearly every dab
    if angle == 90 {
      self = Self.upright
    } else {
      self.init(computing: angle)
    }
  }

  private static let upright = DabAxis(computing: 90)

  private init(computing angle: Float) {
    let radians = Float(Double(angle / 360 * 2) * Double.pi)
    cosine = Float(cos(Double(radians)))
    sine = Float(sin(Double(radians)))
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

  @inline(__always)
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
  @inline(__always)
  func stamp<Mask: DabMask, Blending: DabBlending>(_ mask: Mask, _ blending: Blending) {
    var y = lowY
    while y <= highY {
      if let row = mask.row(y) {
        var x = lowX
        while x <= highX {
          var coverage = mask.coverage(of: Float(x) + Self.lanes, in: row)
          if x + 7 > lastColumn { coverage = cut(coverage, at: x) }
          if Self.isNotEmpty(coverage) {
            blending.blend(coverage, at: origin + y * rowStride + x)
          }
          x += FixedCanvas.blockWidth
        }
      }
      y += 1
    }
  }

  /// Clears the lanes that belong to the next tile.
  private func cut(_ coverage: LevelBlock, at x: Int) -> LevelBlock {
    var result = coverage
    for lane in 0..<FixedCanvas.blockWidth where x + lane > lastColumn { result[lane] = 0 }
    return result
  }

  @inline(__always)
  private static func isNotEmpty(_ coverage: LevelBlock) -> Bool {
    let words = unsafeBitCast(coverage, to: SIMD2<UInt64>.self)
    return words.x | words.y != 0
  }

  private static let lanes = FloatBlock(0, 1, 2, 3, 4, 5, 6, 7)
}
