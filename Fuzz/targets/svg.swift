import FuzzSupport
import StrokeProgram

/// An SVG file; the drawing must survive our own SVG and JSON.
func feed(_ bytes: [UInt8]) {
  guard let file = try? SVGImport(svg: bytes) else { return }
  _ = mustSucceed("our own SVG") { try SVGImport(svg: Array(file.drawing.svg().utf8)) }
  let again = mustSucceed("our own JSON") { try Drawing(json: file.drawing.json()) }
  expect(again.paths.count == file.drawing.paths.count, "paths are lost in JSON")
}
