/// Shrinks pictures by a whole factor: every pixel becomes the mean of a square of them.
///
/// Owned by one environment.
final class CanvasReducer {
  private let side: Int
  private let scale: Int
  private let channels: Int
  /// Sums over `scale` rows, shape `[side * scale * channels]`; 16 rows of 255 fit by far.
  private let columnSums: UnsafeMutablePointer<UInt16>

  /// Takes memory for pictures that become `side` px wide.
  ///
  /// - Precondition: `scale` is in `1...16`, `channels` 1, 3 or 4.
  init(side: Int, scale: Int, channels: Int) {
    precondition((1...16).contains(scale), "a scale of \(scale)")
    (self.side, self.scale, self.channels) = (side, scale, channels)
    let width = side * scale
    columnSums = .allocate(capacity: width * channels)
    columnSums.initialize(repeating: 0, count: width * channels)
  }

  deinit {
    columnSums.deallocate()
  }

  /// Writes the means, rounded to nearest, shape `[side, side, channels]`; with four channels those of
  /// the colours are weighted by alpha.
  ///
  /// - Precondition: `source` has shape `[side * scale, side * scale, channels]`, and `target` room.
  func writeMeans(
    of source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableRawBufferPointer
  ) {
    let count = side * side * channels
    precondition(source.count == count * scale * scale, "\(source.count) bytes to shrink")
    precondition(target.count >= count, "\(target.count) bytes of room for \(count)")
    let target = target.assumingMemoryBound(to: UInt8.self)
    guard let source = source.baseAddress, let target = target.baseAddress else { return }
    for row in 0..<side {
      let output = target + row * side * channels
      if channels == 4 {
        writeWeighted(row, of: source, into: output)
      } else {
        writePlain(row, of: source, into: output)
      }
    }
  }

  private func writePlain(
    _ row: Int, of source: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
  ) {
    let width = side * scale * channels
    columnSums.update(repeating: 0, count: width)
    for line in 0..<scale {
      let input = source + (row * scale + line) * width
      for place in 0..<width { columnSums[place] &+= UInt16(input[place]) }
    }
    let area = UInt32(scale * scale)
    for pixel in 0..<side {
      for channel in 0..<channels {
        var sum = area / 2
        for column in 0..<scale {
          sum &+= UInt32(columnSums[(pixel * scale + column) * channels + channel])
        }
        output[pixel * channels + channel] = UInt8(truncatingIfNeeded: sum / area)
      }
    }
  }

  private func writeWeighted(
    _ row: Int, of source: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
  ) {
    let area = UInt32(scale * scale)
    for pixel in 0..<side {
      var sums = SIMD4<UInt32>()
      for line in 0..<scale {
        let start = source + ((row * scale + line) * side + pixel) * scale * 4
        for column in 0..<scale {
          let input = start + column * 4
          let alpha = UInt32(input[3])
          sums &+= SIMD4(
            UInt32(input[0]) &* alpha, UInt32(input[1]) &* alpha, UInt32(input[2]) &* alpha, alpha)
        }
      }
      for channel in 0..<3 {
        output[pixel * 4 + channel] =
          sums.w == 0 ? 0 : UInt8(truncatingIfNeeded: (sums[channel] &+ sums.w / 2) / sums.w)
      }
      output[pixel * 4 + 3] = UInt8(truncatingIfNeeded: (sums.w &+ area / 2) / area)
    }
  }
}
