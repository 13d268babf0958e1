/// Draws one plot in its frame: axes, lines and names.
struct LinePlotPainter: ~Copyable {
  private let plot: LinePlot
  private let frame: PlotFrame
  private var text: TextRenderer
  /// What was drawn so far.
  private(set) var drawing: Drawing

  private static let ink = SIMD3<UInt8>(repeating: 0x33)
  private static let quietInk = SIMD3<UInt8>(repeating: 0x66)
  private static let grid = SIMD3<UInt8>(repeating: 0xE4)

  /// Starts with `drawing`, which has the size of the plot.
  init(_ plot: LinePlot, frame: PlotFrame, text: consuming TextRenderer, drawing: Drawing) {
    self.plot = plot
    self.frame = frame
    self.text = text
    self.drawing = drawing
  }

  // MARK: Axes

  mutating func drawAxes() throws(DrawingError) {
    for tick in frame.yTicks {
      let y = Int(frame.row(tick.value))
      drawing.fill(
        x: frame.left, y: y, width: frame.right - frame.left, height: 1, color: Self.grid)
      try text.draw(
        tick.label, x: frame.left - 8, y: y + text.capHeight / 2, alignment: .end,
        color: Self.quietInk, on: &drawing)
    }
    drawing.fill(
      x: frame.left, y: frame.bottom, width: frame.right - frame.left + 1, height: 1,
      color: Self.quietInk)
    for tick in frame.xTicks {
      let x = Int(frame.column(tick.value))
      drawing.fill(x: x, y: frame.bottom, width: 1, height: 6, color: Self.quietInk)
      try text.draw(
        tick.label, x: x, y: frame.bottom + text.lineHeight + 4, alignment: .middle,
        color: Self.quietInk, on: &drawing)
    }
    try drawHeadings()
  }

  /// The title and the name of the y axis above, reading as text does; that of x at the right end.
  private mutating func drawHeadings() throws(DrawingError) {
    var y = PlotFrame.padding + text.capHeight
    if !plot.title.isEmpty {
      var bold = try TextRenderer(size: plot.textSize * 1.2)
      try bold.draw(plot.title, x: PlotFrame.padding, y: y + 2, color: Self.ink, on: &drawing)
      y += text.lineHeight + 6
    }
    if !plot.yLabel.isEmpty {
      try text.draw(plot.yLabel, x: PlotFrame.padding, y: y, color: Self.quietInk, on: &drawing)
    }
    if !plot.xLabel.isEmpty {
      try text.draw(
        plot.xLabel, x: frame.right, y: plot.height - PlotFrame.padding, alignment: .end,
        color: Self.quietInk, on: &drawing)
    }
  }

  // MARK: Lines and their names

  private func color(of index: Int) -> SIMD3<UInt8> {
    LinePlot.palette[index % LinePlot.palette.count]
  }

  mutating func drawLines() {
    for (index, series) in plot.series.enumerated() {
      let points = series.points.map { SIMD2(frame.column($0.x), frame.row($0.y)) }
      drawing.line(points, thickness: 2, color: color(of: index))
      if let end = points.last(where: { $0.x.isFinite && $0.y.isFinite }) {
        drawing.line([end], thickness: 6, color: color(of: index))
      }
    }
  }

  mutating func drawNames() throws(DrawingError) {
    if plot.naming == .legend { try drawLegend() } else { try drawNamesAtEnds() }
  }

  /// A row of dashes and names right above the frame.
  private mutating func drawLegend() throws(DrawingError) {
    var x = frame.left
    let y = frame.top - text.lineHeight / 2 - 4
    for (index, series) in plot.series.enumerated() {
      let middle = Double(y) - Double(text.capHeight) / 2
      drawing.line(
        [SIMD2(Double(x) + 1, middle), SIMD2(Double(x) + 19, middle)], thickness: 3,
        color: color(of: index))
      try text.draw(series.name, x: x + 26, y: y, color: Self.ink, on: &drawing)
      x += 26 + (try text.width(of: series.name)) + 22
    }
  }

  /// Every name beside the last point of its line, moved up or down until none overlaps another.
  private mutating func drawNamesAtEnds() throws(DrawingError) {
    var wanted: [(index: Int, y: Double)] = []
    for (index, series) in plot.series.enumerated() {
      let end = series.points.last { $0.x.isFinite && frame.row($0.y).isFinite }
      if let end { wanted.append((index, frame.row(end.y))) }
    }
    wanted.sort { ($0.y, $0.index) < ($1.y, $1.index) }
    let places = Self.spread(
      wanted.map(\.y), step: Double(text.lineHeight),
      within: Double(frame.top)...Double(frame.bottom))
    for (name, y) in zip(wanted, places) {
      try text.draw(
        plot.series[name.index].name, x: frame.right + 10, y: Int(y.rounded()) + text.capHeight / 2,
        color: color(of: name.index), on: &drawing)
    }
  }

  /// Rising places at least `step` apart, each near its wanted one: blocks of crowded places share
  /// the mean of what they want (pool adjacent violators), kept in the range as far as they fit.
  static func spread(_ wanted: [Double], step: Double, within range: ClosedRange<Double>)
    -> [Double]
  {
    var blocks: [(centre: Double, count: Int)] = []
    func height(_ block: (centre: Double, count: Int)) -> Double { Double(block.count) * step }
    func kept(_ centre: Double, _ count: Int) -> Double {
      let half = Double(count - 1) * step / 2
      return max(min(centre, range.upperBound - half), range.lowerBound + half)
    }
    for place in wanted {
      var block = (centre: kept(place, 1), count: 1)
      while let above = blocks.last,
        block.centre - above.centre < (height(block) + height(above)) / 2
      {
        let count = block.count + above.count
        let sum = block.centre * Double(block.count) + above.centre * Double(above.count)
        block = (kept(sum / Double(count), count), count)
        blocks.removeLast()
      }
      blocks.append(block)
    }
    return blocks.flatMap { block in
      (0..<block.count).map { block.centre + (Double($0) - Double(block.count - 1) / 2) * step }
    }
  }
}
