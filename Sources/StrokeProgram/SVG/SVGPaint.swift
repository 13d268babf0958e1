/// What a line or an area is painted with.
enum SVGPaint: Equatable {
  /// Nothing is painted.
  case none
  /// One colour.
  case color(StrokeColor)
  /// The value of the `color` property.
  case currentColor
  /// A gradient, a pattern or a colour in a form that is not known.
  case unknown(String)

  /// Reads the value of `stroke`, `fill` or `color` (SVG 1.1, section 11.2; CSS Color level 3).
  init(_ text: String) {
    let text = text.lowercased()
    if text == "none" || text == "transparent" {
      self = .none
    } else if text == "currentcolor" {
      self = .currentColor
    } else if text.hasPrefix("url(") {
      // a colour may stand behind the reference, for readers that do not follow it
      let rest = text.split(separator: ")", maxSplits: 1).dropFirst().first ?? ""
      let spare = StrokeColor(svg: rest.trimmingSpace())
      self = spare.map(SVGPaint.color) ?? .unknown("a gradient or pattern")
    } else if let color = StrokeColor(svg: text) {
      self = .color(color)
    } else {
      self = .unknown("the colour \(text.prefix(32))")
    }
  }
}

extension StrokeColor {
  /// Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb()`, `rgba()` or a name, in lower case.
  ///
  /// What it says about transparency is left out.
  init?(svg text: String) {
    if text.hasPrefix("#") {
      self.init(svgDigits: Array(text.dropFirst()))
    } else if text.hasPrefix("rgb") {
      self.init(svgFunction: text)
    } else if let digits = SVGColorNames.hexadecimal(of: text) {
      self.init(hexadecimal: "#" + digits)
    } else {
      return nil
    }
  }

  private init?(svgDigits digits: [Character]) {
    switch digits.count {
    case 3, 4: self.init(hexadecimal: "#" + digits.prefix(3).map { "\($0)\($0)" }.joined())
    case 6, 8: self.init(hexadecimal: "#" + String(digits.prefix(6)))
    default: return nil
    }
  }

  private init?(svgFunction text: String) {
    var scanner = ByteScanner(text)
    _ = scanner.word()
    guard scanner.pass("(") else { return nil }
    var parts: [Double] = []
    scanner.skipSpace()
    while parts.count < 3, let value = scanner.number() {
      parts.append(scanner.pass("%") ? value / 100 : value / 255)
      scanner.skipComma()
    }
    guard parts.count == 3 else { return nil }
    let bounded = parts.map { min(max($0, 0), 1) }
    self.init(red: bounded[0], green: bounded[1], blue: bounded[2])
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  func trimmingSpace() -> String {
    let bytes = Array(utf8)
    guard let first = bytes.firstIndex(where: { !$0.isSpace }),
      let last = bytes.lastIndex(where: { !$0.isSpace })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }
}
