/// The properties that decide how an element is drawn with a pen.
struct SVGStyle {
  // MARK: Inherited by what is inside

  var stroke = SVGPaint.none
  var fill = SVGPaint.color(.black)
  var color = StrokeColor.black
  var strokeWidth = SVGLength(1)
  var fontSize = 16.0
  var isVisible = true
  var isDashed = false
  var hasMarkers = false
  var strokeOpacity = 1.0
  var keepsStrokeWidth = false

  // MARK: Of one element

  var opacity = 1.0
  var isDisplayed = true
  /// The effects that a pen cannot draw: `clip-path`, `mask`, `filter`.
  var effects: [String] = []
  var background: StrokeColor?

  /// The style that the elements inside start from.
  var inherited: SVGStyle {
    var style = self
    style.opacity = 1
    style.isDisplayed = true
    style.effects = []
    style.background = nil
    return style
  }

  /// Takes one declaration; what it does not know changes nothing.
  mutating func apply(_ declaration: SVGDeclaration) {
    let value = declaration.value
    guard value != "inherit", !value.isEmpty else { return }
    switch declaration.property {
    case "stroke": stroke = SVGPaint(value)
    case "fill": fill = SVGPaint(value)
    case "color": if case .color(let color) = SVGPaint(value) { self.color = color }
    case "stroke-width": if let width = SVGLength(value) { strokeWidth = width }
    case "font-size":
      if let size = SVGLength(value) { fontSize = size.pixels(of: fontSize, fontSize: fontSize) }
    case "visibility": isVisible = value == "visible"
    case "stroke-dasharray": isDashed = value != "none" && value != "0"
    case "marker", "marker-start", "marker-mid", "marker-end": hasMarkers = value != "none"
    case "stroke-opacity": strokeOpacity = Self.share(value)
    case "vector-effect": keepsStrokeWidth = value == "non-scaling-stroke"
    default: applyToElement(declaration.property, value)
    }
  }

  private mutating func applyToElement(_ property: String, _ value: String) {
    switch property {
    case "opacity": opacity = Self.share(value)
    case "display": isDisplayed = value != "none"
    case "clip-path", "mask", "filter":
      effects.removeAll { $0 == property }
      if value != "none" { effects.append(property) }
    case "background", "background-color":
      let word = value.split(separator: " ").first.map(String.init) ?? ""
      if case .color(let color) = SVGPaint(word) { background = color }
    default: break
    }
  }

  private static func share(_ text: String) -> Double {
    guard let length = SVGLength(text) else { return 1 }
    return min(max(length.pixels(of: 1), 0), 1)
  }

  /// The names of the attributes that are properties too.
  static let presentationAttributes: Set<String> = [
    "stroke", "fill", "color", "stroke-width", "font-size", "visibility", "stroke-dasharray",
    "marker", "marker-start", "marker-mid", "marker-end", "stroke-opacity", "vector-effect",
    "opacity", "display", "clip-path", "mask", "filter",
  ]

  /// The style of an element: attributes, then rules, then its `style` (SVG 1.1, section 6.4).
  init(inheriting parent: SVGStyle, element: XMLElement, tag: String, sheet: SVGStyleSheet) {
    self = parent.inherited
    for attribute in element.attributes
    where Self.presentationAttributes.contains(attribute.name) {
      apply(SVGDeclaration(property: attribute.name, value: attribute.value.trimmingSpace()))
    }
    if !sheet.isEmpty {
      let classes = (element["class"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
      sheet.declarations(tag: tag, identifier: element["id"], classes: classes)
        .forEach { apply($0) }
    }
    if let text = element["style"] { SVGDeclaration.list(text).forEach { apply($0) } }
  }

  init() {}
}
