extension SVGReader {
  /// Draws a path or a basic shape.
  mutating func readShape(
    _ element: XMLElement, _ tag: String, _ context: Context
  ) throws(VectorFileError) {
    guard context.style.isVisible else { return warn("what is hidden is not drawn", element) }
    let shapes = SVGShapes(
      element: element, viewport: context.viewport, fontSize: context.style.fontSize)
    guard let subpaths = tag == "path" ? pathData(element) : shapes.subpaths(tag: tag) else {
      return warn("\(tag) is not drawn", element)
    }
    if isFirstShape(), tag == "rect", takeBackground(subpaths, context) { return }
    guard let color = penColor(context.style, element) else { return }
    try spendSegments(subpaths.reduce(0) { $0 + $1.segments.count + 1 }, element)
    for subpath in subpaths { draw(subpath, color, element, context) }
  }

  /// The parts of a path; an error in its data is a warning with line and column.
  private mutating func pathData(_ element: XMLElement) -> [SVGSubpath] {
    guard let attribute = element.attributes.first(where: { $0.name == "d" }) else {
      return []
    }
    let data = SVGPathData(attribute.value)
    if let error = data.error {
      let offset = attribute.offset + (attribute.isVerbatim ? error.offset : 0)
      let place = document.place(of: offset)
      warningList.add(
        "path data is drawn up to an error in column \(place.column):"
          + " expected \(error.expected), got \(error.got)", line: place.line)
    }
    return data.subpaths
  }

  /// A first rectangle that covers the page, filled and without an outline, is the paper.
  private mutating func takeBackground(_ subpaths: [SVGSubpath], _ context: Context) -> Bool {
    guard case .color(let color) = context.style.fill, context.style.stroke == .none,
      let subpath = subpaths.first
    else { return false }
    let corners = ([subpath.start] + subpath.segments.map(\.end)).map { context.transform($0) }
    let slack = 1e-3
    let coversLeft = corners.contains { $0.x <= slack && $0.y <= slack }
    let coversRight = corners.contains {
      $0.x >= drawing.pageWidth - slack && $0.y >= drawing.pageHeight - slack
    }
    guard coversLeft, coversRight, subpath.segments.count == 4 else { return false }
    drawing.background = color
    return true
  }

  /// The colour that the pen draws a shape in; nil when it does not draw it.
  private mutating func penColor(_ style: SVGStyle, _ element: XMLElement) -> StrokeColor? {
    let isStroked = style.stroke != .none && style.strokeOpacity > 0
    if isStroked, style.fill != .none { warn("a filled shape is drawn as its outline", element) }
    if isStroked, style.isDashed { warn("a dashed line is drawn whole", element) }
    if isStroked, style.strokeOpacity < 1 { warn("opacity is drawn as opaque", element) }
    if style.hasMarkers { warn("markers are not drawn", element) }
    if !isStroked, style.fill != .none {
      warn("a filled shape without a line is drawn as its outline", element)
    }
    switch isStroked ? style.stroke : style.fill {
    case .none:
      warn("a shape with neither line nor fill is not drawn", element)
      return nil
    case .color(let color): return color
    case .currentColor: return style.color
    case .unknown(let what):
      warn("\(what) is drawn in black", element)
      return .black
    }
  }

  private mutating func draw(
    _ subpath: SVGSubpath, _ color: StrokeColor, _ element: XMLElement, _ context: Context
  ) {
    // a move without a line draws nothing; a line without length is a dot, as a pen is round
    guard !subpath.segments.isEmpty else { return }
    let isDot = subpath.segments.allSatisfy { $0.isPoint(subpath.start) }
    let transform = context.transform
    let path = DrawnPath(
      start: transform(subpath.start),
      segments: isDot ? [] : subpath.segments.map { $0.mapped(by: transform) },
      width: lineWidth(context), color: color, pressure: pressure(element),
      layer: layerNumber(context))
    guard path.isWithinReason else {
      return warn("a shape beyond 1e9 mm is not drawn", element)
    }
    drawing.paths.append(path)
  }

  /// The width of the line on the page, mm.
  private func lineWidth(_ context: Context) -> Double {
    let diagonal = context.viewport.length / (2.0).squareRoot()
    let width = context.style.strokeWidth.pixels(of: diagonal, fontSize: context.style.fontSize)
    let scale =
      context.style.keepsStrokeWidth
      ? SVGLength.millimetresPerPixel : context.transform.lengthScale
    return max(width, 0) * scale
  }

  /// The pressure that `Drawing.svg` wrote; 1 without it.
  private func pressure(_ element: XMLElement) -> Stroke.Ends {
    let ends = (element["data-pressure"] ?? "").split(separator: " ").compactMap { Double($0) }
    guard ends.count == 2, ends.allSatisfy({ (0...1).contains($0) }) else {
      return Stroke.Ends(start: 1, end: 1)
    }
    return Stroke.Ends(start: ends[0], end: ends[1])
  }
}

extension DrawnPath.Segment {
  /// Whether the piece stays at one point.
  fileprivate func isPoint(_ point: DrawingPoint) -> Bool {
    switch self {
    case .line(let end): end == point
    case .quadratic(let control, let end): control == point && end == point
    case .cubic(let first, let second, let end):
      first == point && second == point && end == point
    }
  }

  fileprivate func mapped(by transform: SVGTransform) -> DrawnPath.Segment {
    switch self {
    case .line(let end): .line(to: transform(end))
    case .quadratic(let control, let end):
      .quadratic(control: transform(control), to: transform(end))
    case .cubic(let first, let second, let end):
      .cubic(transform(first), transform(second), to: transform(end))
    }
  }
}

extension DrawnPath {
  /// Whether all numbers are finite and within `10^9` mm.
  fileprivate var isWithinReason: Bool {
    let isNear = { (point: DrawingPoint) in point.length <= 1e9 }
    return width <= 1e9 && isNear(start)
      && segments.allSatisfy { segment in
        switch segment {
        case .line(let end): isNear(end)
        case .quadratic(let control, let end): isNear(control) && isNear(end)
        case .cubic(let first, let second, let end):
          isNear(first) && isNear(second) && isNear(end)
        }
      }
  }
}

/// The elements that are not drawn.
enum SVGElementKinds {
  /// Those that show nothing by themselves, or only through others that are warned about.
  static let invisible: Set<String> = [
    "defs", "symbol", "clipPath", "mask", "marker", "pattern", "linearGradient",
    "radialGradient", "meshgradient", "filter", "metadata", "title", "desc", "style", "cursor",
    "view", "font", "font-face", "color-profile", "solidColor",
  ]
  /// Those that show something a pen does not follow here.
  static let undrawable: Set<String> = [
    "text", "image", "foreignObject", "video", "audio", "canvas", "iframe", "script", "animate",
    "animateTransform", "animateMotion", "animateColor", "set", "flowRoot", "altGlyph",
    "glyph", "textPath", "tspan", "tref", "mesh",
  ]
}
