/// Walks the elements of an SVG file and collects what a pen draws.
struct SVGReader {
  let document: XMLDocument
  var drawing = Drawing(pageWidth: 0, pageHeight: 0, layers: [])
  var warningList = WarningList()
  private var sheet = SVGStyleSheet()
  /// Elements by their id; the first one counts.
  private var identified: [String: Int] = [:]
  /// The prefix of SVG's names in this file, with its colon.
  private let prefix: Substring
  private var hasInkscapeLayers = false
  private var layerNumbers: [String: Int] = [:]
  /// How many more curves may be drawn, and elements visited, so that `use` cannot explode.
  private var segmentBudget: Int
  private var visitBudget: Int
  private var hasDrawn = false

  /// What an element inherits.
  struct Context {
    var transform = SVGTransform()
    var style = SVGStyle()
    /// The size of the nearest viewport, user units.
    var viewport = DrawingPoint(0, 0)
    var layer: String?
    var depth = 0
  }

  init(_ document: XMLDocument, byteCount: Int) throws(VectorFileError) {
    self.document = document
    segmentBudget = 1_000_000 + byteCount
    visitBudget = 1_000_000 + byteCount
    let root = document.elements[0]
    let parts = root.name.split(separator: ":", maxSplits: 1)
    prefix = parts.count == 2 ? parts[0] + ":" : ""
    guard parts.last == "svg" else {
      let place = document.place(of: root.offset)
      throw VectorFileError(
        line: place.line, column: place.column, expected: "<svg>", got: "<\(root.name)>")
    }
    for (index, element) in document.elements.enumerated() {
      if let id = element["id"], identified[id] == nil { identified[id] = index }
      if element.name == prefix + "style" { addRules(element) }
      if element["inkscape:groupmode"] == "layer" { hasInkscapeLayers = true }
    }
  }

  private mutating func addRules(_ element: XMLElement) {
    let before = sheet.unsupported.count
    sheet.add(element.text)
    for selector in sheet.unsupported[before...] {
      warn("the style rule \(selector) is not followed", element)
    }
  }

  mutating func warn(_ message: String, _ element: XMLElement) {
    warningList.add(message, line: document.place(of: element.offset).line)
  }

  /// The name of an SVG element without its prefix; nil for one of another language.
  private func tag(of element: XMLElement) -> String? {
    guard element.name.hasPrefix(prefix) else { return nil }
    let name = element.name.dropFirst(prefix.count)
    return name.contains(":") ? nil : String(name)
  }

  // MARK: The page

  /// Reads the root element and all that is in it.
  mutating func readRoot() throws(VectorFileError) {
    let root = document.elements[0]
    let box = root["viewBox"].flatMap(SVGViewBox.init)
    if box == nil, root["viewBox"] != nil { warn("the view box is not readable", root) }
    let size = pageSize(root, box)
    drawing.pageWidth = size.x * SVGLength.millimetresPerPixel
    drawing.pageHeight = size.y * SVGLength.millimetresPerPixel
    let ratio = SVGAspectRatio(root["preserveAspectRatio"])
    let fromBox = box?.transform(to: size, ratio) ?? SVGTransform()
    let scale = SVGLength.millimetresPerPixel
    var context = Context()
    context.transform = SVGTransform.scale([scale, scale]).applying(fromBox)
    context.viewport = box?.size ?? size
    context.style = SVGStyle(inheriting: SVGStyle(), element: root, tag: "svg", sheet: sheet)
    drawing.background = context.style.background
    for child in root.children {
      var inner = context
      inner.layer = hasInkscapeLayers ? nil : groupName(document.elements[child], child)
      try read(child, inner)
    }
    if drawing.layers.isEmpty { drawing.layers = ["1"] }
  }

  /// The size of the page in pixels.
  private mutating func pageSize(_ root: XMLElement, _ box: SVGViewBox?) -> DrawingPoint {
    // A4 where the file says nothing at all
    let whole = box?.size ?? DrawingPoint(210, 297) / SVGLength.millimetresPerPixel
    let sides = ["width", "height"].map { name in
      root[name].flatMap(SVGLength.init) ?? SVGLength(100, .percent)
    }
    if sides.contains(where: { $0.unit == .percent }) {
      warn("no absolute page size; \(box == nil ? "A4" : "the view box in pixels") is taken", root)
    }
    let size = DrawingPoint(sides[0].pixels(of: whole.x), sides[1].pixels(of: whole.y))
    guard size.x > 0, size.y > 0, size.x < 1e9, size.y < 1e9 else {
      warn("the page size is not above zero; A4 is taken", root)
      return DrawingPoint(210, 297) / SVGLength.millimetresPerPixel
    }
    return size
  }

  /// The layer of a group directly inside the root, in a file without Inkscape's layers.
  private func groupName(_ element: XMLElement, _ index: Int) -> String? {
    guard tag(of: element) == "g" else { return nil }
    return element["inkscape:label"] ?? element["id"] ?? "group \(index)"
  }

  // MARK: Elements

  /// Reads one element and what is in it.
  mutating func read(_ index: Int, _ outer: Context) throws(VectorFileError) {
    let element = document.elements[index]
    guard let tag = tag(of: element), !SVGElementKinds.invisible.contains(tag) else { return }
    guard !SVGElementKinds.undrawable.contains(tag) else {
      return warn("\(tag) is not drawn", element)
    }
    try spend(&visitBudget, 1, element)
    guard outer.depth < 200 else { throw limit("at most 200 levels of elements", element) }
    var context = outer
    context.depth += 1
    context.style = SVGStyle(inheriting: outer.style, element: element, tag: tag, sheet: sheet)
    guard isDrawn(context.style, element) else { return }
    if let text = element["transform"] {
      guard let transform = SVGTransform(text) else {
        return warn("an element whose transform is not readable is not drawn", element)
      }
      context.transform = context.transform.applying(transform)
    }
    switch tag {
    case "g", "a": try readChildren(element, context)
    case "switch": try readSwitch(element, context)
    case "svg": try readViewport(element, context, size: size(of: element, context))
    case "use": try readUse(element, context)
    default: try readShape(element, tag, context)
    }
  }

  private mutating func isDrawn(_ style: SVGStyle, _ element: XMLElement) -> Bool {
    guard style.isDisplayed, style.opacity > 0 else {
      warn("what is hidden is not drawn", element)
      return false
    }
    if style.opacity < 1 { warn("opacity is drawn as opaque", element) }
    for effect in style.effects { warn("\(effect) is not applied", element) }
    return true
  }

  private mutating func readChildren(
    _ element: XMLElement, _ outer: Context
  ) throws(VectorFileError) {
    var context = outer
    if element["inkscape:groupmode"] == "layer" {
      context.layer = element["inkscape:label"] ?? element["id"] ?? "layer"
    }
    for child in element.children { try read(child, context) }
  }

  /// Reads the first alternative that needs no extension.
  private mutating func readSwitch(
    _ element: XMLElement, _ context: Context
  ) throws(VectorFileError) {
    let choice = element.children.first { child in
      document.elements[child]["requiredExtensions"] == nil
    }
    if let choice { try read(choice, context) }
  }

  /// Reads the inside of a nested `svg` or of a symbol.
  private mutating func readViewport(
    _ element: XMLElement, _ outer: Context, size: DrawingPoint
  ) throws(VectorFileError) {
    guard size.x > 0, size.y > 0 else { return warn("a viewport without size", element) }
    var context = outer
    context.transform = outer.transform.applying(.translation(corner(of: element, outer)))
    context.viewport = size
    if let box = element["viewBox"].flatMap(SVGViewBox.init) {
      let ratio = SVGAspectRatio(element["preserveAspectRatio"])
      if ratio.slices { warn("what is outside its viewport is drawn too", element) }
      context.transform = context.transform.applying(box.transform(to: size, ratio))
      context.viewport = box.size
    }
    try readChildren(element, context)
  }

  private func corner(of element: XMLElement, _ context: Context) -> DrawingPoint {
    [
      length(element["x"], of: context.viewport.x, context) ?? 0,
      length(element["y"], of: context.viewport.y, context) ?? 0,
    ]
  }

  private func size(of element: XMLElement, _ context: Context) -> DrawingPoint {
    [
      length(element["width"], of: context.viewport.x, context) ?? context.viewport.x,
      length(element["height"], of: context.viewport.y, context) ?? context.viewport.y,
    ]
  }

  private func length(_ text: String?, of whole: Double, _ context: Context) -> Double? {
    text.flatMap(SVGLength.init)?.pixels(of: whole, fontSize: context.style.fontSize)
  }

  private mutating func readUse(
    _ element: XMLElement, _ outer: Context
  ) throws(VectorFileError) {
    let reference = element["href"] ?? element["xlink:href"] ?? ""
    guard reference.hasPrefix("#"), let target = identified[String(reference.dropFirst())] else {
      return warn("use of \(reference.prefix(32)), which is not in the file", element)
    }
    var context = outer
    context.transform = outer.transform.applying(.translation(corner(of: element, outer)))
    let used = document.elements[target]
    guard tag(of: used) == "symbol" else { return try read(target, context) }
    context.style = SVGStyle(inheriting: outer.style, element: used, tag: "symbol", sheet: sheet)
    context.depth += 1
    guard context.depth < 200 else { throw limit("at most 200 levels of elements", element) }
    try readViewport(used, context, size: size(of: element, outer))
  }

  // MARK: Layers and limits

  /// The number of a path's layer, which is made when it is the first of it.
  mutating func layerNumber(_ context: Context) -> Int {
    let name = context.layer ?? "1"
    if let number = layerNumbers[name] { return number }
    layerNumbers[name] = drawing.layers.count
    drawing.layers.append(name)
    return drawing.layers.count - 1
  }

  /// Whether nothing has been drawn yet; false from then on.
  mutating func isFirstShape() -> Bool {
    defer { hasDrawn = true }
    return !hasDrawn
  }

  /// Takes the curves of a shape from what the file may still draw.
  mutating func spendSegments(_ count: Int, _ element: XMLElement) throws(VectorFileError) {
    try spend(&segmentBudget, count, element)
  }

  private func spend(
    _ budget: inout Int, _ count: Int, _ element: XMLElement
  ) throws(VectorFileError) {
    budget -= count
    if budget < 0 { throw limit("fewer curves and uses of them than a million", element) }
  }

  private func limit(_ expected: String, _ element: XMLElement) -> VectorFileError {
    let place = document.place(of: element.offset)
    return VectorFileError(
      line: place.line, column: place.column, expected: expected, got: "more")
  }
}
