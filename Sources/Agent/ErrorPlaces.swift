import PaintCore

/// Where a painting still differs from its target, as a distribution to draw places from.
struct ErrorPlaces {
  private let height: Int
  private let width: Int
  /// The running sum of the squared errors of the pixels, row-major.
  private let cumulative: [Double]

  /// Measures the squared difference of every pixel, summed over its channels.
  ///
  /// Returns nil when there is no difference, or when the pictures are not of `shape` (height,
  /// width, channels).
  init?(canvas: [UInt8], target: [UInt8], shape: [Int]) {
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), canvas.count == target.count,
      canvas.count == shape[0] * shape[1] * shape[2]
    else { return nil }
    height = shape[0]
    width = shape[1]
    let channels = shape[2]
    var sum = 0.0
    var cumulative: [Double] = []
    cumulative.reserveCapacity(height * width)
    for pixel in 0..<(height * width) {
      for index in (pixel * channels)..<((pixel + 1) * channels) {
        let difference = Double(canvas[index]) - Double(target[index])
        sum += difference * difference
      }
      cumulative.append(sum)
    }
    guard sum > 0 else { return nil }
    self.cumulative = cumulative
  }

  /// Draws a pixel with a probability proportional to its error.
  ///
  /// - Returns: The pixel's middle in `0..<1`, `x` to the right and `y` down.
  func draw(_ random: inout RandomStream) -> (x: Double, y: Double) {
    let wanted = random.uniform() * (cumulative.last ?? 0)
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > wanted { high = middle } else { low = middle + 1 }
    }
    return (
      (Double(low % width) + 0.5) / Double(width), (Double(low / width) + 0.5) / Double(height)
    )
  }
}
