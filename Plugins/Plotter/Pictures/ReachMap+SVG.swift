extension ReachMap {
  /// The map as an SVG file in millimetres: equal neighbours of a row are one rectangle, in the
  /// colours of `image()` in sixteen steps.
  public func svg() -> String {
    let width = Self.decimal(Double(columns) * cell)
    let height = Self.decimal(Double(rows) * cell)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)mm\" height=\"\(height)mm\""
        + " viewBox=\"0 0 \(width) \(height)\" shape-rendering=\"crispEdges\">"
    ]
    for row in 0..<rows {
      var start = 0
      while start < columns {
        let color = color(row, start)
        var end = start + 1
        while end < columns, self.color(row, end) == color { end += 1 }
        let places = [Double(start), Double(row), Double(end - start), 1].map {
          Self.decimal($0 * cell)
        }
        lines.append(
          "<rect x=\"\(places[0])\" y=\"\(places[1])\" width=\"\(places[2])\""
            + " height=\"\(places[3])\" fill=\"rgb(\(color[0]),\(color[1]),\(color[2]))\"/>")
        start = end
      }
    }
    return (lines + ["</svg>\n"]).joined(separator: "\n")
  }

  private func color(_ row: Int, _ column: Int) -> [UInt8] {
    var stepped = cells[row * columns + column]
    stepped.isotropy = (stepped.isotropy * 16).rounded() / 16
    return stepped.color
  }

  private static func decimal(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
