import ImageFiles
import PaintCore
import Testing

@testable import LiveView

@Suite struct FrameChangeTests {
  private func noise(_ random: inout RandomStream, alpha: Bool) throws -> PixelImage {
    let pixels = (0..<(9 * 7)).flatMap { _ in
      (0..<3).map { _ in UInt8(random.integer(below: 256)) }
        + [alpha ? UInt8(random.integer(below: 256)) : 255]
    }
    return try PixelImage(width: 9, height: 7, channels: 4, pixels: pixels)
  }

  /// `picture` with a few other pixels.
  private func touched(
    _ picture: PixelImage, by other: PixelImage, _ random: inout RandomStream
  ) throws -> PixelImage {
    var pixels = picture.pixels
    for _ in 0..<random.integer(below: 5) {
      let start = random.integer(below: 63) * 4
      pixels.replaceSubrange(start..<(start + 4), with: other.pixels[start..<(start + 4)])
    }
    return try PixelImage(width: 9, height: 7, channels: 4, pixels: pixels)
  }

  @Test(arguments: [false, true]) func `a change makes the next picture`(alpha: Bool) throws {
    var random = RandomStream(key: 3, stream: 0)
    for _ in 0..<200 {
      let old = try noise(&random, alpha: alpha)
      let new = try touched(old, by: noise(&random, alpha: alpha), &random)
      if let change = try FrameChange(from: old, to: new) {
        #expect(try checksum(pasting(change, onto: old)) == checksum(new))
        #expect(!change.replaces || alpha)
      } else {
        #expect(old == new)
      }
    }
  }

  @Test func `the rectangle is the smallest`() throws {
    let old = try PixelImage(width: 20, height: 10, channels: 4, filledWith: 255)
    var pixels = old.pixels
    for place in [(3, 2), (11, 7)] { pixels[(place.1 * 20 + place.0) * 4] = 0 }
    let new = try PixelImage(width: 20, height: 10, channels: 4, pixels: pixels)
    let change = try #require(try FrameChange(from: old, to: new))
    let part = try PNG.decode(change.png)
    #expect([change.x, change.y, part.width, part.height] == [3, 2, 9, 6])
  }
}
