/// The basic shapes as curves, in user units (SVG 1.1, chapter 9).
struct SVGShapes {
  let element: XMLElement
  /// The size of the viewport, which percentages are of.
  let viewport: DrawingPoint
  let fontSize: Double

  /// The parts of a shape; none for a shape without extent, nil for an element that is no shape.
  func subpaths(tag: String) -> [SVGSubpath]? {
    switch tag {
    case "rect": rectangle()
    case "circle": ellipse(radiusNames: ("r", "r"))
    case "ellipse": ellipse(radiusNames: ("rx", "ry"))
    case "line":
      [SVGSubpath(start: [x("x1"), y("y1")], segments: [.line(to: [x("x2"), y("y2")])])]
    case "polyline": polygon(isClosed: false)
    case "polygon": polygon(isClosed: true)
    default: nil
    }
  }

  // MARK: Lengths

  private func length(_ name: String, of whole: Double) -> Double? {
    element[name].flatMap(SVGLength.init)?.pixels(of: whole, fontSize: fontSize)
  }

  private func x(_ name: String) -> Double { length(name, of: viewport.x) ?? 0 }

  private func y(_ name: String) -> Double { length(name, of: viewport.y) ?? 0 }

  /// What 100 % of a length that is neither across nor down is (SVG 1.1, section 7.10).
  private var diagonal: Double { viewport.length / (2.0).squareRoot() }

  // MARK: Shapes

  private func rectangle() -> [SVGSubpath] {
    let size = DrawingPoint(x("width"), y("height"))
    guard size.x > 0, size.y > 0 else { return [] }
    let corner = DrawingPoint(x("x"), y("y"))
    // a missing radius is the other one, and none is more than half the side
    let given = (length("rx", of: viewport.x), length("ry", of: viewport.y))
    let radii = DrawingPoint(
      min(max(given.0 ?? given.1 ?? 0, 0), size.x / 2),
      min(max(given.1 ?? given.0 ?? 0, 0), size.y / 2))
    guard radii.x > 0, radii.y > 0 else {
      return [chain([corner, corner + [size.x, 0], corner + size, corner + [0, size.y], corner])]
    }
    return [roundedRectangle(corner, size, radii)]
  }

  private func roundedRectangle(
    _ corner: DrawingPoint, _ size: DrawingPoint, _ radii: DrawingPoint
  ) -> SVGSubpath {
    let far = corner + size
    let sides: [(DrawingPoint, DrawingPoint)] = [
      ([far.x - radii.x, corner.y], [far.x, corner.y + radii.y]),
      ([far.x, far.y - radii.y], [far.x - radii.x, far.y]),
      ([corner.x + radii.x, far.y], [corner.x, far.y - radii.y]),
      ([corner.x, corner.y + radii.y], [corner.x + radii.x, corner.y]),
    ]
    var path = SVGSubpath(start: sides[3].1)
    for (lineEnd, arcEnd) in sides {
      if lineEnd != path.end { path.segments.append(.line(to: lineEnd)) }
      SVGArc.append(
        from: lineEnd, radii: radii, rotationDegrees: 0, isLarge: false, isSweeping: true,
        to: arcEnd, into: &path.segments)
    }
    return path
  }

  private func ellipse(radiusNames names: (String, String)) -> [SVGSubpath] {
    let isCircle = names.0 == names.1
    let radii = DrawingPoint(
      length(names.0, of: isCircle ? diagonal : viewport.x) ?? 0,
      length(names.1, of: isCircle ? diagonal : viewport.y) ?? 0)
    guard radii.x > 0, radii.y > 0 else { return [] }
    let center = DrawingPoint(x("cx"), y("cy"))
    var path = SVGSubpath(start: center + [radii.x, 0])
    SVGArc.appendEllipse(center: center, radii: radii, into: &path.segments)
    return [path]
  }

  private func polygon(isClosed: Bool) -> [SVGSubpath] {
    var scanner = ByteScanner(element["points"] ?? "")
    var points: [DrawingPoint] = []
    scanner.skipSpace()
    while let x = scanner.number() {
      scanner.skipComma()
      guard let y = scanner.number() else { break }
      scanner.skipComma()
      points.append([x, y])
    }
    guard !points.isEmpty else { return [] }
    var path = chain(points)
    if isClosed { path.close() }
    return [path]
  }

  private func chain(_ points: [DrawingPoint]) -> SVGSubpath {
    SVGSubpath(start: points[0], segments: points.dropFirst().map { .line(to: $0) })
  }
}
