import StrokeProgram

/// What an untouched canvas holds.
enum CanvasBackground: Sendable, Equatable {
  /// Opaque white.
  case white
  /// Nothing.
  case transparent
  /// An opaque colour.
  case paper(StrokeColor)

  /// The fix15 numbers of red, green, blue and alpha.
  var levels: SIMD4<UInt16> {
    switch self {
    case .white: SIMD4(repeating: FixedCanvas.one)
    case .transparent: SIMD4(repeating: 0)
    case .paper(let color):
      SIMD4(
        FixedCanvas.level(color.red), FixedCanvas.level(color.green),
        FixedCanvas.level(color.blue), FixedCanvas.one)
    }
  }
}

/// A canvas of premultiplied 15-bit fixed-point numbers (`0...32768`), one plane per channel.
///
/// Without an alpha plane every pixel is opaque and no operation may change that. Rows are padded
/// so that a block of sixteen pixels that starts inside a row never leaves the allocation; what the
/// padding holds is meaningless. Owned by one thread at a time.
final class FixedCanvas {
  /// 1.0 in fix15.
  static let one: UInt16 = 1 << 15
  /// Pixels along each side of the squares in whose coordinates dabs are computed.
  static let tileSize = 64
  /// The widths and heights a canvas may have.
  static let sides = 1...4096

  let width: Int
  let height: Int
  /// Elements from one row of a plane to the next.
  let rowStride: Int
  let hasAlpha: Bool
  let background: CanvasBackground
  /// What colour read-back sees beyond the edges.
  let outsideLevels: SIMD4<UInt16>

  /// Planes, shape `[height, rowStride]`; `alpha` aliases `red` when there is no alpha plane.
  let red: UnsafeMutablePointer<UInt16>
  let green: UnsafeMutablePointer<UInt16>
  let blue: UnsafeMutablePointer<UInt16>
  let alpha: UnsafeMutablePointer<UInt16>

  private let elementCount: Int
  /// What may differ from what it was when the changes were last taken.
  private var changed = PixelBounds.empty

  /// The nearest fix15 number to a fraction in `0...1`.
  static func level(_ fraction: Double) -> UInt16 {
    UInt16((min(max(fraction, 0), 1) * Double(one)).rounded())
  }

  /// A cleared canvas; a transparent background always has an alpha plane.
  ///
  /// - Precondition: `width` and `height` lie in ``sides``.
  init(
    width: Int, height: Int, background: CanvasBackground, hasAlpha: Bool,
    outsideLevels: SIMD4<UInt16>? = nil
  ) {
    precondition(Self.sides.contains(width), "canvas width \(width) outside \(Self.sides)")
    precondition(Self.sides.contains(height), "canvas height \(height) outside \(Self.sides)")
    self.width = width
    self.height = height
    self.background = background
    self.hasAlpha = hasAlpha || background == .transparent
    self.outsideLevels = outsideLevels ?? background.levels
    rowStride = (width + 2 * WideLevelBlock.width - 1) / WideLevelBlock.width * WideLevelBlock.width
    let plane = rowStride * height
    elementCount = plane * (self.hasAlpha ? 4 : 3)
    red = .allocate(capacity: elementCount)
    green = red + plane
    blue = red + 2 * plane
    alpha = self.hasAlpha ? red + 3 * plane : red
    clear()
  }

  deinit { red.deallocate() }

  /// Fills every pixel with the background.
  func clear() {
    let planeSize = green - red
    for channel in 0..<(elementCount / planeSize) {
      (red + channel * planeSize)
        .update(repeating: background.levels[channel], count: planeSize)
    }
    markAllChanged()
  }

  /// The pixels that may have changed since this was last called.
  func takeChanges() -> PixelBounds {
    defer { changed = .empty }
    return changed
  }

  /// Lets ``takeChanges()`` return all pixels.
  func markAllChanged() { changed = .all(width: width, height: height) }

  /// - Precondition: part of the reach lies on the canvas.
  @inline(always)
  func markChanged(_ reach: DabReach) { changed.include(reach, width: width, height: height) }

  /// Takes over the pixels of a canvas of the same shape.
  ///
  /// - Precondition: sizes and presence of alpha agree.
  func copyPixels(from other: FixedCanvas) {
    precondition(
      other.rowStride == rowStride && other.elementCount == elementCount,
      "canvas \(other.width)x\(other.height) cannot be copied to \(width)x\(height)")
    red.update(from: other.red, count: elementCount)
    markAllChanged()
  }

  /// The planes that exist: red, green, blue and perhaps alpha.
  var planes: [UnsafeMutablePointer<UInt16>] {
    hasAlpha ? [red, green, blue, alpha] : [red, green, blue]
  }

  var pixelCount: Int { width * height }

  /// One pixel, fix15.
  func pixel(x: Int, y: Int) -> (red: UInt16, green: UInt16, blue: UInt16, alpha: UInt16) {
    precondition(
      x >= 0 && y >= 0 && x < width && y < height, "pixel (\(x), \(y)) outside the canvas")
    let offset = y * rowStride + x
    return (red[offset], green[offset], blue[offset], hasAlpha ? alpha[offset] : Self.one)
  }
}

// MARK: Saving

extension FixedCanvas {
  /// Appends the pixels, plane by plane, without the padding.
  func save(into bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + 2 * width * height * planes.count)
    for plane in planes {
      for row in 0..<height {
        for column in 0..<width {
          StateBytes.append(plane[row * rowStride + column], to: &bytes)
        }
      }
    }
  }

  /// Restores what `save` wrote for a canvas of the same shape; on error nothing has changed.
  func load(from bytes: inout ArraySlice<UInt8>) throws(BrushStateError) {
    let count = 2 * width * height * planes.count
    guard bytes.count >= count else {
      throw BrushStateError(field: "pixels", expected: "\(count) bytes", got: "\(bytes.count)")
    }
    let levels = bytes.prefix(count)
    for high in stride(from: levels.startIndex + 1, to: levels.endIndex, by: 2) {
      let level = UInt16(levels[high]) << 8 | UInt16(levels[high - 1])
      guard level <= Self.one else {
        throw BrushStateError(field: "pixel", expected: "0...32768", got: "\(level)")
      }
    }
    var position = levels.startIndex
    for plane in planes {
      for row in 0..<height {
        for column in 0..<width {
          plane[row * rowStride + column] =
            UInt16(levels[position + 1]) << 8 | UInt16(levels[position])
          position += 2
        }
      }
    }
    bytes = bytes.dropFirst(count)
    markAllChanged()
  }
}
