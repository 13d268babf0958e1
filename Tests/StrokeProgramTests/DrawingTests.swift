import JSONText
import StrokeProgram
import Testing

@Suite struct DrawingTests {
  @Test func `strokes of a painting become a drawing and the same strokes again`() throws {
    let strokes = [
      Stroke(
        start: PagePoint(x: 0.1, y: 0.2), control: PagePoint(x: 0.3, y: 0.9),
        end: PagePoint(x: 0.7, y: 0.4), width: 0.02,
        color: StrokeColor(red: 1, green: 0, blue: 0),
        pressure: Stroke.Ends(start: 0.25, end: 0.75)),
      Stroke(
        start: PagePoint(x: 0.5, y: 0.5), control: PagePoint(x: 0.5, y: 0.5),
        end: PagePoint(x: 0.5, y: 0.5), width: 0.01),
      Stroke(
        start: PagePoint(x: 0, y: 0), control: PagePoint(x: 0.5, y: 0),
        end: PagePoint(x: 1, y: 1), width: 0.02, color: StrokeColor(red: 1, green: 0, blue: 0)),
    ]
    let source = ProgramSource(
      backend: "brush", version: "1", options: [:], seed: 1, episode: 1, parts: [])
    let drawing = Drawing(
      PaintingProgram(source: source, strokes: strokes, background: .black))
    #expect(drawing.pageWidth == 100 && drawing.pageHeight == 100)
    #expect(drawing.layers == ["#ff0000", "#000000"])
    #expect(drawing.paths.map(\.layer) == [0, 1, 0])
    #expect(drawing.paths[1].segments.isEmpty)
    #expect(distance(drawing.paths[0].end, [70, 40]) < 1e-9)
    let back = drawing.strokes()
    try #require(back.count == 3)
    for (stroke, copy) in zip(strokes, back) {
      #expect(abs(stroke.control.x - copy.control.x) < 1e-12 && stroke.color == copy.color)
      #expect(abs(stroke.end.y - copy.end.y) < 1e-12 && stroke.pressure == copy.pressure)
      #expect(abs(stroke.width - copy.width) < 1e-12)
    }
  }

  @Test func `strokes of any drawing follow its curves within the tolerance`() {
    var random = TestRandom(state: 3)
    for _ in 0..<40 {
      let drawing = random.drawing(paths: 1)
      let side = max(drawing.pageWidth, drawing.pageHeight)
      let strokes = drawing.strokes(tolerance: 0.01)
      var points: [DrawingPoint] = []
      for stroke in strokes {
        let curve = DrawnPath.Segment.quadratic(
          control: [stroke.control.x * side, stroke.control.y * side],
          to: [stroke.end.x * side, stroke.end.y * side])
        let start = DrawingPoint(stroke.start.x * side, stroke.start.y * side)
        points += (0...20).map { curve.point(at: Double($0) / 20, from: start) }
      }
      let chain = drawing.paths[0].polyline(tolerance: 0.002)
      #expect(strayOf(points, from: chain) <= 0.0121)
      #expect(strayOf(chain, from: points) <= 1)
      // the pressure starts and ends as the path's, without jumps
      #expect(
        strokes.first.map { abs($0.pressure.start - drawing.paths[0].pressure.start) } ?? 0 < 1e-9)
      #expect(strokes.last.map { abs($0.pressure.end - drawing.paths[0].pressure.end) } ?? 0 < 1e-9)
      for (stroke, next) in zip(strokes, strokes.dropFirst()) {
        #expect(stroke.end == next.start && stroke.pressure.end == next.pressure.start)
      }
    }
  }

  @Test(arguments: [1.0, 0.1, 0.001]) func `chords stay within the tolerance`(tolerance: Double) {
    var random = TestRandom(state: 4)
    for path in random.drawing(paths: 60).paths where path.segments.count == 1 {
      let chain = path.polyline(tolerance: tolerance)
      let curve = (0...300).map {
        path.segments[0].point(at: Double($0) / 300, from: path.start)
      }
      #expect(strayOf(curve, from: chain) <= tolerance * 1.0001)
    }
  }

  @Test func `plain moves go up to each path and along it`() {
    var drawing = Drawing(pageWidth: 10, pageHeight: 10, layers: ["a", "b"])
    drawing.paths = [
      DrawnPath(start: [1, 1], segments: [.line(to: [2, 2])], width: 1, layer: 1),
      DrawnPath(start: [5, 5], segments: [], width: 1),
    ]
    #expect(
      drawing.penMoves(feed: 60) == [
        PenMove(to: [1, 1], isDown: false, pen: 1),
        PenMove(to: [2, 2], feed: 60, isDown: true, pen: 1),
        PenMove(to: [5, 5], isDown: false), PenMove(to: [5, 5], feed: 60, isDown: true),
      ])
  }
}

@Suite struct DrawingJSONTests {
  @Test func `JSON and back keeps everything`() throws {
    var random = TestRandom(state: 6)
    for _ in 0..<100 {
      let drawing = random.drawing()
      #expect(try Drawing(json: drawing.json()) == drawing)
    }
  }

  @Test func `JSON to SVG to JSON keeps the drawing`() throws {
    var random = TestRandom(state: 7)
    for _ in 0..<100 {
      let drawing = try Drawing(json: random.drawing().json())
      let svg = try SVGImport(svg: Array(drawing.svg().utf8)).drawing
      #expect(worstDifference(drawing, try Drawing(json: svg.json())) < 0.01)
    }
  }

  @Test func `a program is read as a drawing too`() throws {
    let source = ProgramSource(
      backend: "brush", version: "1", options: [:], seed: 1, episode: 1, parts: [])
    let stroke = Stroke(
      start: PagePoint(x: 0, y: 0), control: PagePoint(x: 0.5, y: 0),
      end: PagePoint(x: 1, y: 1), width: 0.02)
    let program = PaintingProgram(source: source, strokes: [stroke], background: nil)
    #expect(try Drawing(json: program.json()) == Drawing(program))
  }

  private static let text = String(
    decoding: Drawing(
      pageWidth: 10, pageHeight: 20,
      paths: [DrawnPath(start: [1, 2], segments: [.line(to: [3, 4])], width: 0.5)]
    ).json(), as: UTF8.self)

  @Test func `the text is as documented`() {
    #expect(
      Self.text
        == ##"{"format":"spiral-drawing","version":1,"page":{"widthMillimetres":10,"##
        + ##""heightMillimetres":20,"background":null},"layers":["1"],"paths":[{"start":[1,2],"##
        + ##""segments":[[3,4]],"width":0.5,"color":"#000000","pressure":[1,1],"layer":0}]}"##)
  }

  @Test(arguments: [
    ("[3,4]", "[3,4,5]", "2, 4 or 6 numbers"), ("\"layer\":0", "\"layer\":1", "1 layers"),
    ("\"width\":0.5", "\"width\":-1", "at least 0"), ("s\":10,", "s\":0,", "above 0"),
    ("[1,1]", "[1,2]", "0...1"), ("spiral-drawing", "x", "\"spiral-drawing\" or"),
    ("\"version\":1", "\"version\":2", "version 1"), ("#000000", "black", "a colour"),
    ("[1,2]", "[1]", "2 numbers"),
  ])
  func `what is wrong is named with its place`(
    part: String, wrong: String, words: String
  ) throws {
    #expect {
      try Drawing(json: Array(Self.text.replacing(part, with: wrong).utf8))
    } throws: {
      "\($0)".contains(words) && "\($0)".hasPrefix("line 1, column ")
    }
  }

  @Test func `mutated drawings never trap`() {
    var random = TestRandom(state: 8)
    let bytes = random.drawing(paths: 3).json()
    var read = 0
    for _ in 0..<20_000 {
      guard let drawing = try? Drawing(json: random.mutated(bytes)) else { continue }
      read += 1
      _ = drawing.svg().utf8.count + drawing.strokes().count
      _ = QuickDrawing(drawing, word: "").strokes.count
    }
    #expect(read > 1000)
  }
}
