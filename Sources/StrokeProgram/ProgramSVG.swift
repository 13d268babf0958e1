extension PaintingProgram {
  /// The painting as an SVG picture of a page in millimetres, one path per stroke.
  ///
  /// The paths are the curves of the program with round caps and their nominal width; brushes paint
  /// softer. Format: W3C SVG 1.1, chapters 7 (units) and 8 (paths).
  public func svg() -> String {
    let side = Self.decimal(Self.pageMillimetres)
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(side)mm" height="\#(side)mm""#
        + #" viewBox="0 0 \#(side) \#(side)">"#,
    ]
    if let background {
      lines.append(#"<rect width="100%" height="100%" fill="\#(background.hexadecimal)"/>"#)
    }
    lines.append(#"<g fill="none" stroke-linecap="round" stroke-linejoin="round">"#)
    lines += strokes.map(Self.path)
    lines += ["</g>", "</svg>", ""]
    return lines.joined(separator: "\n")
  }

  private static func path(_ stroke: Stroke) -> String {
    let curve =
      "M\(point(stroke.start)) Q\(point(stroke.control)) \(point(stroke.end))"
    let width = decimal(stroke.width * pageMillimetres)
    return #"<path d="\#(curve)" stroke="\#(stroke.color.hexadecimal)" stroke-width="\#(width)"/>"#
  }

  private static func point(_ point: PagePoint) -> String {
    "\(decimal(point.x * pageMillimetres)),\(decimal(point.y * pageMillimetres))"
  }

  /// At most four decimals: a tenth of a micrometre.
  private static func decimal(_ value: Double) -> String {
    let rounded = (value * 10_000).rounded() / 10_000
    return Int(exactly: rounded).map(String.init) ?? rounded.description
  }
}
