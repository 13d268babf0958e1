import CSIMD

/// Coverage-weighted sums of one tile, exact in 32 bits.
private struct TileSums {
  var weight: UInt32 = 0
  var channels = SIMD4<UInt32>()
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
    let side = Float(Self.tileSize)
    var weight: Float = 0
    var channels = SIMD4<Float>()
    for tileY in Int((reach.top / side).rounded(.down))...Int((reach.bottom / side).rounded(.down))
    {
      for tileX in Int(
        (reach.left / side).rounded(.down))...Int((reach.right / side).rounded(.down))
      {
        let sums = sums(x: x, y: y, radius: radius, tileX: tileX, tileY: tileY)
        weight += Float(sums.weight)
        for channel in 0..<4 { channels[channel] += Float(sums.channels[channel]) }
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
    let axis = DabAxis(angle: 0)
    let frame = DabFrame(
      x: x - Float(tileX * Self.tileSize), y: y - Float(tileY * Self.tileSize), radius: radius,
      aspectRatio: 1, cosine: axis.cosine, sine: axis.sine,
      inverseSquare: 1 / (radius * radius), fallOff: DabFallOff(hardness: 0.5))
    return radius < 3
      ? sums(AntialiasedMask(frame: frame), frame, tileX, tileY)
      : sums(SmoothMask(frame: frame), frame, tileX, tileY)
  }

  private func sums<Mask: DabMask>(
    _ mask: Mask, _ frame: DabFrame, _ tileX: Int, _ tileY: Int
  ) -> TileSums {
    let reach = DabReach(x: frame.x, y: frame.y, radius: frame.radius)
    let last = Float(Self.tileSize - 1)
    let columns = Int(max(reach.left, 0))...Int(max(min(reach.right, last), max(reach.left, 0)))
    let lanes = FloatBlock(0, 1, 2, 3, 4, 5, 6, 7)
    var sums = TileSums()
    var y = Int(max(reach.top, 0))
    while Float(y) <= min(reach.bottom, last) {
      if let row = mask.row(y) {
        for x in stride(from: columns.lowerBound, through: columns.upperBound, by: 8) {
          let coverage = mask.coverage(of: Float(x) + lanes, in: row)
          let count = min(8, columns.upperBound - x + 1)
          add(
            coverage, count: count, x: tileX * Self.tileSize + x, y: tileY * Self.tileSize + y,
            to: &sums)
        }
      }
      y += 1
    }
    return sums
  }

  /// Adds the first `count` pixels from canvas position (x, y).
  @inline(__always)
  private func add(
    _ coverage: LevelBlock, count: Int, x: Int, y: Int, to sums: inout TileSums
  ) {
    let rowIsInside = y >= 0 && y < height
    for lane in 0..<count where coverage[lane] > 0 {
      let share = UInt32(coverage[lane])
      let column = x + lane
      sums.weight &+= share
      var levels = SIMD4<UInt32>(truncatingIfNeeded: outsideLevels)
      if rowIsInside && column >= 0 && column < width {
        let offset = y * rowStride + column
        levels = SIMD4(
          UInt32(red[offset]), UInt32(green[offset]), UInt32(blue[offset]),
          UInt32(hasAlpha ? alpha[offset] : Self.one))
      }
      sums.channels &+= (share &* levels) &>> 15
    }
  }
}
