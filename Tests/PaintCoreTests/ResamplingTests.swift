import Testing

@testable import PaintCore

@Suite struct ResamplingTests {
  /// An image of repeatable noise.
  private func noise(_ width: Int, _ height: Int, _ channels: Int, seed: UInt64 = 1) throws
    -> PixelImage
  {
    var state = seed
    let pixels = (0..<width * height * channels).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    return try PixelImage(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// The weight of input `j` for output `i`, straight from the definitions, in floating point.
  private func weight(_ i: Int, _ j: Int, from input: Int, to output: Int) -> Double {
    let scale = Double(input) / Double(output)
    if output <= input {
      let overlap =
        min(Double(i + 1) * scale, Double(j + 1)) - max(Double(i) * scale, Double(j))
      return max(0, overlap) / scale
    }
    let centre = min(max((Double(i) + 0.5) * scale - 0.5, 0), Double(input - 1))
    return max(0, 1 - abs(centre - Double(j)))
  }

  /// Every output sample as the full double sum over the image, not rounded.
  private func reference(_ image: PixelImage, _ newWidth: Int, _ newHeight: Int) -> [Double] {
    let columns = (0..<newWidth).map { i in
      (0..<image.width).map { weight(i, $0, from: image.width, to: newWidth) }
    }
    let rows = (0..<newHeight).map { i in
      (0..<image.height).map { weight(i, $0, from: image.height, to: newHeight) }
    }
    var result: [Double] = []
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        for channel in 0..<image.channels {
          var sum = 0.0
          for v in 0..<image.height where rows[y][v] > 0 {
            for u in 0..<image.width where columns[x][u] > 0 {
              let sample = image.pixels[(v * image.width + u) * image.channels + channel]
              sum += rows[y][v] * columns[x][u] * Double(sample)
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  @Test(arguments: [
    (28, 28, 64, 64), (64, 64, 28, 28), (28, 28, 512, 3), (105, 105, 64, 64), (7, 31, 31, 7),
    (1, 1, 9, 9), (9, 9, 1, 1), (2, 5, 3, 5), (250, 13, 64, 64), (512, 2, 511, 2),
  ])
  func `results match a per-pixel reference`(width: Int, height: Int, toWidth: Int, toHeight: Int)
    throws
  {
    for channels in [1, 3, 4] {
      let image = try noise(width, height, channels)
      let result = try image.resized(toWidth: toWidth, height: toHeight)
      #expect(result.shape == [toHeight, toWidth, channels])
      let expected = reference(image, toWidth, toHeight)
      let worst = zip(result.pixels, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(worst <= 0.5 + 1e-9)
    }
  }

  @Test func `a constant image stays constant`() throws {
    for value: UInt8 in [0, 1, 127, 254, 255] {
      let image = try PixelImage(width: 37, height: 53, channels: 3, filledWith: value)
      for (width, height) in [(64, 64), (11, 13), (37, 200), (53, 37), (1, 1)] {
        let result = try image.resized(toWidth: width, height: height)
        #expect(result.pixels.allSatisfy { $0 == value })
      }
    }
  }

  @Test func `512 to 64 gives the rounded means of 8x8 blocks`() throws {
    let image = try noise(512, 512, 3)
    let result = try image.resized(toWidth: 64, height: 64)
    for y in 0..<64 {
      for x in 0..<64 {
        for channel in 0..<3 {
          var sum = 0
          for v in 0..<8 {
            for u in 0..<8 {
              sum += Int(image.pixels[((y * 8 + v) * 512 + x * 8 + u) * 3 + channel])
            }
          }
          #expect(Int(result.pixels[(y * 64 + x) * 3 + channel]) == (2 * sum + 64) / 128)
        }
      }
    }
  }

  @Test func `a whole-number downscale keeps the mean`() throws {
    for factor in [2, 3, 5, 6] {
      // Blocks are constant plus a pattern of mean 0, so every block mean is a whole number.
      let side = 12 * factor
      var pixels = [UInt8](repeating: 0, count: side * side)
      for y in 0..<side {
        for x in 0..<side {
          let base = 40 + (y / factor) * 12 + x / factor
          let swing = [7, -7, 0, 0, 0, 0][x % factor]
          pixels[y * side + x] = UInt8(base + swing)
        }
      }
      let image = try PixelImage(width: side, height: side, channels: 1, pixels: pixels)
      let result = try image.resized(toWidth: 12, height: 12)
      let before = pixels.reduce(0) { $0 + Int($1) }
      let after = result.pixels.reduce(0) { $0 + Int($1) }
      #expect(before == after * factor * factor)
    }
  }

  @Test func `halves round up exactly`() throws {
    // 36 samples with sum 18 have the mean 0.5; thirds and sixths are inexact in floating point.
    let pixels = (0..<36).map { UInt8($0 % 2) }
    let image = try PixelImage(width: 6, height: 6, channels: 1, pixels: pixels)
    #expect(try image.resized(toWidth: 1, height: 1).pixels == [1])
    let less = try PixelImage(width: 6, height: 6, channels: 1, pixels: [0, 0] + pixels[2...])
    #expect(try less.resized(toWidth: 1, height: 1).pixels == [0])
  }

  @Test func `the same size is the same image and impossible sizes throw`() throws {
    let image = try noise(8, 9, 3)
    #expect(try image.resized(toWidth: 8, height: 9) == image)
    #expect(throws: PixelImageError.impossibleSize(width: 0, height: 9)) {
      try image.resized(toWidth: 0, height: 9)
    }
    #expect(throws: PixelImageError.impossibleSize(width: .max, height: .max)) {
      try image.resized(toWidth: .max, height: .max)
    }
  }

  @Test func `resizing prints its speed`() throws {
    let image = try noise(512, 512, 3)
    let clock = ContinuousClock()
    let down = try clock.measure {
      for _ in 0..<20 { _ = try image.resized(toWidth: 64, height: 64) }
    }
    let small = try noise(28, 28, 1)
    let up = try clock.measure {
      for _ in 0..<200 { _ = try small.resized(toWidth: 64, height: 64) }
    }
    print("resize 512x512x3 -> 64: \(down / 20), 28x28x1 -> 64: \(up / 200)")
  }
}
