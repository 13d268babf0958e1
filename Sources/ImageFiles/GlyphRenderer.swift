private import CFreeType

/// How a glyph is shaped: lengths in pixels, y up.
public struct GlyphStyle: Sendable, Equatable {
  /// Pixels per em, `1...2048`; capital letters are about 0.73 of it.
  public var size: Double
  /// Added to the thickness of every stroke, `-1024...1024`; negative makes them thinner.
  public var weight = 0.0
  /// The matrix `[xx, xy, yx, yy]` applied about the pen's position, each in `-16...16`.
  public var matrix = SIMD4(1.0, 0, 0, 1)
  /// Whether outlines are fitted to the rows of pixels, for small text.
  public var isHinted = false

  /// The plain style of a size in pixels per em.
  public init(size: Double) { self.size = size }
}

/// The coverage mask of a glyph.
public struct Glyph: Sendable, Equatable {
  /// Columns from the pen's position to the left edge of the mask.
  public let left: Int
  /// Rows from the baseline up to the top edge of the mask.
  public let top: Int
  /// Columns of the mask; 0 for blanks.
  public let width: Int
  /// Rows of the mask; 0 for blanks.
  public let height: Int
  /// The way to the next pen position in pixels.
  public let advance: Double
  /// The share of every pixel that ink covers, in `0...255`; shape `[height, width]`.
  public let coverage: [UInt8]
}

/// Where the middle of a glyph's smallest box goes.
public enum GlyphPlace: Sendable, Equatable {
  /// The pen stands at the origin of the mask.
  case pen
  /// The box is centred at this point, in pixels right of and above the origin of the mask.
  case centred(x: Double, y: Double)
}

/// A font that turns characters into coverage masks, by FreeType; for one thread at a time.
public struct GlyphRenderer: ~Copyable {
  private let font: OpaquePointer

  /// Where `fonts-dejavu-core` and its like put the font of our labels.
  public static let usualFontPaths = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu/DejaVuSans.ttf",
  ]

  /// The font in a file's bytes (TrueType, OpenType or another outline format).
  ///
  /// - Throws: ``DrawingError/font(_:)`` for other bytes and fonts without outlines.
  public init(_ file: [UInt8]) throws(DrawingError) {
    var opened: OpaquePointer?
    try Self.calling { message in
      opened = spiral_font_open(file, file.count, message)
      return opened == nil ? 0 : 1
    }
    guard let opened else { throw .font("it cannot be opened") }
    font = opened
  }

  deinit { spiral_font_close(font) }

  /// The bytes of the font file at `path`, or of the first usual one that is there.
  ///
  /// - Throws: ``DrawingError`` with the path, or with how to get a font.
  public static func fontFile(at path: String? = nil) throws(DrawingError) -> [UInt8] {
    guard let path = path ?? usualFontPaths.first(where: FileBytes.isFile) else {
      throw .noFont(tried: usualFontPaths)
    }
    do { return try FileBytes.read(path) } catch { throw .file(error) }
  }

  /// Whether the font has a glyph of its own for the character.
  public func has(_ character: Unicode.Scalar) -> Bool {
    spiral_font_has(font, character.value) != 0
  }

  /// The mask of a character; a box stands for what the font lacks.
  ///
  /// - Throws: ``DrawingError/font(_:)`` for styles out of range and damaged fonts.
  public mutating func glyph(
    _ character: Unicode.Scalar, style: GlyphStyle, place: GlyphPlace = .pen
  ) throws(DrawingError) -> Glyph {
    var shape = spiral_glyph_style(
      size: style.size, weight: style.weight, xx: style.matrix.x, xy: style.matrix.y,
      yx: style.matrix.z, yy: style.matrix.w, hinted: style.isHinted ? 1 : 0)
    var box = spiral_glyph_box()
    var mask = spiral_glyph_mask()
    try Self.calling { spiral_font_load(font, character.value, &shape, &box, $0) }
    var (moveX, moveY) = (0.0, 0.0)
    if case .centred(let x, let y) = place {
      moveX = x - (box.left + box.right) / 2
      moveY = y - (box.bottom + box.top) / 2
    }
    try Self.calling { spiral_font_render(font, moveX, moveY, &mask, $0) }
    return Glyph(mask, advance: box.advance)
  }

  /// The smallest box of a character's outline: its width and height in pixels.
  ///
  /// - Throws: ``DrawingError/font(_:)`` for styles out of range and damaged fonts.
  public mutating func extent(of character: Unicode.Scalar, style: GlyphStyle)
    throws(DrawingError) -> (width: Double, height: Double)
  {
    var shape = spiral_glyph_style(
      size: style.size, weight: style.weight, xx: style.matrix.x, xy: style.matrix.y,
      yx: style.matrix.z, yy: style.matrix.w, hinted: style.isHinted ? 1 : 0)
    var box = spiral_glyph_box()
    try Self.calling { spiral_font_load(font, character.value, &shape, &box, $0) }
    return (box.right - box.left, box.top - box.bottom)
  }

  /// Runs a function of the shim and throws the text it leaves when it returns 0.
  private static func calling(_ function: (UnsafeMutablePointer<CChar>) -> Int32)
    throws(DrawingError)
  {
    var reason: String?
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: spiral_font_message_length) { buffer in
      buffer.initialize(repeating: 0)
      guard let message = buffer.baseAddress else { return }
      if function(message) == 0 { reason = String(cString: message) }
    }
    if let reason { throw .font(reason) }
  }
}

extension Glyph {
  /// Copies a mask of the shim.
  fileprivate init(_ mask: spiral_glyph_mask, advance: Double) {
    left = Int(mask.left)
    top = Int(mask.top)
    self.advance = advance
    guard let pixels = mask.pixels, mask.width > 0, mask.height > 0 else {
      (width, height, coverage) = (0, 0, [])
      return
    }
    let (columns, rows, pitch) = (Int(mask.width), Int(mask.height), Int(mask.pitch))
    width = columns
    height = rows
    coverage = [UInt8](unsafeUninitializedCapacity: columns * rows) { target, count in
      guard let base = target.baseAddress else { return }
      for row in 0..<rows {
        (base + row * columns).initialize(from: pixels + row * pitch, count: columns)
      }
      count = columns * rows
    }
  }
}
