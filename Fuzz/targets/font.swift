import ImageFiles

/// A font file, which is FreeType's to read: text is drawn with it in two sizes.
func feed(_ bytes: [UInt8]) {
  for size in [9.0, 60.0] {
    guard var text = try? TextRenderer(size: size, fontFile: bytes),
      var drawing = try? Drawing(width: 40, height: 30, background: SIMD3(255, 255, 255))
    else { return }
    try? text.draw("aé8\u{4E00}", x: 5, y: 20, on: &drawing)
  }
}
