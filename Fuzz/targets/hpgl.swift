import FuzzSupport
import StrokeProgram

/// An HP-GL program; its moves become a drawing and are written again.
func feed(_ bytes: [UInt8]) {
  guard let moves = try? HPGL.moves(bytes, pageHeight: 100) else { return }
  let drawing = Drawing(moves: moves, pageWidth: 100, pageHeight: 100)
  _ = mustSucceed("a drawing as SVG") { try SVGImport(svg: Array(drawing.svg().utf8)) }
  let text = HPGL.text(moves, pageHeight: 100)
  _ = mustSucceed("our own HP-GL") { try HPGL.moves(Array(text.utf8), pageHeight: 100) }
}
