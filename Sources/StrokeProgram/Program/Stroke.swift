/// A colour in sRGB, each channel in `0...1`, as engines and files name it.
public struct StrokeColor: Sendable, Equatable {
  /// The red part, `0...1`.
  public var red: Double
  /// The green part, `0...1`.
  public var green: Double
  /// The blue part, `0...1`.
  public var blue: Double

  /// Makes a colour from its three parts.
  public init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Black.
  public static let black = StrokeColor(red: 0, green: 0, blue: 0)

  /// The colour as `#rrggbb`, each part rounded to 8 bits.
  public var hexadecimal: String {
    "#"
      + [red, green, blue].map { part in
        let level = Int((min(max(part, 0), 1) * 255).rounded())
        return (level < 16 ? "0" : "") + String(level, radix: 16)
      }.joined()
  }

  /// Reads `#rrggbb`; nil for any other text.
  public init?(hexadecimal text: String) {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
      digits.allSatisfy({ ($0 as UInt8).isHexadecimalDigit }),
      let value = Int(String(text.dropFirst()), radix: 16)
    else { return nil }
    self.init(
      red: Double(value >> 16) / 255, green: Double(value >> 8 & 255) / 255,
      blue: Double(value & 255) / 255)
  }
}

extension UInt8 {
  fileprivate var isHexadecimalDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}

/// A point on the page: `x` to the right and `y` down, both `0...1` across the page's width.
public struct PagePoint: Sendable, Equatable {
  /// Distance from the left edge, in page widths.
  public var x: Double
  /// Distance from the upper edge, in page widths.
  public var y: Double

  /// Makes a point from fractions of the page's width.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// One visible stroke of a painting: a quadratic Bezier curve with a width and a colour.
public struct Stroke: Sendable, Equatable {
  /// Where the pen touches down.
  public var start: PagePoint
  /// The control point of the curve.
  public var control: PagePoint
  /// Where the pen leaves the page or the next stroke begins.
  public var end: PagePoint
  /// The nominal width of the line, in page widths.
  public var width: Double
  /// The colour of the paint.
  public var color: StrokeColor
  /// The pressure of the pen at the start and at the end, `0...1`.
  public var pressure: Ends

  /// The values of a quantity at the two ends of a stroke, linear in between.
  public struct Ends: Sendable, Equatable {
    /// The value where the stroke starts.
    public var start: Double
    /// The value where the stroke ends.
    public var end: Double

    /// Makes the pair.
    public init(start: Double, end: Double) {
      self.start = start
      self.end = end
    }
  }

  /// Makes a stroke.
  public init(
    start: PagePoint, control: PagePoint, end: PagePoint, width: Double,
    color: StrokeColor = .black, pressure: Ends = Ends(start: 1, end: 1)
  ) {
    self.start = start
    self.control = control
    self.end = end
    self.width = width
    self.color = color
    self.pressure = pressure
  }
}
