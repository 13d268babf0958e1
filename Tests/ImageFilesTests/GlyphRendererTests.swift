import ImageFiles
import PaintCore
import TestMaterial
import Testing

/// The font of the labels; tests that draw letters skip without it.
enum UsualFont {
  static let isPresent = GlyphRenderer.usualFontPaths.contains(where: FileBytes.isFile)
}

@Suite struct GlyphRendererTests {
  private func renderer() throws -> GlyphRenderer {
    try GlyphRenderer(try GlyphRenderer.fontFile())
  }

  /// The ink of a mask in pixels.
  private func ink(_ glyph: Glyph) -> Double {
    Double(glyph.coverage.reduce(0) { $0 + Int($1) }) / 255
  }

  @Test(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core"))
  func `a full stop is a solid block on the baseline and an l a stem`() throws {
    var font = try renderer()
    let dot = try font.glyph(".", style: GlyphStyle(size: 100))
    // DejaVu Sans: 2048 units an em, the stop is 211 wide and 254 high from 0 up.
    #expect((11...12).contains(dot.width))
    #expect((12...14).contains(dot.height))
    #expect(dot.top == dot.height)
    #expect(abs(ink(dot) - 10.3 * 12.4) < 1)
    let stem = try font.glyph("l", style: GlyphStyle(size: 100))
    #expect(stem.height > 70 && stem.width < 14)
    #expect(abs(dot.advance - 31.8) < 0.2)
  }

  @Test(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core"))
  func `size weight and matrix act on the mask`() throws {
    var font = try renderer()
    let plain = try font.glyph("o", style: GlyphStyle(size: 60))
    let double = try font.glyph("o", style: GlyphStyle(size: 120))
    #expect(abs(ink(double) / ink(plain) - 4) < 0.1)
    var bold = GlyphStyle(size: 60)
    bold.weight = 3
    #expect(try ink(font.glyph("o", style: bold)) > ink(plain) * 1.3)
    bold.weight = -2
    #expect(try ink(font.glyph("o", style: bold)) < ink(plain) * 0.8)
    // A quarter turn to the left: an l lies down with its foot to the right of the pen.
    var turned = GlyphStyle(size: 60)
    turned.matrix = SIMD4(0, -1, 1, 0)
    let lying = try font.glyph("l", style: turned)
    #expect(lying.width > 4 * lying.height)
    #expect(lying.left < -30)
  }

  @Test(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core"))
  func `a centred box has its middle at the point`() throws {
    var font = try renderer()
    for (x, y) in [(32.0, 32.0), (20.5, 41.25)] {
      let glyph = try font.glyph(
        "o", style: GlyphStyle(size: 40), place: .centred(x: x, y: y))
      var sums = SIMD3<Double>()
      for row in 0..<glyph.height {
        for column in 0..<glyph.width {
          let share = Double(glyph.coverage[row * glyph.width + column])
          let place = SIMD2(
            Double(glyph.left + column) + 0.5, Double(glyph.top - row) - 0.5)
          sums += SIMD3(share, share * place.x, share * place.y)
        }
      }
      // The letter o is its own mirror image, so its ink's centre is that of its box.
      #expect(abs(sums.y / sums.x - x) < 0.1)
      #expect(abs(sums.z / sums.x - y) < 0.1)
    }
  }

  @Test(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core"))
  func `blanks have no mask and what a font lacks is a box`() throws {
    var font = try renderer()
    let blank = try font.glyph(" ", style: GlyphStyle(size: 20))
    #expect(blank.coverage.isEmpty && blank.advance > 5)
    #expect(font.has("A") && !font.has("\u{10FFFD}"))
    #expect(try !font.glyph("\u{10FFFD}", style: GlyphStyle(size: 20)).coverage.isEmpty)
  }

  @Test(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core"))
  func `what is out of range throws`() throws {
    var font = try renderer()
    for size in [0, -1, 1e9, .nan, .infinity] {
      #expect(throws: DrawingError.self) { _ = try font.glyph("A", style: GlyphStyle(size: size)) }
    }
    var wild = GlyphStyle(size: 2048)
    wild.matrix = SIMD4(16, 0, 0, 16)
    #expect(throws: DrawingError.font("a glyph reaches too far")) {
      _ = try font.glyph("A", style: wild)
    }
    wild.matrix = SIMD4(.nan, 0, 0, 1)
    #expect(throws: DrawingError.self) { _ = try font.glyph("A", style: wild) }
    for far in [1e9, -1e300, Double.nan] {
      #expect(throws: DrawingError.self) {
        _ = try font.glyph("A", style: GlyphStyle(size: 20), place: .centred(x: far, y: 0))
      }
    }
  }

  @Test func `other bytes are no font`() {
    for bytes in [[], [1, 2, 3], Array("%PDF-1.4 hello".utf8)] as [[UInt8]] {
      #expect(throws: DrawingError.self) { _ = try GlyphRenderer(bytes) }
    }
    let path = "/nowhere/font.ttf"
    #expect(
      throws: DrawingError.file(.file(path: path, reason: "No such file or directory"))
    ) { try GlyphRenderer.fontFile(at: path) }
  }

  @Test(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core"))
  func `300 mutations of a font throw or draw`() throws {
    let file = try GlyphRenderer.fontFile()
    var noise = Noise(seed: 5)
    var drawn = 0
    for round in 0..<300 {
      var changed = file
      for _ in 0..<200 {
        changed[Int.random(in: 0..<file.count, using: &noise)] = .random(in: 0...255, using: &noise)
      }
      for _ in 0..<round % 3 {
        changed[Int.random(in: 0..<600, using: &noise)] = .random(in: 0...255, using: &noise)
      }
      do throws(DrawingError) {
        var font = try GlyphRenderer(changed)
        for character in "Ab3g".unicodeScalars {
          _ = try font.glyph(character, style: GlyphStyle(size: 24))
        }
        drawn += 1
      } catch {}
    }
    #expect((1..<300).contains(drawn))
  }
}
