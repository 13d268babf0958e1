import Testing

@testable import PaintCore

@Suite struct PixelImageTests {
  @Test func `sizes that disagree with the pixels throw`() {
    #expect(throws: PixelImageError.wrongPixelCount(expected: 12, got: 11)) {
      try PixelImage(width: 2, height: 2, channels: 3, pixels: [UInt8](repeating: 0, count: 11))
    }
    #expect(throws: PixelImageError.unsupportedChannels(2)) {
      try PixelImage(width: 2, height: 2, channels: 2, filledWith: 0)
    }
    for (width, height) in [(0, 4), (4, 0), (-1, -1), (Int.max, 2), (Int.max / 2, 1)] {
      #expect(throws: PixelImageError.impossibleSize(width: width, height: height)) {
        try PixelImage(width: width, height: height, channels: 3, filledWith: 0)
      }
    }
  }

  @Test func `luma follows Rec 601 for every tenth colour`() throws {
    var pixels: [UInt8] = []
    for red in stride(from: 0, through: 255, by: 10) {
      for green in stride(from: 0, through: 255, by: 10) {
        for blue in stride(from: 0, through: 255, by: 10) {
          pixels += [UInt8(red), UInt8(green), UInt8(blue)]
        }
      }
    }
    let image = try PixelImage(width: pixels.count / 3, height: 1, channels: 3, pixels: pixels)
    let grey = image.grey()
    #expect(grey.shape == [1, pixels.count / 3, 1])
    for index in grey.pixels.indices {
      let colour = pixels[index * 3..<index * 3 + 3].map { Double($0) }
      let luma = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
      #expect(abs(luma - Double(grey.pixels[index])) <= 0.5 + 1e-9)
    }
  }

  @Test func `alpha is laid over white`() throws {
    let image = try PixelImage(
      width: 3, height: 1, channels: 4, pixels: [10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 51])
    #expect(image.rgb().pixels == [10, 20, 30, 255, 255, 255, 204, 224, 255])
    #expect(image.grey().pixels == [18, 255, 222])
    for alpha in 0...255 {
      for sample in stride(from: 0, through: 255, by: 5) {
        let bytes = [UInt8(sample), 0, 0, UInt8(alpha)]
        let pixel = try PixelImage(width: 1, height: 1, channels: 4, pixels: bytes).rgb().pixels[0]
        let share = Double(alpha) / 255
        let exact = Double(sample) * share + 255 * (1 - share)
        #expect(abs(exact - Double(pixel)) <= 0.5 + 1e-9)
      }
    }
  }

  @Test func `channels convert and come back`() throws {
    let grey = try PixelImage(width: 2, height: 2, channels: 1, pixels: [0, 1, 128, 255])
    #expect(grey.rgb().pixels == [0, 0, 0, 1, 1, 1, 128, 128, 128, 255, 255, 255])
    #expect(grey.rgba().pixels.count == 16)
    #expect(grey.rgba().pixels[7] == 255)
    #expect(grey.rgba().grey() == grey)
    #expect(try grey.converted(toChannels: 3) == grey.rgb())
    #expect(throws: PixelImageError.unsupportedChannels(2)) { try grey.converted(toChannels: 2) }
  }

  @Test func `inversion keeps alpha`() throws {
    let image = try PixelImage(width: 1, height: 1, channels: 4, pixels: [0, 100, 255, 77])
    #expect(image.inverted.pixels == [255, 155, 0, 77])
    #expect(image.inverted.inverted == image)
    let grey = try PixelImage(width: 5, height: 1, channels: 1, pixels: [0, 1, 2, 3, 4])
    #expect(grey.inverted.pixels == [255, 254, 253, 252, 251])
  }
}
