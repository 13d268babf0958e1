import PaintCore

/// An RGB picture of a part of the page on which lines are laid, with soft edges.
struct PictureCanvas {
  /// The picture's upper left corner, mm on the page.
  let origin: SIMD2<Double>
  /// Pixels per millimetre.
  let resolution: Double
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int
  private var pixels: [UInt8]

  /// A picture of one colour; at least a pixel on each side.
  init(
    origin: SIMD2<Double>, resolution: Double, width: Int, height: Int, color: SIMD3<UInt8>
  ) {
    self.origin = origin
    self.resolution = resolution
    self.width = max(width, 1)
    self.height = max(height, 1)
    pixels = []
    pixels.reserveCapacity(self.width * self.height * 3)
    for _ in 0..<(self.width * self.height) { pixels += [color.x, color.y, color.z] }
  }

  /// The picture as it is now, 3 channels.
  func image() throws(PixelImageError) -> PixelImage {
    try PixelImage(width: width, height: height, channels: 3, pixels: pixels)
  }

  /// Replaces a rectangle, as far as it lies on the picture; `bytes` are rows of RGB.
  mutating func paste(_ bytes: [UInt8], width: Int, height: Int, column: Int, row: Int) {
    for line in 0..<height where (0..<self.height).contains(row + line) {
      for place in 0..<width where (0..<self.width).contains(column + place) {
        let from = (line * width + place) * 3
        let to = ((row + line) * self.width + column + place) * 3
        for channel in 0..<3 { pixels[to + channel] = bytes[from + channel] }
      }
    }
  }

  /// Lays a line with round ends over the picture.
  ///
  /// - Parameters:
  ///   - start: mm on the page.
  ///   - end: mm on the page.
  ///   - width: Pixels.
  ///   - opacity: `0...1`.
  mutating func line(
    from start: SIMD2<Double>, to end: SIMD2<Double>, width: Double, color: SIMD3<UInt8>,
    opacity: Double = 1
  ) {
    let from = (start - origin) * resolution
    let way = (end - start) * resolution
    guard from.isFinite, way.isFinite else { return }
    let reach = width / 2 + 0.5
    let least = SIMD2(min(from.x, from.x + way.x), min(from.y, from.y + way.y)) - reach
    let greatest = SIMD2(max(from.x, from.x + way.x), max(from.y, from.y + way.y)) + reach
    let squaredLength = max(way.squaredLength, 1e-12)
    for row in Self.range(least.y, greatest.y, height) {
      for column in Self.range(least.x, greatest.x, self.width) {
        let offset = SIMD2(Double(column) + 0.5, Double(row) + 0.5) - from
        let part = min(max(offset.dot(way) / squaredLength, 0), 1)
        let cover = min(reach - (offset - way * part).length, 1)
        if cover > 0 { blend(column, row, color, cover * opacity) }
      }
    }
  }

  /// The edge of a rectangle of the page.
  mutating func frame(_ box: PageBox, width: Double, color: SIMD3<UInt8>) {
    let corners = [
      box.low, SIMD2(box.high.x, box.low.y), box.high, SIMD2(box.low.x, box.high.y), box.low,
    ]
    for (start, end) in zip(corners, corners.dropFirst()) {
      line(from: start, to: end, width: width, color: color)
    }
  }

  private mutating func blend(
    _ column: Int, _ row: Int, _ color: SIMD3<UInt8>, _ opacity: Double
  ) {
    let place = (row * width + column) * 3
    for channel in 0..<3 {
      let old = Double(pixels[place + channel])
      pixels[place + channel] = UInt8(old + (Double(color[channel]) - old) * opacity + 0.5)
    }
  }

  /// The pixels between two coordinates, cut off at the edges.
  private static func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
    let first = Int(min(max(low.rounded(.down), 0), Double(count)))
    let last = Int(min(max(high.rounded(.up), 0), Double(count)))
    return first..<max(first, last)
  }
}

/// A rectangle of the page, mm.
struct PageBox: Equatable {
  /// The upper left corner.
  var low: SIMD2<Double>
  /// The lower right corner.
  var high: SIMD2<Double>

  /// Grows to hold a point; one that is not finite changes nothing.
  mutating func include(_ point: SIMD2<Double>) {
    guard point.isFinite else { return }
    low = SIMD2(min(low.x, point.x), min(low.y, point.y))
    high = SIMD2(max(high.x, point.x), max(high.y, point.y))
  }
}
