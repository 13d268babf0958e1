import Testing

@testable import PaintCore

@Suite struct ImageDistanceTests {
  private func bytes(_ count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 784, 4096, 16383, 16384, 16385, 70000])
  func `sums equal the plain loops`(count: Int) {
    var generator = SystemRandomNumberGenerator()
    let a = bytes(count + 3, using: &generator)
    let b = bytes(count + 3, using: &generator)
    for shift in 0..<3 {
      var squares = 0
      var absolutes = 0
      for index in shift..<shift + count {
        let difference = Int(a[index]) - Int(b[index])
        squares += difference * difference
        absolutes += abs(difference)
      }
      let c = Array(a[shift...])
      let d = Array(b[shift...])
      #expect(ImageDistance.sumOfSquaredDifferences(c, d, count: count) == squares)
      #expect(ImageDistance.sumOfAbsoluteDifferences(c, d, count: count) == absolutes)
    }
  }

  @Test func `the largest differences do not overflow`() throws {
    let count = 1 << 20
    let black = try PixelImage(width: count, height: 1, channels: 1, filledWith: 0)
    let white = try PixelImage(width: count, height: 1, channels: 1, filledWith: 255)
    #expect(
      ImageDistance.sumOfSquaredDifferences(black.pixels, white.pixels, count: count)
        == 65025 * count)
    #expect(
      ImageDistance.sumOfAbsoluteDifferences(white.pixels, black.pixels, count: count)
        == 255 * count)
    #expect(try ImageDistance.meanSquaredError(black, white) == 1)
    #expect(try ImageDistance.meanSquaredError(white, white) == 0)
  }

  @Test func `the mean squared error is in units of full scale`() throws {
    let a = try PixelImage(width: 2, height: 1, channels: 1, pixels: [0, 51])
    let b = try PixelImage(width: 2, height: 1, channels: 1, pixels: [51, 51])
    #expect(abs(try ImageDistance.meanSquaredError(a, b) - 0.02) < 1e-15)
    #expect(ImageDistance.meanSquaredError(a.pixels, b.pixels, count: 0) == 0)
    let wide = try PixelImage(width: 1, height: 2, channels: 1, pixels: [0, 0])
    #expect(throws: PixelImageError.shapesDiffer([1, 2, 1], [2, 1, 1])) {
      try ImageDistance.meanSquaredError(a, wide)
    }
  }

  @Test func `the sums print their speed`() {
    var generator = SystemRandomNumberGenerator()
    for count in [64 * 64 * 3, 256 * 256 * 3] {
      let a = bytes(count, using: &generator)
      let b = bytes(count, using: &generator)
      let rounds = 200_000_000 / count
      var total = 0
      let clock = ContinuousClock()
      let squares = clock.measure {
        for _ in 0..<rounds {
          total &+= ImageDistance.sumOfSquaredDifferences(a, b, count: count)
        }
      }
      let absolutes = clock.measure {
        for _ in 0..<rounds {
          total &+= ImageDistance.sumOfAbsoluteDifferences(a, b, count: count)
        }
      }
      let bytes = Double(rounds * count)
      print(
        "distance of \(count) bytes: squares \(squares / .nanoseconds(1) / bytes) ns/byte,",
        "absolutes \(absolutes / .nanoseconds(1) / bytes) ns/byte, \(total != 0)")
    }
  }
}
