import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct GIFTests {
  @Test func `frames of at most 256 colours come back exactly`() throws {
    var noise = Noise(seed: 3)
    for colours in [1, 2, 3, 4, 5, 16, 17, 128, 129, 255, 256] {
      let palette = noise.bytes(colours * 3)
      let frames = try (0..<3).map { number in
        let pixels = (0..<67 * 45).flatMap { _ in
          let entry = Int.random(in: 0..<colours, using: &noise) * 3
          return palette[entry..<entry + 3]
        }
        let image = try PixelImage(width: 67, height: 45, channels: 3, pixels: pixels)
        return GIFFrame(image, delay: number * 7)
      }
      let decoded = try PlainGIFDecoder(GIF.encode(frames))
      #expect(decoded.loops == 0)
      #expect([decoded.width, decoded.height] == [67, 45])
      #expect(decoded.frames.map(\.delay) == [0, 7, 14])
      #expect(decoded.frames.map(\.pixels) == frames.map(\.image.pixels))
    }
  }

  @Test func `every length of code stream ends well`() throws {
    // Lengths around every widening of the codes and the full table, on noise and on one colour.
    var noise = Noise(seed: 8)
    let grey = noise.bytes(6000)
    for length in Array(1...700) + Array(3700...4200) + [5999, 6000] {
      for pixels in [Array(grey[..<length]), [UInt8](repeating: 9, count: length)] {
        let image = try PixelImage(width: length, height: 1, channels: 1, pixels: pixels)
        let decoded = try PlainGIFDecoder(GIF.encode([GIFFrame(image, delay: 1)]))
        #expect(decoded.frames.map(\.pixels) == [image.rgb().pixels])
      }
    }
  }

  @Test func `only the changed rectangle is stored`() throws {
    let blank = try PixelImage(width: 40, height: 30, channels: 1, filledWith: 255)
    var pixels = blank.pixels
    pixels[5 * 40 + 7] = 0
    pixels[9 * 40 + 3] = 10
    let dotted = try PixelImage(width: 40, height: 30, channels: 1, pixels: pixels)
    let frames = [blank, dotted, dotted, blank].map { GIFFrame($0, delay: 10) }
    let decoded = try PlainGIFDecoder(GIF.encode(frames))
    #expect(
      decoded.frames.map(\.rectangle) == [
        [0, 0, 40, 30], [3, 5, 5, 5], [0, 0, 1, 1], [3, 5, 5, 5],
      ])
    #expect(decoded.frames.map(\.pixels) == frames.map { $0.image.rgb().pixels })
  }

  @Test func `many colours stay close`() throws {
    var pixels: [UInt8] = []
    for y in 0..<128 {
      for x in 0..<128 { pixels += [UInt8(2 * x), UInt8(2 * y), UInt8((x + y) / 2)] }
    }
    let image = try PixelImage(width: 128, height: 128, channels: 3, pixels: pixels)
    let decoded = try PlainGIFDecoder(GIF.encode([GIFFrame(image, delay: 1)]))
    let shown = try PixelImage(
      width: 128, height: 128, channels: 3, pixels: decoded.frames[0].pixels)
    let error = try ImageDistance.meanSquaredError(image, shown)
    #expect(error < 0.0005)
    #expect(Set(stride(from: 0, to: pixels.count, by: 3).map { shown.pixels[$0] }).count > 10)
  }

  @Test(.enabled(if: SharedData.isPresent, "needs ../shared/data"))
  func `a photograph stays close`() throws {
    let image = try ImageFile.read("\(SharedData.folder)/photos/astronaut.png")
    let clock = ContinuousClock()
    var file: [UInt8] = []
    let time = try clock.measure { file = try GIF.encode([GIFFrame(image, delay: 1)]) }
    let decoded = try PlainGIFDecoder(file)
    let shown = try PixelImage(
      width: 512, height: 512, channels: 3, pixels: decoded.frames[0].pixels)
    let error = try ImageDistance.meanSquaredError(image, shown)
    print("GIF of a 512x512 photograph: \(time), \(file.count) bytes, error \(error)")
    #expect(error < 0.001)
  }

  @Test func `what does not fit is refused`() throws {
    #expect(throws: ImageFileError.self) { try GIF.encode([]) }
    #expect(throws: ImageFileError.self) { try GIFEncoder(width: 65536, height: 1) }
    let small = try PixelImage(width: 2, height: 2, channels: 1, filledWith: 0)
    let large = try PixelImage(width: 3, height: 2, channels: 1, filledWith: 0)
    #expect(throws: ImageFileError.self) {
      try GIF.encode([GIFFrame(small, delay: 0), GIFFrame(large, delay: 0)])
    }
    for delay in [-1, 65536] {
      #expect(throws: ImageFileError.self) { try GIF.encode([GIFFrame(small, delay: delay)]) }
    }
  }
}
