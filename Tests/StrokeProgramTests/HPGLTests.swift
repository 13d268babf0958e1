import StrokeProgram
import Testing

@Suite struct HPGLTests {
  @Test func `moves, word for word`() {
    let moves = [
      PenMove(to: [10, 20], isDown: false), PenMove(to: [30, 20], feed: 1200, isDown: true),
      PenMove(to: [30, 0.0126], feed: 1200, isDown: true), PenMove(to: [0, 0], isDown: false),
      PenMove(to: [1, 1], feed: 600, isDown: true, pen: 1),
    ]
    #expect(
      HPGL.text(moves, pageHeight: 100) == """
        IN;SP1;PU400,3200;
        VS2;PD1200,3200,1200,3999;
        PU0,4000;
        SP2;VS1;PD40,3960;
        PU;SP0;

        """)
  }

  @Test func `moves written and read are the same to half a unit`() throws {
    var random = TestRandom(state: 31)
    for _ in 0..<50 {
      let moves = random.drawing(paths: 10).penMoves(feed: 900)
      let text = HPGL.text(moves, pageHeight: 180)
      let back = try HPGL.moves(Array(text.utf8), pageHeight: 180)
      try #require(back.count == moves.count)
      for (move, copy) in zip(moves, back) {
        #expect(distance(move.to, copy.to) <= 0.0125 * 1.4143)
        #expect(move.isDown == copy.isDown && move.feed == copy.feed && move.pen == copy.pen)
      }
    }
  }

  @Test func `arcs become chords, relative moves add up`() throws {
    let arc = PenMove(
      to: [20, 10], feed: 60, isDown: true,
      arc: CircularArc(center: [10, 10], isClockwise: true))
    let text = HPGL.text([PenMove(to: [0, 10], isDown: false), arc], pageHeight: 20)
    let chords = try HPGL.moves(Array(text.utf8), pageHeight: 20).dropFirst()
    // clockwise on the page from the left to the right goes over the top
    #expect(chords.count > 5 && chords.dropLast().allSatisfy { $0.to.y < 10 })
    let relative = try HPGL.moves(Array("pa40,40pr40 0;pd 0,40".utf8), pageHeight: 10)
    #expect(relative.map(\.to) == [[1, 9], [2, 9], [2, 8]])
  }

  @Test(arguments: [
    ("IN;\nLBx", "line 2, column 1: expected one of IN"),
    ("PD1", "line 1, column 1: expected pairs"),
  ])
  func `what is wrong is named with its place`(text: String, words: String) {
    #expect {
      try HPGL.moves(Array(text.utf8), pageHeight: 1)
    } throws: {
      "\($0)".hasPrefix(words)
    }
  }
}
