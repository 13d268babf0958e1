import JSONText
import StrokeProgram
import Testing

@Suite struct QuickDrawTests {
  @Test func `a drawing survives the box to half a unit`() throws {
    var random = TestRandom(state: 21)
    for _ in 0..<60 {
      let drawing = try Drawing(json: random.drawing(paths: 10).json())
      let side = max(drawing.pageWidth, drawing.pageHeight)
      let unit = side / QuickDrawing.boxSide
      let bytes = QuickDrawing.ndjson([QuickDrawing(drawing, word: "cat")])
      let read = try QuickDrawing.drawings(ndjson: bytes)
      let back = try Drawing(json: Drawing(read[0], pageSide: side).json())
      try #require(back.paths.count == drawing.paths.count)
      for (path, copy) in zip(drawing.paths, back.paths) {
        let points = path.polyline(tolerance: 0.05 * unit)
        let copies = copy.polyline(tolerance: 1)
        for point in points {
          #expect(
            copies.contains {
              abs($0.x - point.x) <= 0.5001 * unit && abs($0.y - point.y) <= 0.5001 * unit
            })
        }
        #expect(strayOf(copies, from: points) <= 0.7072 * unit)
      }
    }
  }

  @Test func `simplified drawings stay where they are, raw ones fill the box`() {
    let simple = QuickDrawing(
      word: "",
      strokes: [QuickDrawStroke(points: [[0, 0], [51, 255]]), QuickDrawStroke(points: [])])
    let drawing = Drawing(simple, pageSide: 100)
    #expect(drawing.paths.count == 1)
    #expect(distance(drawing.paths[0].end, [20, 100]) < 1e-9)
    let raw = QuickDrawing(
      word: "", strokes: [QuickDrawStroke(points: [[300, 100], [500, 500]], times: [0, 9])])
    let fitted = Drawing(raw, pageSide: 100)
    #expect(distance(fitted.paths[0].start, [25, 0]) < 1e-9)
    #expect(distance(fitted.paths[0].end, [75, 100]) < 1e-9)
    let dot = QuickDrawing(word: "", strokes: [QuickDrawStroke(points: [[9, 9]], times: [0])])
    #expect(distance(Drawing(dot).paths[0].start, [50, 50]) < 1e-6)
  }

  @Test(.enabled(if: SharedData.isPresent, "needs the shared data beside the package"))
  func `all files load, and are the same after writing`() throws {
    // the counts of the collection's readme
    let counts = [
      "airplane": 23, "apple": 37, "bicycle": 26, "cat": 25, "circle": 44, "eye": 28, "face": 31,
      "flower": 26, "house": 37, "square": 46, "star": 32, "sun": 25, "tree": 31, "umbrella": 30,
    ]
    #expect(SharedData.names(in: "quickdraw", suffix: ".ndjson").count == counts.count)
    for (word, count) in counts {
      let drawings = try QuickDrawing.drawings(
        ndjson: SharedData.bytes("quickdraw/\(word).ndjson"))
      #expect(drawings.count == count)
      #expect(drawings.allSatisfy { $0.word == word && $0.countryCode?.count == 2 })
      #expect(drawings.allSatisfy { !$0.strokes.isEmpty && $0.strokes[0].times != nil })
      let isSame = try QuickDrawing.drawings(ndjson: QuickDrawing.ndjson(drawings)) == drawings
      #expect(isSame)
      for drawing in drawings.map({ Drawing($0) }) {
        let points = drawing.paths.flatMap { $0.polyline(tolerance: 1) }
        #expect(
          points.allSatisfy { $0.x >= -1e-9 && $0.y >= -1e-9 && $0.x < 100.001 && $0.y < 100.001 })
      }
    }
  }

  @Test(arguments: [
    ("\n\n{\"word\":1}", "line 3, column 9: expected a string"),
    ("{}", "line 1, column 1: expected a member \"drawing\""),
    ("{\"drawing\":[[[1],[1,2]]]}", "line 1, column 18: expected 1 numbers"),
    ("{\"drawing\":[]}\n{\"drawing\":[[[1]]]}", "line 2, column 13: expected 2 or 3 lists"),
    ("{\"drawing\":[[[1e10],[1]]]}", "line 1, column 14: expected numbers within 1e9"),
    ("{\"drawing\":[]} x", "line 1, column 16"),
  ])
  func `what is wrong is named with its line`(text: String, words: String) {
    #expect {
      try QuickDrawing.drawings(ndjson: Array(text.utf8))
    } throws: {
      "\($0)".hasPrefix(words)
    }
  }

  @Test func `mutated files never trap`() {
    var random = TestRandom(state: 22)
    let text =
      "{\"word\":\"a\",\"recognized\":true,\"drawing\":[[[1,2,3],[4,5,6.5],[0,1,2]]]}\n"
      + "{\"word\":\"b\",\"key_id\":\"7\",\"drawing\":[[[1,255],[0,6]],[[],[]]]}\n"
    var read = 0
    for _ in 0..<20_000 {
      let bytes = random.mutated(Array(text.utf8))
      guard let drawings = try? QuickDrawing.drawings(ndjson: bytes) else { continue }
      read += drawings.isEmpty ? 0 : 1
      for drawing in drawings { _ = Drawing(drawing).svg() }
    }
    #expect(read > 500)
  }
}
