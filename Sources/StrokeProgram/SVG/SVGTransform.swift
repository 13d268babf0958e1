import Glibc

/// An affine map of the plane: `x' = a x + c y + e`, `y' = b x + d y + f`.
struct SVGTransform: Equatable {
  var xAxis = DrawingPoint(1, 0)
  var yAxis = DrawingPoint(0, 1)
  var origin = DrawingPoint(0, 0)

  /// The map that applies `inner` first.
  func applying(_ inner: SVGTransform) -> SVGTransform {
    SVGTransform(
      xAxis: direction(inner.xAxis), yAxis: direction(inner.yAxis), origin: self(inner.origin))
  }

  func callAsFunction(_ point: DrawingPoint) -> DrawingPoint { direction(point) + origin }

  private func direction(_ vector: DrawingPoint) -> DrawingPoint {
    xAxis * vector.x + yAxis * vector.y
  }

  /// The factor by which the width of a line grows: the root of the area's factor.
  var lengthScale: Double { abs(xAxis.x * yAxis.y - xAxis.y * yAxis.x).squareRoot() }

  static func translation(_ offset: DrawingPoint) -> SVGTransform { SVGTransform(origin: offset) }

  static func scale(_ factors: DrawingPoint) -> SVGTransform {
    SVGTransform(xAxis: [factors.x, 0], yAxis: [0, factors.y])
  }
}

extension SVGTransform {
  /// Reads the `transform` attribute (SVG 1.1, section 7.6); nil when it has an error.
  init?(_ text: String) {
    var scanner = ByteScanner(text)
    self.init()
    scanner.skipSpace()
    while scanner.next != nil {
      let name = scanner.word()
      scanner.skipSpace()
      guard scanner.pass("("), let values = Self.arguments(&scanner),
        let next = Self.function(name, values)
      else { return nil }
      self = applying(next)
      scanner.skipComma()
    }
  }

  /// Reads at most six numbers and the closing bracket.
  private static func arguments(_ scanner: inout ByteScanner) -> [Double]? {
    var values: [Double] = []
    scanner.skipSpace()
    while !scanner.pass(")") {
      guard values.count < 6, let value = scanner.number() else { return nil }
      values.append(value)
      scanner.skipComma()
    }
    return values
  }

  private static func function(_ name: String, _ values: [Double]) -> SVGTransform? {
    switch (name, values.count) {
    case ("matrix", 6):
      SVGTransform(
        xAxis: [values[0], values[1]], yAxis: [values[2], values[3]],
        origin: [values[4], values[5]])
    case ("translate", 1): translation([values[0], 0])
    case ("translate", 2): translation([values[0], values[1]])
    case ("scale", 1): scale([values[0], values[0]])
    case ("scale", 2): scale([values[0], values[1]])
    case ("rotate", 1): rotation(values[0])
    case ("rotate", 3):
      translation([values[1], values[2]]).applying(rotation(values[0]))
        .applying(translation([-values[1], -values[2]]))
    case ("skewX", 1): SVGTransform(yAxis: [tan(values[0] * .pi / 180), 1])
    case ("skewY", 1): SVGTransform(xAxis: [1, tan(values[0] * .pi / 180)])
    default: nil
    }
  }

  private static func rotation(_ degrees: Double) -> SVGTransform {
    let cosine = cos(degrees * .pi / 180)
    let sine = sin(degrees * .pi / 180)
    return SVGTransform(xAxis: [cosine, sine], yAxis: [-sine, cosine])
  }
}
