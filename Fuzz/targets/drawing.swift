import FuzzSupport
import StrokeProgram

/// A drawing in JSON; it must survive being written.
func feed(_ bytes: [UInt8]) {
  guard let drawing = try? Drawing(json: bytes) else { return }
  let again = mustSucceed("our own JSON") { try Drawing(json: drawing.json()) }
  expect(again.paths.count == drawing.paths.count, "paths are lost in JSON")
  _ = mustSucceed("our own SVG") { try SVGImport(svg: Array(drawing.svg().utf8)) }
  _ = drawing.strokes(tolerance: 1)
}
