import CSIMD

/// How the covered pixels of a dab change; blocks of eight start at an element offset.
///
/// Formulas of `brushmodes.c`, libmypaint 1.3.0, on premultiplied fix15: with
/// `a = coverage · opacity`, `c' = a · colour + (1 − a) · c`, every product rounded down as there.
/// What only paints on an opaque canvas does not come here; see ``PlainInk``.
protocol DabBlending {
  func blend(_ coverage: LevelBlock, at offset: Int)
}

/// Colour and opacity of a dab in fix15.
struct DabPaint {
  var red: UInt16
  var green: UInt16
  var blue: UInt16
  var targetAlpha: UInt16
  var normalOpacity: UInt16
  var lockedOpacity: UInt16
  var colorizeOpacity: UInt16
}

extension UnsafeMutablePointer<UInt16> {
  /// Eight elements from `offset`.
  @inline(always)
  func block(_ offset: Int) -> LevelBlock {
    UnsafeRawPointer(self + offset).loadUnaligned(as: LevelBlock.self)
  }

  @inline(always)
  func setBlock(_ offset: Int, _ value: LevelBlock) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: value, as: LevelBlock.self)
  }
}

/// Every mode in the library's order: painting or partial erasing, locked alpha, colorize.
struct CompositeBlending: DabBlending {
  let canvas: FixedCanvas
  let paint: DabPaint

  @inline(always)
  func blend(_ coverage: LevelBlock, at offset: Int) {
    if paint.normalOpacity > 0 { blendNormal(coverage, at: offset) }
    if paint.lockedOpacity > 0 { blendLocked(coverage, at: offset) }
    if paint.colorizeOpacity > 0 { colorize(coverage, at: offset) }
  }

  /// Towards the colour at `targetAlpha`; with targetAlpha 1 this is plain painting.
  @inline(always)
  private func blendNormal(_ coverage: LevelBlock, at offset: Int) {
    let strength = spiral_multiply_fix15(coverage, LevelBlock(repeating: paint.normalOpacity))
    let rest = LevelBlock(repeating: FixedCanvas.one) &- strength
    let top = spiral_multiply_fix15(strength, LevelBlock(repeating: paint.targetAlpha))
    if canvas.hasAlpha {
      let alpha = canvas.alpha.block(offset)
      canvas.alpha.setBlock(offset, top &+ spiral_multiply_fix15(rest, alpha))
    }
    mixColors(top, rest, at: offset)
  }

  @inline(always)
  private func blendLocked(_ coverage: LevelBlock, at offset: Int) {
    let strength = spiral_multiply_fix15(coverage, LevelBlock(repeating: paint.lockedOpacity))
    let rest = LevelBlock(repeating: FixedCanvas.one) &- strength
    let top =
      canvas.hasAlpha ? spiral_multiply_fix15(strength, canvas.alpha.block(offset)) : strength
    mixColors(top, rest, at: offset)
  }

  @inline(always)
  private func mixColors(_ top: LevelBlock, _ rest: LevelBlock, at offset: Int) {
    mix(top, paint.red, rest, canvas.red, offset)
    mix(top, paint.green, rest, canvas.green, offset)
    mix(top, paint.blue, rest, canvas.blue, offset)
  }

  @inline(always)
  private func mix(
    _ top: LevelBlock, _ color: UInt16, _ rest: LevelBlock,
    _ plane: UnsafeMutablePointer<UInt16>, _ offset: Int
  ) {
    let mixed = spiral_blend_fix15(
      top, LevelBlock(repeating: color), rest, plane.block(offset))
    plane.setBlock(offset, mixed)
  }

  private func colorize(_ coverage: LevelBlock, at offset: Int) {
    let top = spiral_multiply_fix15(coverage, LevelBlock(repeating: paint.colorizeOpacity))
    for lane in 0..<LevelBlock.width where top[lane] > 0 {
      let place = offset + lane
      let alpha = UInt32(canvas.hasAlpha ? canvas.alpha[place] : FixedCanvas.one)
      let below = (canvas.red[place], canvas.green[place], canvas.blue[place])
      let color = Luminance.transfer(
        to: (paint.red, paint.green, paint.blue),
        from: (
          Self.unpremultiplied(below.0, alpha), Self.unpremultiplied(below.1, alpha),
          Self.unpremultiplied(below.2, alpha)
        ))
      let strength = UInt32(top[lane])
      canvas.red[place] = Self.mixed(strength, color.0, alpha, below.0)
      canvas.green[place] = Self.mixed(strength, color.1, alpha, below.1)
      canvas.blue[place] = Self.mixed(strength, color.2, alpha, below.2)
    }
  }

  private static func unpremultiplied(_ level: UInt16, _ alpha: UInt32) -> UInt16 {
    alpha == 0 ? 0 : UInt16(truncatingIfNeeded: UInt32(level) << 15 / alpha)
  }

  private static func mixed(
    _ strength: UInt32, _ color: UInt16, _ alpha: UInt32, _ below: UInt16
  ) -> UInt16 {
    let premultiplied = (UInt32(color) * alpha) >> 15
    let sum = strength &* premultiplied &+ (32768 - strength) &* UInt32(below)
    return UInt16(truncatingIfNeeded: sum >> 15)
  }
}

/// Luminance transfer of the colorize mode (SetLum and ClipColor of the PDF blend modes), with
/// the luma weights 0.3, 0.59, 0.11 of libmypaint 1.3.0.
enum Luminance {
  typealias Levels = (UInt16, UInt16, UInt16)

  private static let redWeight = Float(0.3 * 32768)
  private static let greenWeight = Float(0.59 * 32768)
  private static let blueWeight = Float(0.11 * 32768)

  /// `color` moved to the luminance of `source` and clipped to fix15; neither premultiplied.
  static func transfer(to color: Levels, from source: Levels) -> Levels {
    let sourceLuma = UInt16(truncatingIfNeeded: luma(widened(source)))
    let colorLuma = UInt16(truncatingIfNeeded: luma(widened(color)))
    let shift = Int32(Int16(truncatingIfNeeded: Int32(sourceLuma) - Int32(colorLuma)))
    var levels = widened(color) &+ SIMD3(repeating: shift)
    let middle = luma(levels)
    let lowest = levels.min()
    let highest = levels.max()
    if lowest < 0 { levels = compressed(levels, middle, room: middle, spread: middle - lowest) }
    if highest > 32768 {
      levels = compressed(levels, middle, room: 32768 - middle, spread: highest - middle)
    }
    return (
      UInt16(truncatingIfNeeded: levels.x), UInt16(truncatingIfNeeded: levels.y),
      UInt16(truncatingIfNeeded: levels.z)
    )
  }

  private static func widened(_ levels: Levels) -> SIMD3<Int32> {
    SIMD3(Int32(levels.0), Int32(levels.1), Int32(levels.2))
  }

  private static func luma(_ levels: SIMD3<Int32>) -> Int32 {
    let sum =
      Float(levels.x) * redWeight + Float(levels.y) * greenWeight + Float(levels.z) * blueWeight
    return Int32(sum / 32768)  // levels stay within ±98304
  }

  /// Distances from `middle` scaled by `room / spread`; unchanged when there is no spread.
  private static func compressed(
    _ levels: SIMD3<Int32>, _ middle: Int32, room: Int32, spread: Int32
  ) -> SIMD3<Int32> {
    guard spread > 0 else { return levels }
    var result = levels
    for index in 0..<3 { result[index] = middle + (levels[index] - middle) &* room / spread }
    return result
  }
}
