import FuzzSupport
import StrokeProgram

/// G-code of both dialects; the pen's moves become a drawing and are written again.
func feed(_ bytes: [UInt8]) {
  for dialect in GCodeDialect.allCases {
    guard let program = try? GCodeProgram(gcode: bytes, dialect: dialect) else { continue }
    for actuator in [PenActuator.servo(up: 0, down: 90), .zAxis(up: 5, down: 0, feed: 600)] {
      let style = GCodeStyle(dialect: dialect, actuator: actuator, pageHeight: 100)
      let moves = program.penMoves(style: style)
      let drawing = Drawing(moves: moves, pageWidth: 100, pageHeight: 100)
      _ = mustSucceed("a drawing as SVG") { try SVGImport(svg: Array(drawing.svg().utf8)) }
      _ = HPGL.text(moves, pageHeight: 100)
    }
  }
}
