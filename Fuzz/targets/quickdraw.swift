import FuzzSupport
import StrokeProgram

/// Lines of Quick, Draw! drawings; they must survive being written.
func feed(_ bytes: [UInt8]) {
  guard let drawings = try? QuickDrawing.drawings(ndjson: bytes) else { return }
  let text = QuickDrawing.ndjson(drawings)
  let again = mustSucceed("our own lines") { try QuickDrawing.drawings(ndjson: text) }
  expect(again == drawings, "other drawings after writing")
  for drawing in drawings { _ = QuickDrawing(Drawing(drawing), word: drawing.word) }
}
