import CSIMD

extension FixedCanvas {
  /// How many channels an observation can have: red only, RGB, or RGBA.
  static let channelCounts = [1, 3, 4]

  /// Writes the picture as bytes, row-major, shape `[height, width, channels]`.
  ///
  /// Colours are un-premultiplied with rounding, then `(255 c + 16384) / 32768`; transparent
  /// pixels become 0 (the published environment's conversion).
  /// - Precondition: `channels` is one of ``channelCounts`` and `bytes` has room.
  func writePixels(channels: Int, into bytes: UnsafeMutablePointer<UInt8>) {
    writePixels(in: .all(width: width, height: height), channels: channels, into: bytes)
  }

  /// Writes at least the pixels in `bounds` to their places in the picture, and no byte outside it.
  ///
  /// - Parameter bytes: The whole picture.
  func writePixels(
    in bounds: PixelBounds, channels: Int, into bytes: UnsafeMutablePointer<UInt8>
  ) {
    precondition(Self.channelCounts.contains(channels), "\(channels) channels")
    let wide = WideLevelBlock.width
    let columns = bounds.columns
    let first = columns.lowerBound / wide * wide
    let wideEnd = !hasAlpha && channels < 4 ? width / wide * wide : 0
    for row in bounds.rows {
      var x = first
      let levels = red + row * rowStride
      let line = bytes + row * width * channels
      while x < min(columns.upperBound, wideEnd) {
        if channels == 3 {
          spiral_write_rgb_x16(levels + x, green - red, line + 3 * x)
        } else {
          spiral_write_grey_x16(levels + x, line + x)
        }
        x &+= wide
      }
      while x < columns.upperBound {
        straightPixels(at: row * rowStride + x).write(
          channels: channels, count: min(LevelBlock.width, width - x), into: line + channels * x)
        x &+= LevelBlock.width
      }
    }
  }

  /// Eight pixels from `offset` as bytes.
  @inline(always)
  private func straightPixels(at offset: Int) -> PixelBlock {
    let levels = (red.block(offset), green.block(offset), blue.block(offset))
    let opacity = hasAlpha ? alpha.block(offset) : LevelBlock(repeating: Self.one)
    if opacity == LevelBlock(repeating: Self.one) {
      return PixelBlock(
        PixelBlock.bytes(levels.0), PixelBlock.bytes(levels.1), PixelBlock.bytes(levels.2),
        LevelBlock(repeating: 255))
    }
    return PixelBlock(
      Self.unpremultiply(levels.0, opacity), Self.unpremultiply(levels.1, opacity),
      Self.unpremultiply(levels.2, opacity), PixelBlock.bytes(opacity))
  }

  /// `(c · 32768 + a / 2) / a` in integers, 0 where `a` is 0, then as a byte.
  private static func unpremultiply(_ level: LevelBlock, _ alpha: LevelBlock) -> LevelBlock {
    var result = LevelBlock()
    for lane in 0..<LevelBlock.width where alpha[lane] > 0 {
      let divisor = UInt32(alpha[lane])
      let straight = (UInt32(level[lane]) << 15 + divisor / 2) / divisor
      result[lane] = UInt16((255 &* straight &+ 16384) >> 15 & 255)
    }
    return result
  }
}

/// Eight pixels as packed words, red in the lowest byte.
private struct PixelBlock {
  private let red: SIMD8<UInt8>
  private let words: SIMD8<UInt32>

  /// - Parameters: Bytes, `0...255`.
  @inline(always)
  init(_ red: LevelBlock, _ green: LevelBlock, _ blue: LevelBlock, _ alpha: LevelBlock) {
    self.red = spiral_narrow_to_u8(red)
    let low = red | green &<< 8
    let high = blue | alpha &<< 8
    words = spiral_widen_u16(low) | spiral_widen_u16(high) &<< 16
  }

  /// Levels up to 32768 as bytes.
  @inline(always)
  static func bytes(_ level: LevelBlock) -> LevelBlock { spiral_fix15_to_byte(level) }

  /// Writes the first `count` pixels.
  @inline(always)
  func write(channels: Int, count: Int, into bytes: UnsafeMutablePointer<UInt8>) {
    let raw = UnsafeMutableRawPointer(bytes)
    guard count == 8 else { return writeSlowly(channels: channels, count: count, into: bytes) }
    switch channels {
    case 1: raw.storeBytes(of: red, as: SIMD8<UInt8>.self)
    case 3:
      // six bytes in each word; the two above them are overwritten by the next word
      let pairs = unsafeBitCast(words, to: SIMD4<UInt64>.self)
      let sixes = (pairs & 0xff_ffff) | ((pairs &>> 8) & 0xffff_ff00_0000)
      for lane in 0..<3 { raw.storeBytes(of: sixes[lane], toByteOffset: 6 * lane, as: UInt64.self) }
      let last = sixes[3]
      raw.storeBytes(of: UInt32(truncatingIfNeeded: last), toByteOffset: 18, as: UInt32.self)
      raw.storeBytes(of: UInt16(truncatingIfNeeded: last >> 32), toByteOffset: 22, as: UInt16.self)
    default: raw.storeBytes(of: words, as: SIMD8<UInt32>.self)
    }
  }

  private func writeSlowly(channels: Int, count: Int, into bytes: UnsafeMutablePointer<UInt8>) {
    for pixel in 0..<count {
      for channel in 0..<channels {
        bytes[pixel * channels + channel] = UInt8(
          truncatingIfNeeded: words[pixel] >> UInt32(8 * channel))
      }
    }
  }
}
