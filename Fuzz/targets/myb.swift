import FuzzSupport

@testable import Brush

/// A brush file; where it is one, the brush paints a short stroke on a tiny canvas.
func feed(_ bytes: [UInt8]) {
  guard let definition = try? BrushFile.parse(bytes, name: "x.myb") else { return }
  let program = BrushProgram(definition)
  let engine = BrushEngine(program: program, width: 16, height: 16, background: .white)
  for step in 0..<4 {
    let place = Float(step) * 4
    engine.stroke(
      to: PenEvent(
        x: place, y: 12 - place, pressure: Float(step) / 3, tiltX: 0.5, tiltY: place / 16,
        time: 0.05))
  }
  var state: [UInt8] = []
  engine.save(into: &state)
  let other = BrushEngine(program: program, width: 16, height: 16, background: .white)
  var rest = state[...]
  mustSucceed("loading what was saved") { try other.load(from: &rest) }
  var again: [UInt8] = []
  other.save(into: &again)
  expect(again == state && rest.isEmpty, "a state that is saved otherwise after loading")
  // The pictures of a catalogue take longest.
  if bytes.count % 16 == 0 {
    _ = mustSucceed("a picture") {
      try BrushSpecimen(name: "x", path: nil, definition).picture(width: 16, height: 16)
    }
  }
}
