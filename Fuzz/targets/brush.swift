import FuzzSupport

@testable import Brush

/// Settings as bytes instead of a file, so that every input is a brush: four bytes each, which
/// setting, which input drives it, and two for a number; it paints a short stroke.
func feed(_ bytes: [UInt8]) {
  var definition = BrushDefinition()
  definition[.opaque].baseValue = 1
  definition[.dabsPerActualRadius].baseValue = 2
  for place in stride(from: 0, through: bytes.count - 4, by: 4) {
    let setting = BrushSetting.allCases[Int(bytes[place]) % BrushSetting.allCases.count]
    let value = number(bytes[place + 2], bytes[place + 3])
    let chosen = Int(bytes[place + 1])
    if chosen % 16 < BrushInput.allCases.count {
      let input = BrushInput.allCases[chosen % 16]
      var curves = definition[setting].curves.filter { $0.input != input }
      let span = chosen < 128 ? SIMD2<Float>(0, 1) : SIMD2<Float>(-180, -180)
      if let curve = BrushCurve(input: input, points: [[span.x, 0], [span.y, value]]) {
        curves.append(curve)
      }
      definition[setting] = BrushMapping(baseValue: definition[setting].baseValue, curves: curves)
    } else {
      definition[setting] = BrushMapping(baseValue: value, curves: definition[setting].curves)
    }
  }
  paint(BrushProgram(definition))
}

/// A number that a brush file may hold, small ones and the largest among them.
private func number(_ kind: UInt8, _ level: UInt8) -> Float {
  let fraction = Float(Int8(bitPattern: level)) / 64
  return switch kind % 8 {
  case 0: 0
  case 1: fraction * 0.01
  case 2, 3: fraction
  case 4: fraction * 10
  case 5: fraction * 1000
  case 6: fraction * .leastNormalMagnitude
  // Rarely, because such brushes take long.
  default: level % 16 == 0 ? 1e6 : (level % 16 == 8 ? -1e6 : fraction * 100)
  }
}

private func paint(_ program: BrushProgram) {
  let engine = BrushEngine(program: program, width: 16, height: 16, background: .white)
  for step in 0..<3 {
    let place = Float(step) * 6
    engine.stroke(
      to: PenEvent(
        x: place, y: 12 - place, pressure: Float(step) / 2, tiltX: 0.5, tiltY: place / 16,
        time: step == 2 ? 0.2 : 0.02))
  }
  var state: [UInt8] = []
  engine.save(into: &state)
  let other = BrushEngine(program: program, width: 16, height: 16, background: .white)
  var rest = state[...]
  mustSucceed("loading what was saved") { try other.load(from: &rest) }
}
