/// The rectangle of user units that a viewport shows (SVG 1.1, section 7.7).
struct SVGViewBox: Equatable {
  var origin: DrawingPoint
  var size: DrawingPoint

  /// Reads a `viewBox` attribute; nil for anything but four numbers with a size above zero.
  init?(_ text: String) {
    var scanner = ByteScanner(text)
    var values: [Double] = []
    scanner.skipSpace()
    while values.count < 4, let value = scanner.number() {
      values.append(value)
      scanner.skipComma()
    }
    guard values.count == 4, scanner.next == nil, values[2] > 0, values[3] > 0 else { return nil }
    origin = [values[0], values[1]]
    size = [values[2], values[3]]
  }

  /// The map from user units to a viewport of `extent` at its origin.
  func transform(to extent: DrawingPoint, _ ratio: SVGAspectRatio) -> SVGTransform {
    let stretch = extent / size
    var factors = stretch
    if ratio.isUniform {
      let factor = ratio.slices ? max(stretch.x, stretch.y) : min(stretch.x, stretch.y)
      factors = [factor, factor]
    }
    let room = extent - size * factors
    return SVGTransform.translation(room * ratio.alignment)
      .applying(.scale(factors)).applying(.translation(-origin))
  }
}

/// The value of a `preserveAspectRatio` attribute (SVG 1.1, section 7.8).
struct SVGAspectRatio: Equatable {
  /// The share of the left-over room before the picture, per axis.
  var alignment = DrawingPoint(0.5, 0.5)
  /// Whether both axes are scaled alike.
  var isUniform = true
  /// Whether the picture covers the viewport instead of fitting into it.
  var slices = false

  /// Reads the attribute; what is missing or unknown leaves the middle, fitted.
  init(_ text: String?) {
    let words = (text ?? "").split(separator: " ").filter { $0 != "defer" }
    guard let align = words.first else { return }
    if align == "none" {
      isUniform = false
      alignment = [0, 0]
    }
    let shares = ["Min": 0.0, "Mid": 0.5, "Max": 1.0]
    if align.count == 8, align.hasPrefix("x"), align.dropFirst(4).hasPrefix("Y"),
      let x = shares[String(align.dropFirst().prefix(3))],
      let y = shares[String(align.suffix(3))]
    {
      alignment = [x, y]
    }
    slices = words.dropFirst().first == "slice"
  }
}
