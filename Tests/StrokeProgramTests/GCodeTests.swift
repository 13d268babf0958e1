import StrokeProgram
import Testing

@Suite struct GCodeTests {
  private static let styles = [
    GCodeStyle(
      dialect: .grbl, actuator: .servo(up: 300, down: 700), pageHeight: 200, dropSeconds: 0.12,
      liftSeconds: 0.1),
    GCodeStyle(
      dialect: .marlin, actuator: .servo(up: 90, down: 20.5), pageHeight: 210, liftSeconds: 0.25),
    GCodeStyle(
      dialect: .grbl, actuator: .zAxis(up: 3, down: -0.5, feed: 600), pageHeight: 297),
    GCodeStyle(
      dialect: .marlin, actuator: .zAxis(up: 5, down: 0, feed: 300), pageHeight: 100,
      dropSeconds: 0.05),
  ]

  @Test(arguments: styles) func `moves written and read are the same`(style: GCodeStyle) throws {
    var random = TestRandom(state: 11)
    for _ in 0..<50 {
      let moves = random.drawing(paths: 12).penMoves(feed: 1234.5)
      let text = style.gcode(moves)
      let program = try GCodeProgram(gcode: Array(text.utf8), dialect: style.dialect)
      #expect(program.warnings.isEmpty)
      let back = program.penMoves(style: style)
      try #require(back.count == moves.count)
      for (move, copy) in zip(moves, back) {
        #expect(distance(move.to, copy.to) < 1e-4)
        #expect(move.isDown == copy.isDown)
        // a dot's touch has no feed of its own in the text
        #expect(copy.feed == move.feed || !copy.feed.isFinite || style.dialect == .marlin)
      }
    }
  }

  @Test func `Grbl with a servo, word for word`() {
    let moves = [
      PenMove(to: [10, 20], isDown: false), PenMove(to: [30, 20], feed: 1500, isDown: true),
      PenMove(
        to: [50, 20], feed: 1500, isDown: true,
        arc: CircularArc(center: [40, 20], isClockwise: true)),
      PenMove(to: [0, 0], isDown: false, pen: 1),
    ]
    #expect(
      Self.styles[0].gcode(moves, comments: ["A;\nB"]) == """
        ; A;?B
        G21
        G90
        G17
        G94
        M3 S300
        G4 P0.1
        G0 X10 Y180
        M3 S700
        G4 P0.12
        G1 X30 Y180 F1500
        G2 X50 Y180 I10 J0
        M3 S300
        G4 P0.1
        ; pen 2
        M0
        G0 X0 Y200
        M2

        """)
  }

  @Test func `Marlin waits in milliseconds and synchronises before the servo turns`() {
    let text = Self.styles[1].gcode([PenMove(to: [1, 0], feed: 600, isDown: true)])
    #expect(text.contains("M400\nM280 P0 S90\nG4 P250\n"))
    #expect(text.contains("M400\nM280 P0 S20.5\nG1 X1 Y210 F600\n"))
  }

  @Test func `an F is not mirrored`() throws {
    // the stem is left of the arms and the long arm is at the top: y is larger on the machine
    let moves = [
      PenMove(to: [10, 90], isDown: false), PenMove(to: [10, 10], feed: 100, isDown: true),
      PenMove(to: [50, 10], feed: 100, isDown: true),
    ]
    let text = Self.styles[3].gcode(moves)
    let program = try GCodeProgram(gcode: Array(text.utf8), dialect: .marlin)
    let ends = program.steps.compactMap { step -> SIMD3<Double>? in
      if case .move(let move) = step.action, move.to.z == 0, move.to != move.from {
        return move.to
      }
      return nil
    }
    #expect(ends.suffix(2) == [[10, 90, 0], [50, 90, 0]])
  }

  private func moves(_ text: String, _ dialect: GCodeDialect = .grbl) throws -> [GCodeMove] {
    try GCodeProgram(gcode: Array(text.utf8), dialect: dialect).steps.compactMap { step in
      if case .move(let move) = step.action { move } else { nil }
    }
  }

  @Test func `inches, relative moves, modal words and offsets`() throws {
    let read = try moves(
      "g20 g90\nN10 G1X1y-2F10 (one) z.5\nX2.\n/X99\n%\nG91 X1\nG21 Y+10 ; ten\nG90 G92 X0\nX5")
    #expect(
      read.map { ($0.to * 1e6).rounded(.toNearestOrEven) / 1e6 } == [
        [25.4, -50.8, 12.7], [50.8, -50.8, 12.7], [76.2, -50.8, 12.7], [76.2, -40.8, 12.7],
        [81.2, -40.8, 12.7],
      ])
    #expect(read.allSatisfy { $0.feed == 254 })
  }

  @Test func `arcs by centre and by radius turn the right way`() throws {
    let read = try moves(
      "G1 F60 X10\nG3 X0 Y10 I-10 J0\nG2 X10 Y0 R10\nG2 X0 Y-10 R-10\nG2 I5")
    #expect(read[1].arc == CircularArc(center: [0, 0], isClockwise: false))
    let radius = try #require(read[2].arc)
    #expect(distance(radius.center, [0, 0]) < 1e-9)
    let long = try #require(read[3].arc)
    #expect(distance(long.center, [10, -10]) < 1e-9)
    let sweep = long.sweep(from: [10, 0], to: [0, -10], yIsDown: false)
    #expect(abs(sweep - 1.5 * .pi) < 1e-9)
    let whole = try #require(read[4].arc)
    #expect(whole.sweep(from: [0, -10], to: [0, -10], yIsDown: false) == 2 * .pi)
  }

  @Test func `chords of an arc stay on the circle`() {
    let arc = CircularArc(center: [5, 5], isClockwise: true)
    var points: [DrawingPoint] = []
    arc.appendChords(from: [15, 5], to: [5, 15], yIsDown: true, tolerance: 0.01, to: &points)
    // clockwise on a page with y down: from the right to the bottom is a quarter
    #expect(points.count < 40)
    #expect(points.allSatisfy { abs(distance($0, [5, 5]) - 10) < 1e-9 && $0.x >= 5 - 1e-9 })
  }

  @Test func `dwells, servos and pauses`() throws {
    let text = "M3 S5\nS7\nG4 P2\nM5\nM0\nM280 P0 S45\nM30\nG1"
    let grbl = try GCodeProgram(gcode: Array(text.utf8))
    #expect(
      grbl.steps.map(\.action) == [
        .servo(5), .servo(7), .dwell(seconds: 2), .servo(nil), .pause, .servo(45),
      ])
    #expect(grbl.steps.map(\.line) == [1, 2, 3, 4, 5, 6])
    let marlin = try GCodeProgram(gcode: Array("G4 P500\nG4 S2".utf8), dialect: .marlin)
    #expect(marlin.steps.map(\.action) == [.dwell(seconds: 0.5), .dwell(seconds: 2)])
  }

  @Test func `a checksum is compared`() throws {
    #expect(try moves("N3 G0 X5*103", .marlin).count == 1)
    #expect {
      try moves("N3 G0 X6*103", .marlin)
    } throws: {
      "\($0)" == #"line 1, column 9: expected the checksum *100, got "*103""#
    }
  }

  @Test(arguments: [
    ("G1 F10 X1\nG1 Xa", "line 2, column 5: expected a number up to 1e9 after X, got \"a\""),
    ("G1 X1", "line 1, column 4: expected a feed (F)"),
    ("X1", "line 1, column 1: expected G0, G1, G2 or G3 before"),
    ("G1 F0 X1", "line 1, column 4: expected a feed above 0, got 0"),
    ("G1 F1 X1 (oh", "line 1, column 10: expected a comment that ends with )"),
    ("\r\n\n #1=2", "line 3, column 2: expected a letter or a comment"),
    ("G18", "line 1, column 1: expected the XY plane"),
    ("G2 F9 X10 I3", "line 1, column 7: expected I and J of a centre"),
    ("G2 F9 X0 R3", "line 1, column 7: expected an end that is not the start"),
    ("G1 F1 X1e", "line 1, column 10: expected a number"),
  ])
  func `what is wrong is named with its place`(text: String, words: String) {
    #expect {
      try GCodeProgram(gcode: Array(text.utf8))
    } throws: {
      "\($0)".hasPrefix(words)
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "needs the shared data beside the package"))
  func `files of mills and printers are read`() throws {
    let mill = try GCodeProgram(gcode: SharedData.bytes("gcode/mach3.gcode"))
    let arcs = mill.steps.filter {
      if case .move(let move) = $0.action { move.arc != nil } else { false }
    }
    #expect(arcs.count == 4)
    // its circle has a radius that does not reach
    #expect(mill.warnings.contains { $0.line == 54 && $0.message.hasPrefix("R is too small") })
    #expect(mill.warnings.contains { $0.message.hasPrefix("G31") && $0.count == 2 })
    let vase = try GCodeProgram(gcode: SharedData.bytes("gcode/vase.gcode"), dialect: .marlin)
    let moves = vase.steps.filter { if case .move = $0.action { true } else { false } }
    #expect(moves.count > 6000)
    #expect(vase.warnings.contains { $0.message == "M104 is skipped" && $0.count == 4 })
  }

  @Test func `mutated programs never trap`() {
    var random = TestRandom(state: 5)
    let seeds = Self.styles.map { style in
      Array(style.gcode(random.drawing(paths: 3).penMoves(tolerance: 5, feed: 100)).utf8)
        + Array("G20\nG91\nN5 G2 X1 Y1 R2*33\nG92 X1\nG28 X\nM3 S2\n(a)G3 I1 J2\n".utf8)
    }
    var read = 0
    for round in 0..<20_000 {
      let mutated = random.mutated(seeds[round % seeds.count])
      if (try? GCodeProgram(gcode: mutated))?.penMoves(style: Self.styles[round % 4]) != nil {
        read += 1
      }
    }
    #expect(read > 1000)
  }
}
