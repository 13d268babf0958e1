import CSIMD

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
    let columns = reach.tileColumns(within: width)
    let rows = reach.tileRows(within: height)
    guard !columns.isEmpty, !rows.isEmpty else { return true }
    markChanged(reach)
    let shape = DabShape(
      x: dab.x, y: dab.y, radius: dab.radius, hardness: hardness,
      angle: DabAngle(degrees: dab.angle), aspectRatio: dab.aspectRatio < 1 ? 1 : dab.aspectRatio)
    for tileY in rows {
      for tileX in columns {
        let (originX, originY) = (tileX &* Self.tileSize, tileY &* Self.tileSize)
        let local = shape.inTile(originX: originX, originY: originY)
        let span = TileSpan(
          local, radius: dab.radius, originX: originX, originY: originY, canvas: self)
        stamp(local, radius: dab.radius, paint, span)
      }
    }
    return true
  }

  @inline(always)
  static func clampUnit(_ value: Float) -> Float { value > 1 ? 1 : (value < 0 ? 0 : value) }

  /// Chooses the loop compiled for this kind of dab.
  @inline(always)
  private func stamp(_ shape: DabShape, radius: Float, _ paint: DabPaint, _ span: TileSpan) {
    if !hasAlpha && paint.isPlain {
      PlainInk(paint).paint(shape, radius: radius, span, on: self)
    } else if radius < DabShape.antialiasedBelow {
      span.stamp(
        AntialiasedMask(shape, radius: radius), CompositeBlending(canvas: self, paint: paint))
    } else {
      span.stamp(SmoothMask(shape, radius: radius), CompositeBlending(canvas: self, paint: paint))
    }
  }
}

extension DabPaint {
  /// - Parameter opacity: The dab's opacity, clamped.
  @inline(always)
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

  @inline(always)
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

  @inline(always)
  private static func tiles(_ low: Float, _ high: Float, within side: Int) -> Range<Int> {
    guard high >= 0, low < Float(side) else { return 0..<0 }
    let first = Int(spiral_truncate(max(low, 0))) / FixedCanvas.tileSize
    let last = Int(spiral_truncate(min(high, Float(side - 1)))) / FixedCanvas.tileSize
    return Range(uncheckedBounds: (first, last &+ 1))
  }
}
