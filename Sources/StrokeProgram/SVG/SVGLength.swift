/// A length of SVG: a number with a unit (SVG 1.1, section 7.10).
struct SVGLength: Equatable {
  var value: Double
  var unit: Unit

  enum Unit: String {
    case pixels = "px"
    case millimetres = "mm"
    case centimetres = "cm"
    case inches = "in"
    case points = "pt"
    case picas = "pc"
    case quarters = "q"
    case fontSizes = "em"
    case halfFontSizes = "ex"
    case percent = "%"
  }

  init(_ value: Double, _ unit: Unit = .pixels) {
    self.value = value
    self.unit = unit
  }

  /// Reads a length; nil when there is none or anything follows it.
  init?(_ text: String) {
    var scanner = ByteScanner(text)
    scanner.skipSpace()
    guard let value = scanner.number() else { return nil }
    let name = scanner.pass("%") ? "%" : scanner.word().lowercased()
    scanner.skipSpace()
    guard scanner.next == nil, let unit = name.isEmpty ? .pixels : Unit(rawValue: name) else {
      return nil
    }
    self.init(value, unit)
  }

  /// Millimetres of one pixel: CSS has 96 of them in an inch.
  static let millimetresPerPixel = 25.4 / 96

  /// The length in user units, which are pixels until something scales them.
  ///
  /// - Parameters:
  ///   - whole: What 100 % is.
  ///   - fontSize: What 1 em is.
  func pixels(of whole: Double, fontSize: Double = 16) -> Double {
    switch unit {
    case .pixels: value
    case .millimetres: value / Self.millimetresPerPixel
    case .centimetres: value * 10 / Self.millimetresPerPixel
    case .inches: value * 96
    case .points: value * 96 / 72
    case .picas: value * 16
    case .quarters: value / 4 / Self.millimetresPerPixel
    case .fontSizes: value * fontSize
    case .halfFontSizes: value * fontSize / 2
    case .percent: value / 100 * whole
    }
  }
}
