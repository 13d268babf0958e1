import StrokeProgram
import Testing

/// A page of 100 mm with millimetres as user units around `content`.
private func page(_ content: String, head: String = "") -> String {
  "<svg xmlns='http://www.w3.org/2000/svg' width='100mm' height='100mm' viewBox='0 0 100 100'"
    + " stroke='black' fill='none' \(head)>\n\(content)\n</svg>"
}

private func read(_ text: String) throws -> SVGImport { try SVGImport(svg: Array(text.utf8)) }

private func close(_ point: DrawingPoint, _ other: DrawingPoint) -> Bool {
  distance(point, other) < 1e-9
}

@Suite struct SVGImportTests {
  @Test func `drawings written and read are the same`() throws {
    var random = TestRandom(state: 1)
    for _ in 0..<200 {
      let drawing = random.drawing()
      let back = try read(drawing.svg())
      #expect(back.warnings.isEmpty)
      #expect(worstDifference(drawing, back.drawing) < 2e-4)
    }
  }

  @Test func `a program becomes SVG and the same program again`() throws {
    var random = TestRandom(state: 2)
    let strokes = (0..<60).map { _ in
      Stroke(
        start: PagePoint(x: .random(in: 0...1, using: &random), y: 0.25),
        control: PagePoint(x: 0.5, y: .random(in: 0...1, using: &random)),
        end: PagePoint(x: 0.75, y: .random(in: 0...1, using: &random)), width: 0.015,
        color: Bool.random(using: &random) ? .black : StrokeColor(red: 1, green: 0, blue: 0.2),
        pressure: Stroke.Ends(start: .random(in: 0...1, using: &random), end: 0.5))
    }
    let source = ProgramSource(
      backend: "brush", version: "1", options: [:], seed: 1, episode: 1, parts: [])
    let program = PaintingProgram(source: source, strokes: strokes, background: nil)
    let back = try read(program.svg()).drawing.strokes()
    try #require(back.count == strokes.count)
    for (stroke, copy) in zip(strokes, back) {
      for (a, b) in [
        (stroke.start, copy.start), (stroke.control, copy.control), (stroke.end, copy.end),
      ] {
        #expect(abs(a.x - b.x) < 1e-6 && abs(a.y - b.y) < 1e-6)
      }
      #expect(abs(stroke.width - copy.width) < 1e-6 && stroke.color == copy.color)
      #expect(abs(stroke.pressure.start - copy.pressure.start) < 1e-6)
    }
  }

  @Test func `a first rectangle over the whole page is the paper`() throws {
    let paper = try read(page("<rect width='100%' height='100%' fill='red' stroke='none'/>"))
    #expect(paper.drawing.background?.hexadecimal == "#ff0000" && paper.drawing.paths.isEmpty)
    let small = try read(page("<rect width='90%' height='100%' fill='red' stroke='none'/>"))
    #expect(small.drawing.background == nil && small.drawing.paths.count == 1)
  }

  @Test(arguments: [
    ("width='50mm' height='2in'", 50, 50.8), ("width='12cm' height='36pt'", 120, 12.7),
    ("width='96' height='6pc'", 25.4, 25.4), ("width='100%' height='50%'", 210, 148.5),
    ("viewBox='3 4 96 192'", 25.4, 50.8), ("width='-1' height='0'", 210, 297),
    ("width='192px' height='40q' viewBox='0 0 1 1'", 50.8, 10),
  ])
  func `the page has the size that the file says`(
    head: String, width: Double, height: Double
  ) throws {
    let drawing = try read("<svg \(head)/>").drawing
    #expect(abs(drawing.pageWidth - width) < 1e-9 && abs(drawing.pageHeight - height) < 1e-9)
  }

  @Test(
    arguments: [
      ("", [25, 0], [75, 50]), ("none", [0, 0], [100, 50]), ("xMinYMin meet", [0, 0], [50, 50]),
      ("xMaxYMid", [50, 0], [100, 50]), ("xMidYMin slice", [0, 0], [100, 100]),
      ("xMidYMax slice", [0, -50], [100, 50]),
    ] as [(String, DrawingPoint, DrawingPoint)])
  func `a view box is fitted as the aspect ratio says`(
    ratio: String, least: DrawingPoint, most: DrawingPoint
  ) throws {
    let drawing = try read(
      "<svg width='100mm' height='50mm' viewBox='10 20 10 10' preserveAspectRatio='\(ratio)'>"
        + "<line stroke='red' x1='10' y1='20' x2='20' y2='30'/></svg>"
    ).drawing
    #expect(close(drawing.paths[0].start, least) && close(drawing.paths[0].end, most))
  }

  @Test(
    arguments: [
      ("translate(10 20)", [11, 22]), ("translate(10)", [11, 2]), ("scale(2,3)", [2, 6]),
      ("scale(2)", [2, 4]), ("rotate(90)", [-2, 1]), ("rotate(90, 1, 0)", [-1, 0]),
      ("skewX(45)", [3, 2]), ("skewY(45)", [1, 3]), ("matrix(1,2 3,4 5,6)", [12, 16]),
      (" translate(1,1)scale(2) , rotate(180)", [-1, -3]),
    ] as [(String, DrawingPoint)])
  func `transforms move points`(text: String, expected: DrawingPoint) throws {
    let drawing = try read(
      page("<g transform='\(text)'><path d='M1 2h1'/></g>")
    ).drawing
    #expect(close(drawing.paths[0].start, expected))
  }

  @Test func `nested transforms, views and widths multiply`() throws {
    let drawing = try read(
      page(
        "<g transform='translate(10,0)'><svg x='1' y='2' width='20' height='20' viewBox='0 0 10 10'>"
          + "<g transform='scale(3)'><path stroke-width='.5' d='M1 1h1'/></g></svg></g>")
    ).drawing
    #expect(close(drawing.paths[0].start, [17, 8]))
    #expect(abs(drawing.paths[0].width - 3) < 1e-9)
  }

  @Test func `use, symbols and definitions`() throws {
    let text = page(
      "<defs><path id='a' d='M0 0h1'/><g id='b'><use href='#a' x='5'/></g>"
        + "<symbol id='s' viewBox='0 0 1 1'><path d='M0 0L1 1'/></symbol></defs>"
        + "<use xlink:href='#b' transform='scale(2)' y='1'/>"
        + "<use href='#s' x='10' y='10' width='5' height='5'/><use href='#no'/>")
    let result = try read(text)
    #expect(result.drawing.paths.count == 2)
    #expect(close(result.drawing.paths[0].start, [10, 2]))
    #expect(close(result.drawing.paths[1].end, [15, 15]))
    #expect(result.warnings.map(\.message) == ["use of #no, which is not in the file"])
  }

  @Test func `styles: attributes, then rules by weight, then the style attribute`() throws {
    let text = page(
      "<style>/* no } */ .a{stroke:#00f} path{stroke:lime;stroke-width:2}"
        + " #x, .q{stroke:rgb(255, 0, 0)} path.b{stroke:rgb(100%,50%,0%)} g > path{fill:red}"
        + "</style><path stroke='red' d='M0 0h1'/><path class='b a' d='M0 0h1'/>"
        + "<path id='x' class='a' d='M0 0h1'/><path class='a' style='stroke:#123; x:y' d='M0 0h1'/>"
        + "<g color='#abcdef80' stroke='currentColor'><circle r='1'/></g>")
    let result = try read(text)
    #expect(
      result.drawing.paths.map(\.color.hexadecimal) == [
        "#00ff00", "#ff8000", "#ff0000", "#112233", "#abcdef",
      ])
    #expect(result.drawing.paths[0].width == 2 || abs(result.drawing.paths[0].width - 2) < 1e-9)
    #expect(result.warnings.map(\.message) == ["the style rule g > path is not followed"])
  }

  @Test func `layers are Inkscape's, or the groups of the root`() throws {
    let layer = "inkscape:groupmode='layer' inkscape:label"
    let first = try read(
      page(
        "<g \(layer)='pen &amp; ink'><g><path d='M0 0h1'/></g></g><g><path d='M0 0h1'/></g>"
          + "<g \(layer)='two'><path d='M0 0h1'/></g><g \(layer)='pen &amp; ink'>"
          + "<path d='M0 0h1'/></g>"))
    #expect(first.drawing.layers == ["pen & ink", "1", "two"])
    #expect(first.drawing.paths.map(\.layer) == [0, 1, 2, 0])
    let second = try read(page("<path d='M0 0h1'/><g id='a'><path d='M0 0h1'/></g>"))
    #expect(second.drawing.layers == ["1", "a"])
  }

  @Test func `what cannot be drawn is named with its line and how often`() throws {
    let text = page(
      "<text>a</text>\n<text/><image/>\n<path d='M0 0h1' fill='red' clip-path='url(#c)'/>\n"
        + "<rect width='9' height='9' stroke='none' fill='blue'/>\n"
        + "<path d='M0 0h1' stroke='url(#g)' stroke-dasharray='2' opacity='.5'/>\n"
        + "<path d='M0 0h1' display='none'/><path d='M0 0h1' stroke='none'/>"
        + "<blink/><sodipodi:namedview/>\n<path d='M0 0h1' transform='spin(3)'/>")
    let result = try read(text)
    #expect(result.drawing.paths.count == 3)
    #expect(
      result.warnings.map(\.description) == [
        "line 2: text is not drawn (2 times)", "line 3: image is not drawn",
        "line 4: clip-path is not applied", "line 4: a filled shape is drawn as its outline",
        "line 5: a filled shape without a line is drawn as its outline",
        "line 6: opacity is drawn as opaque", "line 6: a dashed line is drawn whole",
        "line 6: a gradient or pattern is drawn in black", "line 7: what is hidden is not drawn",
        "line 7: a shape with neither line nor fill is not drawn", "line 7: blink is not drawn",
        "line 8: an element whose transform is not readable is not drawn",
      ])
  }

  @Test func `path data is drawn up to its error, which is named`() throws {
    let result = try read(page("<path d='M0 0 10 10\nL20 20 L 30 x 5'/>"))
    #expect(result.drawing.paths[0].segments.count == 2)
    #expect(
      result.warnings.map(\.description) == [
        "line 3: path data is drawn up to an error in column 13: expected a number,"
          + " got \"x 5\""
      ])
  }

  @Test(arguments: [
    ("", "line 1, column 1: expected an element, got the end"),
    ("<svg>\n <g></svg>", "line 2, column 5: expected the end tag </g>, got </svg>"),
    ("<svg>\n <g>", "line 2, column 5: expected the end tag </g>"),
    ("<svg a=b/>", "line 1, column 8: expected a value in quotes for a"),
    ("<svg a='1' a='2'/>", "line 1, column 12: expected each attribute once"),
    ("<svg a='1/>", "line 1, column 8: expected a closing quote"),
    ("\n<html/>", "line 2, column 1: expected <svg>, got <html>"),
    ("<svg><!-- ", "line 1, column 6: expected a comment that ends"),
    ("<svg/><svg/>", "line 1, column 7: expected one root element"),
    ("\u{1F}\u{8B}", "line 1, column 1: expected an element"),
  ])
  func `what is no SVG is refused with its place`(text: String, words: String) {
    #expect {
      try read(text)
    } throws: {
      "\($0)".hasPrefix(words)
    }
  }

  @Test func `entities, sections, instructions and types are passed`() throws {
    let text =
      "\u{FEFF}<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a \"<]>&b;&b;\"><!-- > -->]>"
      + "<svg><style><![CDATA[.a{stroke:red}]]></style><!-- <g> -->"
      + "<path class='&#97;' d='M0&#x20;0h&lol;1'/><path class='a' d='M0&#x20;0h1'/></svg>"
    let result = try read(text)
    #expect(result.drawing.paths.count == 1)
    #expect(result.drawing.paths[0].color.hexadecimal == "#ff0000")
  }
}
