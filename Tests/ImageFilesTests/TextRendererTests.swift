import ImageFiles
import PaintCore
import Testing

@Suite(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core")) struct TextRendererTests {
  private func page() throws -> Drawing {
    try Drawing(width: 200, height: 200, background: SIMD3(repeating: 255))
  }

  /// The columns and rows that are not white.
  private func inked(_ drawing: Drawing) throws -> (columns: [Int], rows: [Int]) {
    let image = try drawing.image().grey()
    let dark = image.pixels.indices.filter { image.pixels[$0] < 128 }
    return (Set(dark.map { $0 % 200 }).sorted(), Set(dark.map { $0 / 200 }).sorted())
  }

  @Test func `text stands on its baseline at its alignment`() throws {
    var text = try TextRenderer(size: 20)
    let width = try text.width(of: "HHHHH")
    for (alignment, start) in [
      (TextRenderer.Alignment.start, 100), (.middle, 100 - width / 2), (.end, 100 - width),
    ] {
      var drawing = try page()
      try text.draw("HHHHH", x: 100, y: 80, alignment: alignment, on: &drawing)
      let (columns, rows) = try inked(drawing)
      #expect(rows.last == 79)
      #expect(rows.count == text.capHeight)
      #expect(abs((columns.first ?? 0) - start) < 5)
      #expect(abs((columns.last ?? 0) - start - width) < 5)
    }
  }

  @Test func `turned text is the text a quarter to the left`() throws {
    var text = try TextRenderer(size: 16)
    var level = try page()
    try text.draw("Spiral 7", x: 40, y: 100, on: &level)
    var turned = try page()
    try text.draw("Spiral 7", x: 100, y: 160, turned: true, on: &turned)
    let (first, second) = (try level.image().grey(), try turned.image().grey())
    for y in 0..<200 {
      for x in 0..<200 where first.pixels[y * 200 + x] != 255 {
        // (40 + a, 100 + d) goes to (100 + d, 159 - a).
        #expect(second.pixels[(159 - x + 40) * 200 + y] == first.pixels[y * 200 + x])
      }
    }
    #expect(first.pixels.reduce(0) { $0 + Int($1) } == second.pixels.reduce(0) { $0 + Int($1) })
  }

  @Test func `letters of any script and odd sizes do not trap`() throws {
    for size in [0, 3.9, 513, .nan] {
      #expect(throws: DrawingError.self) { _ = try TextRenderer(size: size) }
    }
    var text = try TextRenderer(size: 12)
    var drawing = try page()
    try text.draw("µ≤ж \u{FFFF}\u{1F600}\0\n", x: -50, y: 1000, on: &drawing)
    try text.draw("", x: 0, y: 0, on: &drawing)
    #expect(try text.width(of: "") == 0)
  }
}
