import ImageFiles
import PaintCore
import Testing

/// Pictures of the tests go to the folder that SPIRAL_PICTURES names, for looking at.
func keep(_ image: PixelImage, as name: String) throws {
  guard let folder = environmentVariable("SPIRAL_PICTURES") else { return }
  try ImageFile.write(image, to: "\(folder)/\(name).png")
}

@Suite struct DrawingTests {
  private let white = SIMD3<UInt8>(repeating: 255)
  private let black = SIMD3<UInt8>(repeating: 0)

  private func blank(_ width: Int, _ height: Int) throws -> Drawing {
    try Drawing(width: width, height: height, background: white)
  }

  /// The dark of a grey-free picture in pixels.
  private func ink(_ image: PixelImage) -> Double {
    Double(image.grey().pixels.reduce(0) { $0 + 255 - Int($1) }) / 255
  }

  @Test func `rectangles and images are cut off at the edges`() throws {
    var drawing = try blank(5, 4)
    drawing.fill(x: -2, y: 2, width: 4, height: 9, color: SIMD3(1, 2, 3))
    let marked = try drawing.image()
    for y in 0..<4 {
      for x in 0..<5 {
        let expected: [UInt8] = x < 2 && y >= 2 ? [1, 2, 3] : [255, 255, 255]
        #expect(Array(marked.pixels[(y * 5 + x) * 3..<(y * 5 + x) * 3 + 3]) == expected)
      }
    }
    let image = try PixelImage(width: 2, height: 1, channels: 1, pixels: [10, 20])
    drawing.paste(image, x: 3, y: -1, scale: 2)
    let pasted = try drawing.image().pixels
    #expect([pasted[9], pasted[12], pasted[24]] == [10, 10, 255])
    drawing.fill(x: 90, y: 90, width: 4, height: 9, color: black)
    drawing.fill(x: 1, y: 1, width: -4, height: 2, color: black)
    #expect(try drawing.image().pixels == pasted)
  }

  @Test func `ink is mixed by coverage and rounded`() throws {
    var drawing = try blank(3, 1)
    drawing.blend(x: 0, y: 0, color: black, coverage: 255)
    drawing.blend(x: 1, y: 0, color: SIMD3(0, 100, 255), coverage: 128)
    drawing.blend(x: 2, y: 0, color: black, coverage: 0)
    drawing.blend(x: 3, y: 0, color: black, coverage: 255)
    drawing.blend(x: -1, y: 0, color: black, coverage: 255)
    #expect(try drawing.image().pixels == [0, 0, 0, 127, 177, 255, 255, 255, 255])
  }

  @Test func `a line has the ink of its length times thickness wherever it goes`() throws {
    for end in [SIMD2(80.0, 20), SIMD2(80, 47.3), SIMD2(20, 80), SIMD2(63.2, 71.9)] {
      var drawing = try blank(100, 100)
      drawing.line([SIMD2(20, 20), end], thickness: 3, color: black)
      let way = end - SIMD2(20, 20)
      let expected = (way * way).sum().squareRoot() * 3 + 9 * Double.pi / 4
      #expect(abs(ink(try drawing.image()) - expected) < 0.03 * expected)
    }
  }

  @Test func `a joint is no darker and a gap interrupts`() throws {
    var whole = try blank(60, 20)
    whole.line([SIMD2(5, 10), SIMD2(55, 10)], thickness: 2, color: black)
    var joined = try blank(60, 20)
    joined.line([SIMD2(5, 10), SIMD2(30.3, 10), SIMD2(55, 10)], thickness: 2, color: black)
    #expect(try whole.image() == joined.image())
    var broken = try blank(60, 20)
    broken.line(
      [SIMD2(5, 10), SIMD2(.nan, 10), SIMD2(55, 10)], thickness: 2, color: black)
    #expect(ink(try broken.image()) < 8)
    #expect(ink(try broken.image()) > 4)
    var wild = try blank(8, 8)
    wild.line(
      [SIMD2(.infinity, 0), SIMD2(1e300, 1), SIMD2(-1e5, -1e5), SIMD2(1e5, 1e5)], thickness: 1,
      color: black)
    #expect(ink(try wild.image()) > 8)
  }

  @Test func `impossible sizes throw`() {
    for (width, height) in [(0, 5), (5, -1), (Int.max, Int.max), (5, 16385)] {
      #expect(throws: DrawingError.self) { try blank(width, height) }
    }
  }
}
