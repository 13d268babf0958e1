/// What a pen is to draw: paths in millimetres on a page, in the order of drawing.
///
/// Vector files, stroke lists and plotters meet here. The origin is the page's upper left corner,
/// `x` to the right, `y` down.
public struct Drawing: Sendable, Equatable {
  /// The page's width, mm.
  public var pageWidth: Double
  /// The page's height, mm.
  public var pageHeight: Double
  /// The colour of the paper; nil when it is unknown or transparent.
  public var background: StrokeColor?
  /// The names of the layers, one pen each; a path names one by its index.
  public var layers: [String]
  /// The paths in the order of drawing.
  public var paths: [DrawnPath]

  /// Makes a drawing.
  public init(
    pageWidth: Double, pageHeight: Double, background: StrokeColor? = nil,
    layers: [String] = ["1"], paths: [DrawnPath] = []
  ) {
    self.pageWidth = pageWidth
    self.pageHeight = pageHeight
    self.background = background
    self.layers = layers
    self.paths = paths
  }
}

/// One line of the pen: from touch-down to lift.
public struct DrawnPath: Sendable, Equatable {
  /// Where the pen touches down, mm.
  public var start: DrawingPoint
  /// The pieces, each from where the one before ended; none is a dot.
  public var segments: [Segment]
  /// The width of the line, mm.
  public var width: Double
  /// The colour.
  public var color: StrokeColor
  /// The pressure of the pen at the two ends, `0...1`, linear along the path.
  public var pressure: Stroke.Ends
  /// An index into `Drawing.layers`.
  public var layer: Int

  /// One piece of a path.
  public enum Segment: Sendable, Equatable {
    /// A straight line.
    case line(to: DrawingPoint)
    /// A quadratic Bezier curve.
    case quadratic(control: DrawingPoint, to: DrawingPoint)
    /// A cubic Bezier curve.
    case cubic(DrawingPoint, DrawingPoint, to: DrawingPoint)

    /// Where the piece ends, mm.
    public var end: DrawingPoint {
      switch self {
      case .line(let end), .quadratic(_, let end), .cubic(_, _, let end): end
      }
    }
  }

  /// Makes a path.
  public init(
    start: DrawingPoint, segments: [Segment], width: Double, color: StrokeColor = .black,
    pressure: Stroke.Ends = Stroke.Ends(start: 1, end: 1), layer: Int = 0
  ) {
    self.start = start
    self.segments = segments
    self.width = width
    self.color = color
    self.pressure = pressure
    self.layer = layer
  }
}

/// A point on the page in millimetres from its upper left corner, `y` down.
public typealias DrawingPoint = SIMD2<Double>
