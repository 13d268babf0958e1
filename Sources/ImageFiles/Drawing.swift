public import PaintCore

/// An RGB picture that is being drawn; what falls outside it is cut off.
public struct Drawing: Sendable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  private var pixels: [UInt8]

  /// A picture filled with one colour (red, green, blue).
  ///
  /// - Throws: ``DrawingError/size(_:)`` for sides below 1 or above ``PNG/largestSide``.
  public init(width: Int, height: Int, background: SIMD3<UInt8>) throws(DrawingError) {
    guard 1...PNG.largestSide ~= width, 1...PNG.largestSide ~= height else {
      throw .size(.impossibleSize(width: width, height: height))
    }
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 255, count: width * height * 3)
    fill(x: 0, y: 0, width: width, height: height, color: background)
  }

  /// The picture as it is now, 3 channels.
  ///
  /// - Throws: never for a drawing that could be made.
  public func image() throws(DrawingError) -> PixelImage {
    do {
      return try PixelImage(width: width, height: height, channels: 3, pixels: pixels)
    } catch { throw .size(error) }
  }

  /// Fills a rectangle with one colour.
  public mutating func fill(x: Int, y: Int, width: Int, height: Int, color: SIMD3<UInt8>) {
    for row in max(0, y)..<max(0, y, min(self.height, y + height)) {
      for column in max(0, x)..<max(0, x, min(self.width, x + width)) {
        set(row * self.width + column, color)
      }
    }
  }

  /// Lays ink over one pixel: `coverage` 255 replaces it, 0 leaves it.
  public mutating func blend(x: Int, y: Int, color: SIMD3<UInt8>, coverage: UInt8) {
    guard 0..<width ~= x, 0..<height ~= y, coverage > 0 else { return }
    let start = (y * width + x) * 3
    let share = Int(coverage)
    for channel in 0..<3 {
      let mixed = Int(color[channel]) * share + Int(pixels[start + channel]) * (255 - share)
      pixels[start + channel] = UInt8(truncatingIfNeeded: (mixed + 127) / 255)
    }
  }

  /// Copies an image with its top left at (x, y), every pixel as a square of `scale` pixels.
  ///
  /// - Precondition: `scale` is positive.
  public mutating func paste(_ image: PixelImage, x: Int, y: Int, scale: Int = 1) {
    precondition(scale > 0, "cannot enlarge \(scale) times")
    let source = image.rgb()
    for row in 0..<image.height {
      for column in 0..<image.width {
        let start = (row * image.width + column) * 3
        let color = SIMD3(source.pixels[start], source.pixels[start + 1], source.pixels[start + 2])
        fill(x: x + column * scale, y: y + row * scale, width: scale, height: scale, color: color)
      }
    }
  }

  private mutating func set(_ pixel: Int, _ color: SIMD3<UInt8>) {
    pixels[pixel * 3] = color.x
    pixels[pixel * 3 + 1] = color.y
    pixels[pixel * 3 + 2] = color.z
  }
}

// MARK: Lines

extension Drawing {
  /// Draws the line through `points` (pixels from the top left corner of the picture), round at its
  /// ends and joints; a point that is not finite interrupts it, a lone point is a dot.
  ///
  /// A pixel's coverage is how far the line's edge reaches past its centre, by distance, and the
  /// segments of a line share one mask, so that joints are no darker.
  public mutating func line(
    _ points: [SIMD2<Double>], thickness: Double, color: SIMD3<UInt8>
  ) {
    var mask = [UInt8](repeating: 0, count: width * height)
    var last: SIMD2<Double>?
    for point in points {
      guard isNear(point) else {
        last = nil
        continue
      }
      cover(from: last ?? point, to: point, reach: thickness / 2, in: &mask)
      last = point
    }
    for row in 0..<height {
      for column in 0..<width where mask[row * width + column] > 0 {
        blend(x: column, y: row, color: color, coverage: mask[row * width + column])
      }
    }
  }

  /// Whether a point is finite and so near the picture that pixel numbers can be made of it.
  private func isNear(_ point: SIMD2<Double>) -> Bool {
    abs(point.x) < 1e6 && abs(point.y) < 1e6
  }

  /// Raises the mask to the coverage of one segment.
  private func cover(
    from start: SIMD2<Double>, to end: SIMD2<Double>, reach: Double, in mask: inout [UInt8]
  ) {
    let way = end - start
    let squaredLength = (way * way).sum()
    let low = Int(min(start.y, end.y) - reach - 1)
    let high = Int(max(start.y, end.y) + reach + 1)
    let left = max(0, Int(min(start.x, end.x) - reach - 1))
    let right = min(width - 1, Int(max(start.x, end.x) + reach + 1))
    guard left <= right else { return }
    for row in max(0, low)..<max(0, low, min(height, high + 1)) {
      for column in left...right {
        let offset = SIMD2(Double(column) + 0.5, Double(row) + 0.5) - start
        // The nearest point of the segment is at a share t of the way.
        let t = squaredLength > 0 ? min(max((offset * way).sum() / squaredLength, 0), 1) : 0
        let away = offset - way * t
        let coverage = min(max(reach + 0.5 - (away * away).sum().squareRoot(), 0), 1)
        let value = UInt8(coverage * 255)
        if value > mask[row * width + column] { mask[row * width + column] = value }
      }
    }
  }
}
