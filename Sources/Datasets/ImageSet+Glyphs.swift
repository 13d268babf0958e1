internal import ImageFiles
internal import PaintCore

extension ImageSet {
  static func glyphs(fontPath: String?, _ options: ImageSetOptions) throws(DatasetError)
    -> ImageSet
  {
    let font: [UInt8]
    do { font = try GlyphRenderer.fontFile(at: fontPath) } catch { throw .drawing(error) }
    return try glyphs(font, name: fontPath.map { name(ofPath: $0) } ?? "DejaVuSans", options)
  }

  /// Letters and digits of a font, black on white. Picture `i` depends only on the seed and `i`.
  static func glyphs(_ font: [UInt8], name: String, _ options: ImageSetOptions)
    throws(DatasetError) -> ImageSet
  {
    let count = options.glyphCount
    guard count > 0 else {
      throw .selection(file: name, reason: "should give \(count) letters: expected at least 1")
    }
    let artist = try GlyphArtist(font, name: name, options)
    let stored = try StoredImages(count: count, options: options) {
      (range, put) throws(DatasetError) in
      // A font is for one thread at a time.
      var renderer: GlyphRenderer
      do throws(DrawingError) { renderer = try GlyphRenderer(font) } catch { throw .drawing(error) }
      for index in range { try put(index, artist.picture(index, &renderer)) }
    }
    return ImageSet(
      stored, kind: "\(count) letters of \(name)", options: options,
      classes: ImageClasses(
        names: artist.characters.map { String($0) },
        indices: (0..<count).map { artist.character(of: $0) }),
      holdOut: .last(500, of: count))
  }
}

/// Draws letters in many ways, each as its number and the seed say.
struct GlyphArtist: Sendable {
  /// What is drawn: letters and digits that the font has.
  let characters: [Unicode.Scalar]
  private let seed: UInt64
  private let width: Int
  private let height: Int

  private static let wanted = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".unicodeScalars)
  /// The longest side of a letter as a share of the picture's shorter side, at the most.
  private static let largestShare = 0.86
  /// Pixels of the side to draw at, whatever the pictures are stored at, since fonts have limits.
  private static let sides = 4...2048

  init(_ font: [UInt8], name: String, _ options: ImageSetOptions) throws(DatasetError) {
    seed = options.seed
    width = min(max(options.storedWidth, Self.sides.lowerBound), Self.sides.upperBound)
    height = min(max(options.storedHeight, Self.sides.lowerBound), Self.sides.upperBound)
    do throws(DrawingError) {
      let renderer = try GlyphRenderer(font)
      characters = Self.wanted.filter { renderer.has($0) }
    } catch { throw .drawing(error) }
    guard !characters.isEmpty else {
      throw .drawing(.font("\(name) has neither letters nor digits: choose another"))
    }
  }

  private func random(of index: Int) -> RandomStream {
    RandomStream(key: seed, stream: UInt64(truncatingIfNeeded: index))
  }

  /// The index in ``characters`` of what picture `index` shows.
  func character(of index: Int) -> Int {
    var random = random(of: index)
    return random.integer(below: characters.count)
  }

  /// Picture `index`: a letter turned, sheared, scaled, thickened or thinned, and shifted as far as
  /// it stays inside.
  func picture(_ index: Int, _ renderer: inout GlyphRenderer) throws(DatasetError) -> PixelImage {
    var random = random(of: index)
    let character = characters[random.integer(below: characters.count)]
    let side = Double(min(width, height))
    var style = style(side, &random)
    do throws(DrawingError) {
      let extent = try renderer.extent(of: character, style: style)
      let longest = max(extent.width, extent.height) / (Self.largestShare * side)
      if longest > 1 {
        style.size = max(1, style.size / longest)
        style.weight /= longest
      }
      let room = SIMD2(Double(width) - extent.width, Double(height) - extent.height)
      let free = (room * 0.5 - 1).clamped(lowerBound: .zero, upperBound: SIMD2(repeating: side))
      let shift = SIMD2(random.signed(), random.signed()) * free
      let glyph = try renderer.glyph(
        character, style: style,
        place: .centred(x: Double(width) / 2 + shift.x, y: Double(height) / 2 + shift.y))
      return try image(of: glyph)
    } catch { throw .drawing(error) }
  }

  /// Turned by up to 12 degrees, slanted by up to 0.2, wider or narrower by up to a tenth.
  private func style(_ side: Double, _ random: inout RandomStream) -> GlyphStyle {
    var style = GlyphStyle(size: side * (0.85 + 0.3 * random.uniform()))
    let turn = 0.21 * random.signed()
    let slant = 0.2 * random.signed()
    let stretch = 1 + 0.1 * random.signed()
    // For such small angles the first terms of the series are right to 1e-4.
    let (sine, cosine) = (turn - turn * turn * turn / 6, 1 - turn * turn / 2)
    style.matrix = SIMD4(
      cosine * stretch, cosine * slant - sine, sine * stretch, sine * slant + cosine)
    style.weight = style.size * (0.02 + 0.045 * random.signed())
    return style
  }

  /// Black on white.
  private func image(of glyph: Glyph) throws(DrawingError) -> PixelImage {
    var pixels = [UInt8](repeating: 255, count: width * height)
    for row in 0..<glyph.height where 0..<height ~= height - glyph.top + row {
      let start = (height - glyph.top + row) * width
      for column in 0..<glyph.width where 0..<width ~= glyph.left + column {
        pixels[start + glyph.left + column] = 255 - glyph.coverage[row * glyph.width + column]
      }
    }
    do {
      return try PixelImage(width: width, height: height, channels: 1, pixels: pixels)
    } catch { throw .size(error) }
  }
}

extension RandomStream {
  /// A uniform number in `-1..<1`.
  fileprivate mutating func signed() -> Double { 2 * uniform() - 1 }
}
