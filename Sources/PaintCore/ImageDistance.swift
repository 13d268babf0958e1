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
    var index = 0
    while index &+ 8 <= count {
      let blockEnd = min(index &+ blockLength, count)
      var lanes = SIMD8<Int32>()
      while index &+ 8 <= blockEnd {
        let difference = widened(a + index) &- widened(b + index)
        // Known 16-bit factors make this a multiply-add instruction.
        let wide = SIMD8<Int32>(truncatingIfNeeded: difference)
        lanes &+= wide &* wide
        index &+= 8
      }
      sum += Int(lanes.wrappedSum())
    }
    while index < count {
      let difference = Int(a[index]) - Int(b[index])
      sum += difference * difference
      index += 1
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

  @inline(__always)
  private static func widened(_ bytes: UnsafePointer<UInt8>) -> SIMD8<Int16> {
    let loaded = UnsafeRawPointer(bytes).loadUnaligned(as: SIMD8<UInt8>.self)
    return SIMD8<Int16>(truncatingIfNeeded: loaded)
  }

  /// Bytes summed in 32 bits before the total widens, a multiple of 8: 255² · 16384 is below 2^31.
  private static let blockLength = 16384
}
