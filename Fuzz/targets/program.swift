import FuzzSupport
import StrokeProgram

/// A painting program; it must survive being written.
func feed(_ bytes: [UInt8]) {
  guard let program = try? PaintingProgram(json: bytes) else { return }
  let again = mustSucceed("our own JSON") { try PaintingProgram(json: program.json()) }
  expect(again.json() == program.json(), "another program after writing")
  _ = mustSucceed("our own SVG") { try SVGImport(svg: Array(program.svg().utf8)) }
}
