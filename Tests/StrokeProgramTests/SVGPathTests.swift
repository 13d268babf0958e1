import Testing

@testable import StrokeProgram

@Suite struct SVGPathTests {
  @Test(arguments: [
    ("M1,2L3 4", "M1,2 L3,4"), ("m1 2 3 4 5 6", "M1,2 L4,6 L9,12"),
    ("M1 2 3 4", "M1,2 L3,4"), ("M0 0H5h-2V3v1", "M0,0 L5,0 L3,0 L3,3 L3,4"),
    ("M0 0C1 2 3 4 5 6s1 1 2 2", "M0,0 C1,2 3,4 5,6 C7,8 6,7 7,8"),
    ("M0 0S1 2 3 4", "M0,0 C0,0 1,2 3,4"),
    ("M0 0q1 2 3 4t5 6T0 0", "M0,0 Q1,2 3,4 Q5,6 8,10 Q11,14 0,0"),
    ("M0 0Q1 1 2 0H3T5 5", "M0,0 Q1,1 2,0 L3,0 Q3,0 5,5"),
    ("M1 1h2v2zh9", "M1,1 L3,1 L3,3 L1,1|M1,1 L10,1"), ("M1 1h2zz", "M1,1 L3,1 L1,1"),
    ("M1 1z", "M1,1 L1,1"), ("M1 1h1M2 2h1m1 1h1", "M1,1 L2,1|M2,2 L3,2|M4,3 L5,3"),
    ("M.5.5-1-1e1+2.5", "M0.5,0.5 L-1,-10|!"), ("M1e1 1E-1l1.", "M10,0.1|!"),
    ("L1 1", "!"), ("M1 1 X", "M1,1|!"), ("M1 1 L 2", "M1,1|!"), ("", ""), ("  ", ""),
    ("M0 0A0 5 0 0 1 3 4", "M0,0 L3,4"), ("M0 0A5 5 0 0 1 0 0L1 1", "M0,0 L1,1"),
    ("M1 1z5", "M1,1 L1,1|!"), ("M0 0,1,1", "M0,0 L1,1"), ("M0 0a1 1 0 2 1 3 3", "M0,0|!"),
  ])
  func `commands`(data: String, expected: String) {
    let path = SVGPathData(data)
    var parts = path.subpaths.map { part in
      let pieces = part.segments.map { segment in
        switch segment {
        case .line(let end): " L\(text(end))"
        case .quadratic(let control, let end): " Q\(text(control)) \(text(end))"
        case .cubic(let first, let second, let end):
          " C\(text(first)) \(text(second)) \(text(end))"
        }
      }
      return "M\(text(part.start))" + pieces.joined()
    }
    if path.error != nil { parts.append("!") }
    #expect(parts.joined(separator: "|") == expected)
  }

  private func text(_ point: DrawingPoint) -> String {
    decimalText(point.x, places: 6) + "," + decimalText(point.y, places: 6)
  }

  @Test(
    arguments: [
      // large, sweep, the centre of the circle of radius 100 from (0, 0) to (100, 100)
      (false, true, [0, 100]), (false, false, [100, 0]), (true, true, [100, 0]),
      (true, false, [0, 100]),
    ] as [(Bool, Bool, DrawingPoint)])
  func `arcs take the asked side and stay on the circle`(
    isLarge: Bool, isSweeping: Bool, center: DrawingPoint
  ) {
    let flags = (isLarge ? "1" : "0") + (isSweeping ? "1" : "0")
    let part = SVGPathData("M0 0A100 100 0 \(flags)100 100").subpaths[0]
    #expect(part.segments.count == (isLarge ? 9 : 3))
    #expect(part.end == [100, 100])
    var place = part.start
    for segment in part.segments {
      for step in 1...50 {
        let point = segment.point(at: Double(step) / 50, from: place)
        #expect(abs(distance(point, center) - 100) < 1e-4)
      }
      place = segment.end
    }
  }

  @Test func `a turned ellipse satisfies its equation`() {
    // radii 50 and 20, turned by 30 degrees, a half from one end of the long axis to the other
    let end = DrawingPoint(50 * 3.0.squareRoot(), 50)
    let part = SVGPathData("M0 0A50 20 30 0 0 \(end.x) \(end.y)").subpaths[0]
    let axis = end / distance(end, [0, 0])
    var place = part.start
    for segment in part.segments {
      for step in 0...20 {
        let offset = segment.point(at: Double(step) / 20, from: place) - end / 2
        let along = (offset * axis).sum() / 50
        let across = (offset * DrawingPoint(-axis.y, axis.x)).sum() / 20
        #expect(abs((along * along + across * across).squareRoot() - 1) < 2e-6)
      }
      place = segment.end
    }
  }

  @Test func `radii that do not reach are scaled up`() {
    let part = SVGPathData("M0 0A1 1 0 0 1 10 0").subpaths[0]
    let top = part.segments[2].end
    #expect(part.segments.count == 6 && distance(top, [5, -5]) < 1e-9)
  }

  @Test func `a rounded rectangle has its radii and closes`() {
    let element = XMLElement(
      name: "rect",
      attributes: [("width", "10"), ("height", "4"), ("rx", "1"), ("ry", "30")].map {
        XMLAttribute(name: $0.0, value: $0.1, offset: 0, isVerbatim: true)
      }, offset: 0)
    let shapes = SVGShapes(element: element, viewport: [100, 100], fontSize: 16)
    let part = shapes.subpaths(tag: "rect")?.first
    #expect(part?.start == [1, 0] && part?.end == [1, 0])
    // two lines, as the vertical ones have no length, and four quarters of three curves
    #expect(part?.segments.count == 14)
  }
}
