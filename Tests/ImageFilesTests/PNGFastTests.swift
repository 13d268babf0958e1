import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct PNGFastTests {
  @Test(arguments: [(1, 1), (1, 7), (7, 1), (64, 64), (333, 5)], [1, 3, 4])
  func `what is written fast reads back`(size: (Int, Int), channels: Int) throws {
    var noise = Noise(seed: 3)
    let image = try PixelImage(
      width: size.0, height: size.1, channels: channels,
      pixels: (0..<size.0 * size.1 * channels).map { _ in
        UInt8.random(in: 0...255, using: &noise)
      })
    #expect(try PNG.decode(PNG.encodeFast(image)) == image)
  }

  @Test func `a smooth picture shrinks`() throws {
    let image = try PixelImage(
      width: 64, height: 64, channels: 3, pixels: (0..<64 * 64 * 3).map { UInt8($0 / 3 % 64) })
    #expect(try PNG.encodeFast(image).count < 1000)
  }
}
