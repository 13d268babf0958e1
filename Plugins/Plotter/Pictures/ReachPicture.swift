public import PaintCore

/// A map of where a machine's pen reaches, on its page and around it as far as the machine stands,
/// with the page's edge and the machine.
///
/// Colours are those of `ReachMap.image`: grey out of reach, red, yellow, green by how alike the
/// directions of motion are (Yoshikawa's ellipsoid).
public struct ReachPicture: Sendable {
  private let kinematics: Kinematics
  private let map: ReachMap
  /// How far the map goes beyond the page on each side, mm.
  private let margin: Double
  private let pageBox: PageBox
  private let pose: [MachinePose]

  /// Maps a machine.
  ///
  /// - Parameter side: Cells along the longer side; `16...1000` is taken.
  public init(_ profile: MachineProfile, side: Int) {
    let kinematics = Kinematics(profile)
    self.kinematics = kinematics
    let page = profile.page
    pageBox = PageBox(low: .zero, high: SIMD2(page.width, page.height))
    var pose: [MachinePose] = []
    if case .reachable(let joints) = kinematics.reach(pageBox.high / 2) {
      pose = [kinematics.pose(at: joints)]
    }
    self.pose = pose
    var box = pageBox
    for line in pose.flatMap(\.lines) {
      box.include(line.start)
      box.include(line.end)
    }
    let beyond = [-box.low.x, -box.low.y, box.high.x - page.width, box.high.y - page.height]
    let margin = (beyond.max() ?? 0) + max(page.width, page.height) * 0.15
    self.margin = margin
    var wide = profile
    wide.page = page.grown(by: margin)
    let longer = max(wide.page.width, wide.page.height)
    map = ReachMap(Kinematics(wide), cell: longer / Double(min(max(side, 16), 1000)))
  }

  /// The map as a picture, a pixel per cell.
  public func image() throws(PixelImageError) -> PixelImage {
    var canvas = PictureCanvas(
      origin: SIMD2(-margin, -margin), resolution: 1 / map.cell, width: map.columns,
      height: map.rows, color: .zero)
    canvas.paste(
      map.cells.flatMap(\.color), width: map.columns, height: map.rows, column: 0, row: 0)
    canvas.frame(pageBox, width: 2, color: SIMD3(20, 20, 20))
    for pose in pose { canvas.draw(pose, scale: 1) }
    return try canvas.image()
  }

  /// The map as an SVG file in millimetres, the page's upper left corner at the origin: equal
  /// neighbours of a row are one rectangle, in sixteen steps of colour.
  public func svg() -> String {
    let sides = [Double(map.columns), Double(map.rows)].map { Self.decimal($0 * map.cell) }
    let corner = Self.decimal(-margin)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(sides[0])mm\" height=\"\(sides[1])mm\""
        + " viewBox=\"\(corner) \(corner) \(sides[0]) \(sides[1])\">",
      "<g shape-rendering=\"crispEdges\">",
    ]
    for row in 0..<map.rows { lines += rectangles(row) }
    lines.append("</g>")
    lines.append(
      "<rect width=\"\(Self.decimal(pageBox.high.x))\" height=\"\(Self.decimal(pageBox.high.y))\""
        + " fill=\"none\" stroke=\"#141414\"/>")
    lines += pose.flatMap(\.lines).map { line in
      let ends = [line.start.x, line.start.y, line.end.x, line.end.y].map(Self.decimal)
      return "<path d=\"M\(ends[0]),\(ends[1]) L\(ends[2]),\(ends[3])\" stroke=\"#465a82\""
        + " stroke-width=\"\(line.part == .link ? 2 : 1)\" stroke-linecap=\"round\"/>"
    }
    return (lines + ["</svg>\n"]).joined(separator: "\n")
  }

  private func rectangles(_ row: Int) -> [String] {
    var lines: [String] = []
    var start = 0
    while start < map.columns {
      let color = color(row, start)
      var end = start + 1
      while end < map.columns, self.color(row, end) == color { end += 1 }
      let x = Self.decimal(Double(start) * map.cell - margin)
      let y = Self.decimal(Double(row) * map.cell - margin)
      lines.append(
        "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(Self.decimal(Double(end - start) * map.cell))\""
          + " height=\"\(Self.decimal(map.cell))\""
          + " fill=\"rgb(\(color[0]),\(color[1]),\(color[2]))\"/>")
      start = end
    }
    return lines
  }

  private func color(_ row: Int, _ column: Int) -> [UInt8] {
    var stepped = map.cells[row * map.columns + column]
    stepped.isotropy = (stepped.isotropy * 16).rounded() / 16
    return stepped.color
  }

  private static func decimal(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}

extension PagePlacement {
  /// A page with `margin` mm more on each side.
  fileprivate func grown(by margin: Double) -> PagePlacement {
    var page = self
    let frame = PageFrame(self)
    page.origin = frame.toMachine(SIMD2(-margin, -margin))
    page.width += 2 * margin
    page.height += 2 * margin
    return page
  }
}
