import JSONText
import StrokeProgram
import Testing

@Suite struct PaintingProgramTests {
  private let program = PaintingProgram(
    source: ProgramSource(
      backend: "brush", version: "1",
      options: [
        "canvas": .integer(64), "sizes": .numbers([1, 2.5]), "brush": .string("in\"k"),
        "color": .boolean(false),
      ], seed: .max, episode: 3,
      parts: [
        ProgramPart(name: "flag", rows: [[0], [1]]),
        ProgramPart(name: "place", rows: [[0.25, 1], [0.5, -2]]),
      ], startState: [1, 2, 255]),
    strokes: [
      Stroke(
        start: PagePoint(x: 0, y: 0.1), control: PagePoint(x: 0.123456789, y: 0.5),
        end: PagePoint(x: 1, y: 1), width: 0.03125,
        color: StrokeColor(red: 1, green: 0, blue: 0.2),
        pressure: Stroke.Ends(start: 0.1, end: 1))
    ], background: StrokeColor(red: 1, green: 1, blue: 1))

  @Test func `JSON and back keeps everything`() throws {
    #expect(try PaintingProgram(json: program.json()) == program)
  }

  @Test func `JSON and back keeps a transparent page and no start state`() throws {
    var plain = program
    plain.background = nil
    plain.source.startState = nil
    #expect(try PaintingProgram(json: plain.json()) == plain)
  }

  @Test func `lengths stand in millimetres beside the fractions`() throws {
    let stroke = try JSON.parse(program.json()).member("strokes").array()[0]
    #expect(try stroke.member("widthMillimetres").number() == 3.125)
    #expect(try stroke.member("curveMillimetres").array()[2].array()[0].number() == 100)
  }

  @Test func `SVG has one path per stroke with its curve, colour and width`() {
    let svg = program.svg()
    #expect(svg.contains(#"viewBox="0 0 100 100""#))
    #expect(svg.contains(##"<rect width="100%" height="100%" fill="#ffffff"/>"##))
    #expect(
      svg.contains(
        ##"<path d="M0,10 Q12.3457,50 100,100" stroke="#ff0033" stroke-width="3.125""##
          + #" data-pressure="0.1 1"/>"#))
    #expect(svg.split(separator: "<path").count == 2)
  }

  @Test(arguments: [
    ("{}", "\"format\""), (#"{"format":"other"}"#, "spiral-program"),
    (#"{"format":"spiral-program","version":2}"#, "version 1"),
    ("[", "line 1"),
  ])
  func `what is no program is refused with its place`(text: String, words: String) {
    #expect { try PaintingProgram(json: Array(text.utf8)) } throws: { error in
      "\(error)".contains(words)
    }
  }

  @Test func `columns of different lengths are refused`() throws {
    let text = String(decoding: program.json(), as: UTF8.self)
      .replacing("\"flag\":[0,1]", with: "\"flag\":[0,1,1]")
    #expect { try PaintingProgram(json: Array(text.utf8)) } throws: { error in
      "\(error)".contains("3 rows")
    }
  }

  @Test(arguments: ["#12345", "123456", "#12345g", "#+12345", ""])
  func `only #rrggbb is a colour`(text: String) {
    #expect(StrokeColor(hexadecimal: text) == nil)
  }

  @Test func `mutated programs never trap`() {
    let bytes = program.json()
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      var mutated = bytes
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        mutated[Int(state >> 33) % mutated.count] = UInt8(truncatingIfNeeded: state >> 20)
      }
      _ = try? PaintingProgram(json: mutated)
    }
  }
}
