/// Distances between byte images; the sums are exact whole numbers.
public enum ImageDistance {
  /// The sum of (a − b)² over `count` bytes.
  ///
  /// - Parameters:
  ///   - a: At least `count` readable bytes.
  ///   - b: At least `count` readable bytes; may be `a`.
  ///   - count: Bytes to compare, at least 0 and below 2^47, so that the sum fits.
  /// - Complexity: O(`count`), vectorised.
  public static func sumOfSquaredDifferences(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int
  ) -> Int {
    precondition(count >= 0, "count \(count) is negative")
    var sum = 0
    var start = 0
    while start < count {
      let end = min(start + blockLength, count)
      var blockSum: Int32 = 0
      for index in start..<end {
        // A product of two 16-bit numbers summed in 32 bits is one multiply-add instruction.
        let difference = Int16(truncatingIfNeeded: a[index]) &- Int16(truncatingIfNeeded: b[index])
        let wide = Int32(truncatingIfNeeded: difference)
        blockSum &+= wide &* wide
      }
      sum += Int(blockSum)
      start = end
    }
    return sum
  }

  /// The sum of |a − b| over `count` bytes.
  ///
  /// - Parameters:
  ///   - a: At least `count` readable bytes.
  ///   - b: At least `count` readable bytes; may be `a`.
  ///   - count: Bytes to compare, at least 0.
  /// - Complexity: O(`count`), vectorised.
  public static func sumOfAbsoluteDifferences(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int
  ) -> Int {
    precondition(count >= 0, "count \(count) is negative")
    var sum = 0
    var start = 0
    while start < count {
      let end = min(start + blockLength, count)
      var blockSum: Int32 = 0
      for index in start..<end {
        let difference = Int32(truncatingIfNeeded: a[index]) &- Int32(truncatingIfNeeded: b[index])
        blockSum &+= difference < 0 ? 0 &- difference : difference
      }
      sum += Int(blockSum)
      start = end
    }
    return sum
  }

  /// The mean of ((a − b) / 255)² over `count` bytes, in `0...1`; 0 when `count` is 0.
  ///
  /// - Parameters:
  ///   - a: At least `count` readable bytes.
  ///   - b: At least `count` readable bytes; may be `a`.
  ///   - count: Bytes to compare, at least 0.
  public static func meanSquaredError(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int
  ) -> Double {
    guard count > 0 else { return 0 }
    let sum = sumOfSquaredDifferences(a, b, count: count)
    return Double(sum) / (255 * 255 * Double(count))
  }

  /// The mean squared error of two images of one shape, in `0...1`.
  ///
  /// - Throws: ``PixelImageError/shapesDiffer(_:_:)``.
  public static func meanSquaredError(_ a: PixelImage, _ b: PixelImage) throws(PixelImageError)
    -> Double
  {
    guard a.shape == b.shape else { throw .shapesDiffer(a.shape, b.shape) }
    return a.pixels.withUnsafeBufferPointer { first in
      b.pixels.withUnsafeBufferPointer { second in
        guard let first = first.baseAddress, let second = second.baseAddress else { return 0 }
        return meanSquaredError(first, second, count: a.pixels.count)
      }
    }
  }

  /// Bytes summed in 32 bits before the total widens: 255² · 16384 is below 2^31.
  private static let blockLength = 16384
}
