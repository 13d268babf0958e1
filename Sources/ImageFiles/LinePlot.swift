public import PaintCore

/// A plot of named series over a common x axis, as an RGB image on white.
///
/// Lines carry their names at their right ends. The colours are those of Okabe and Ito, which people
/// with any common colour vision tell apart ("Color Universal Design", 2008), without yellow.
public struct LinePlot: Sendable {
  /// A line.
  public struct Series: Sendable, Equatable {
    /// What the line shows.
    public var name: String
    /// Its points (x, y) in order; one that is not finite interrupts the line.
    public var points: [SIMD2<Double>]

    /// A line through points (x, y).
    public init(_ name: String, _ points: [SIMD2<Double>]) {
      self.name = name
      self.points = points
    }

    /// A line of values at 0, 1, 2, ...
    public init(_ name: String, values: [Double]) {
      self.init(name, values.enumerated().map { SIMD2(Double($0.offset), $0.element) })
    }
  }

  /// Where the names of the lines stand.
  public enum Naming: Sendable, Equatable {
    /// At the right ends of the lines.
    case atLineEnds
    /// In a row above the plot.
    case legend
  }

  /// The lines, drawn in order.
  public var series: [Series]
  /// The heading at the top left; empty for none.
  public var title = ""
  /// What x counts.
  public var xLabel = ""
  /// What y measures.
  public var yLabel = ""
  /// Whether y is logarithmic; values at 0 and below are then left out.
  public var isLogarithmic = false
  /// Where the names of the lines stand.
  public var naming = Naming.atLineEnds
  /// Columns of the image, `240...8192`.
  public var width = 960
  /// Rows of the image, `160...8192`.
  public var height = 560
  /// Pixels per em of the text.
  public var textSize = 15.0

  /// A plot of lines.
  public init(_ series: [Series], title: String = "", xLabel: String = "", yLabel: String = "") {
    self.series = series
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
  }

  /// The colours of the lines, used in turn.
  public static let palette: [SIMD3<UInt8>] = [
    SIMD3(0x00, 0x72, 0xB2), SIMD3(0xD5, 0x5E, 0x00), SIMD3(0x00, 0x9E, 0x73),
    SIMD3(0xCC, 0x79, 0xA7), SIMD3(0xE6, 0x9F, 0x00), SIMD3(0x56, 0xB4, 0xE9),
    SIMD3(0x33, 0x33, 0x33),
  ]

  /// The plot as an RGB image.
  ///
  /// - Throws: ``DrawingError`` for sizes out of range, and when there is no font.
  public func render() throws(DrawingError) -> PixelImage {
    guard 240...8192 ~= width, 160...8192 ~= height else {
      throw .unusable("plot of \(width)x\(height) pixels: expected 240x160 to 8192x8192")
    }
    var text = try TextRenderer(size: textSize)
    let frame = try PlotFrame(self, text: &text)
    let paper = try Drawing(width: width, height: height, background: SIMD3(repeating: 255))
    var painter = LinePlotPainter(self, frame: frame, text: text, drawing: paper)
    try painter.drawAxes()
    painter.drawLines()
    try painter.drawNames()
    return try painter.drawing.image()
  }
}
