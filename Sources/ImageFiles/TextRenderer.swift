/// Draws lines of text in one font and size, glyph by glyph, left to right.
public struct TextRenderer: ~Copyable {
  /// Which part of a text stands at the given place.
  public enum Alignment: Sendable, Equatable {
    /// Its start.
    case start
    /// Its middle.
    case middle
    /// Its end.
    case end
  }

  private var font: GlyphRenderer
  private let style: GlyphStyle
  private var cache: [Unicode.Scalar: Glyph] = [:]

  /// Rows from one line of text to the next.
  public let lineHeight: Int
  /// Rows that a capital letter takes above the baseline.
  public let capHeight: Int

  /// A renderer for a size in pixels per em, `4...512`.
  ///
  /// - Parameter fontFile: The bytes of a font; nil takes the usual one of the system.
  /// - Throws: ``DrawingError`` when there is no font.
  public init(size: Double, fontFile: [UInt8]? = nil) throws(DrawingError) {
    guard (4...512).contains(size) else { throw .unusable("text size \(size): expected 4 to 512") }
    let bytes: [UInt8]
    if let fontFile { bytes = fontFile } else { bytes = try GlyphRenderer.fontFile() }
    var font = try GlyphRenderer(bytes)
    var style = GlyphStyle(size: size)
    style.isHinted = true
    let capital = try font.glyph("H", style: style)
    self.init(font: font, style: style, capHeight: capital.height)
  }

  private init(font: consuming GlyphRenderer, style: GlyphStyle, capHeight: Int) {
    self.font = font
    self.style = style
    self.capHeight = capHeight
    lineHeight = Int(style.size * 1.3 + 0.5)
  }

  /// The columns a text takes.
  ///
  /// - Throws: ``DrawingError/font(_:)`` for damaged fonts.
  public mutating func width(of text: String) throws(DrawingError) -> Int {
    var sum = 0.0
    for character in text.unicodeScalars { sum += try glyph(character).advance }
    return Int(sum.rounded(.up))
  }

  /// Draws `text` with its baseline on row `y` and the aligned part at column `x`; when `turned`,
  /// a quarter to the left, so that it reads upwards along column `x`.
  ///
  /// - Throws: ``DrawingError/font(_:)`` for damaged fonts.
  public mutating func draw(
    _ text: String, x: Int, y: Int, alignment: Alignment = .start,
    color: SIMD3<UInt8> = SIMD3(repeating: 0), turned: Bool = false, on drawing: inout Drawing
  ) throws(DrawingError) {
    let length = try Double(width(of: text))
    var pen = alignment == .start ? 0 : alignment == .middle ? -length / 2 : -length
    for character in text.unicodeScalars {
      let glyph = try glyph(character)
      let start = Int(pen.rounded()) + glyph.left
      for row in 0..<glyph.height {
        for column in 0..<glyph.width {
          let along = start + column
          let down = row - glyph.top
          let coverage = glyph.coverage[row * glyph.width + column]
          let place = turned ? (x: x + down, y: y - along - 1) : (x: x + along, y: y + down)
          drawing.blend(x: place.x, y: place.y, color: color, coverage: coverage)
        }
      }
      pen += glyph.advance
    }
  }

  private mutating func glyph(_ character: Unicode.Scalar) throws(DrawingError) -> Glyph {
    if let known = cache[character] { return known }
    let made = try font.glyph(character, style: style)
    cache[character] = made
    return made
  }
}
