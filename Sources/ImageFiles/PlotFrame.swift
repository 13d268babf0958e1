/// Where things go in a plot: the frame that the data fill, its scales and ticks.
struct PlotFrame: Equatable {
  /// Pixels left free at the edges of the picture.
  static let padding = 14

  let xTicks: [PlotScale.Tick]
  let yTicks: [PlotScale.Tick]
  /// The first and last columns and rows of the frame.
  let left: Int
  let right: Int
  let top: Int
  let bottom: Int
  private let xScale: PlotScale
  private let yScale: PlotScale

  /// The frame that leaves room for all text of a plot.
  ///
  /// - Throws: ``DrawingError/unusable(_:)`` when nothing is left for the data.
  init(_ plot: LinePlot, text: inout TextRenderer) throws(DrawingError) {
    let line = text.lineHeight
    let points = plot.series.flatMap(\.points).filter {
      $0.x.isFinite && $0.y.isFinite && (!plot.isLogarithmic || $0.y > 0)
    }
    xScale = PlotScale(holding: points.lazy.map(\.x), isLogarithmic: false, margin: 0)
    yScale = PlotScale(
      holding: points.lazy.map(\.y), isLogarithmic: plot.isLogarithmic, margin: 0.04)
    // Rows above and below the frame, then as many ticks as fit without crowding.
    let hasLegend = plot.naming == .legend && !plot.series.isEmpty
    let headings = [!plot.title.isEmpty, !plot.yLabel.isEmpty, hasLegend].count { $0 }
    top = Self.padding + headings * (line + 4) + line / 2
    bottom = plot.height - Self.padding - line - 6 - (plot.xLabel.isEmpty ? 0 : line + 2)
    yTicks = yScale.ticks(about: max(2, (bottom - top) / (line * 3)))
    left = Self.padding + 8 + (try Self.widest(of: yTicks.map(\.label), text: &text))
    // Names take at most 2/5 of the picture and are cut off by its edge beyond.
    let names = plot.naming == .atLineEnds ? plot.series.map(\.name) : []
    let room = min(try Self.widest(of: names, text: &text), plot.width * 2 / 5)
    right = plot.width - Self.padding - (room > 0 ? room + 12 : line)
    guard right - left >= 40, bottom - top >= 40 else {
      throw .unusable("the text leaves no room for a plot of \(plot.width)x\(plot.height) pixels")
    }
    xTicks = xScale.ticks(about: max(2, (right - left) / Int(plot.textSize * 7)))
  }

  /// The column of pixels of a value of x, with its fraction.
  func column(_ x: Double) -> Double { Double(left) + xScale.place(of: x) * Double(right - left) }

  /// The row of pixels of a value of y, with its fraction; not finite when it cannot be shown.
  func row(_ y: Double) -> Double { Double(bottom) - yScale.place(of: y) * Double(bottom - top) }

  private static func widest(of labels: [String], text: inout TextRenderer) throws(DrawingError)
    -> Int
  {
    var widest = 0
    for label in labels { widest = max(widest, try text.width(of: label)) }
    return widest
  }
}
