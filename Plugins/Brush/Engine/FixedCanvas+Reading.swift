import CSIMD

/// Coverage-weighted sums of one tile, exact in 32 bits, spread over eight lanes.
private struct TileSums {
  private var weights = SIMD8<UInt32>()
  private var reds = SIMD8<UInt32>()
  private var greens = SIMD8<UInt32>()
  private var blues = SIMD8<UInt32>()
  private var alphas = SIMD8<UInt32>()

  var weight: Float { Float(weights.wrappedSum()) }

  /// Red, green, blue, alpha.
  var channels: SIMD4<Float> {
    SIMD4(
      Float(reds.wrappedSum()), Float(greens.wrappedSum()), Float(blues.wrappedSum()),
      Float(alphas.wrappedSum()))
  }

  /// Adds eight pixels; each product is rounded down as in the library.
  @inline(always)
  mutating func add(
    _ coverage: LevelBlock, _ red: LevelBlock, _ green: LevelBlock, _ blue: LevelBlock,
    _ alpha: LevelBlock
  ) {
    weights &+= spiral_widen_u16(coverage)
    reds &+= spiral_widen_u16(spiral_multiply_fix15(coverage, red))
    greens &+= spiral_widen_u16(spiral_multiply_fix15(coverage, green))
    blues &+= spiral_widen_u16(spiral_multiply_fix15(coverage, blue))
    alphas &+= spiral_widen_u16(spiral_multiply_fix15(coverage, alpha))
  }
}

extension FixedCanvas {
  /// The mean colour under a soft disc (hardness 0.5) of at least one pixel radius.
  ///
  /// Beyond the edges the canvas continues with `outsideLevels`. Follows `get_color` of libmypaint
  /// 1.3.0; sums are per tile in integers, then over tiles in Float.
  func color(x: Float, y: Float, radius: Float) -> SurfaceColor {
    guard x.isFinite, y.isFinite, radius.isFinite, abs(x) < 1e8, abs(y) < 1e8, radius < 1e5
    else { return .nothing }
    let radius = radius < 1 ? 1 : radius
    let reach = DabReach(x: x, y: y, radius: radius)
    let tile = { (pixel: Float) in Int((pixel / Float(Self.tileSize)).rounded(.down)) }
    var weight: Float = 0
    var channels = SIMD4<Float>()
    for tileY in tile(reach.top)...tile(reach.bottom) {
      for tileX in tile(reach.left)...tile(reach.right) {
        let sums = sums(x: x, y: y, radius: radius, tileX: tileX, tileY: tileY)
        weight += sums.weight
        channels += sums.channels
      }
    }
    guard weight > 0 else { return .nothing }
    channels /= weight
    guard channels.w > 0 else { return .nothing }
    return SurfaceColor(
      red: Self.clampUnit(channels.x / channels.w), green: Self.clampUnit(channels.y / channels.w),
      blue: Self.clampUnit(channels.z / channels.w), alpha: Self.clampUnit(channels.w))
  }

  /// Sums over one tile, on the canvas or beyond it.
  private func sums(x: Float, y: Float, radius: Float, tileX: Int, tileY: Int) -> TileSums {
    let shape = DabShape(
      x: x, y: y, radius: radius, hardness: 0.5, angle: DabAngle(degrees: 0), aspectRatio: 1
    ).inTile(originX: tileX * Self.tileSize, originY: tileY * Self.tileSize)
    let reach = DabReach(x: shape.x, y: shape.y, radius: radius)
    return radius < DabShape.antialiasedBelow
      ? sums(AntialiasedMask(shape, radius: radius), reach, tileX, tileY)
      : sums(SmoothMask(shape, radius: radius), reach, tileX, tileY)
  }

  private func sums<Mask: DabMask>(
    _ mask: Mask, _ reach: DabReach, _ tileX: Int, _ tileY: Int
  ) -> TileSums {
    let last = Float(Self.tileSize - 1)
    var sums = TileSums()
    var y = Int(max(reach.top, 0))
    while Float(y) <= min(reach.bottom, last) {
      if let columns = mask.columns(row: Float(y)) {
        let end = Int(max(min(columns.last, last), -1))
        var x = Int(max(columns.first, 0))
        while x <= end {
          var coverage = mask.coverage(from: Float(x), row: Float(y))
          if x + Mask.Block.width > Self.tileSize {
            coverage = coverage.keepingFirst(Self.tileSize - x)
          }
          coverage.forEachEight { eight, place in
            add(
              eight, x: tileX * Self.tileSize + x + place, y: tileY * Self.tileSize + y, to: &sums)
          }
          x += Mask.Block.width
        }
      }
      y += 1
    }
    return sums
  }

  /// Eight pixels outside the canvas.
  private var beyond: (LevelBlock, LevelBlock, LevelBlock, LevelBlock) {
    let levels = outsideLevels
    return (
      LevelBlock(repeating: levels.x), LevelBlock(repeating: levels.y),
      LevelBlock(repeating: levels.z), LevelBlock(repeating: levels.w)
    )
  }

  /// Adds eight pixels from canvas position (x, y), which may lie outside in part.
  @inline(always)
  private func add(_ coverage: LevelBlock, x: Int, y: Int, to sums: inout TileSums) {
    guard y >= 0, y < height, x > -LevelBlock.width, x < width else {
      let (red, green, blue, alpha) = beyond
      return sums.add(coverage, red, green, blue, alpha)
    }
    guard x >= 0, x + LevelBlock.width <= width else {
      return addPartly(coverage, x: x, y: y, to: &sums)
    }
    let offset = y * rowStride + x
    let opacity = hasAlpha ? alpha.block(offset) : LevelBlock(repeating: Self.one)
    sums.add(coverage, red.block(offset), green.block(offset), blue.block(offset), opacity)
  }

  private func addPartly(_ coverage: LevelBlock, x: Int, y: Int, to sums: inout TileSums) {
    var (reds, greens, blues, alphas) = beyond
    for lane in 0..<LevelBlock.width where (0..<width).contains(x + lane) {
      let pixel = pixel(x: x + lane, y: y)
      reds[lane] = pixel.red
      greens[lane] = pixel.green
      blues[lane] = pixel.blue
      alphas[lane] = pixel.alpha
    }
    sums.add(coverage, reds, greens, blues, alphas)
  }
}
