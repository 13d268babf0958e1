import StrokeProgram

@testable import Plotter

/// The letter F, which no turn and no mirror leaves as it is, of 36 by 48 mm in the middle of the
/// machine's page.
func letterF(on profile: MachineProfile) -> Drawing {
  let page = profile.page
  let corner = SIMD2(page.width, page.height) / 2 - SIMD2(18, 24)
  func point(_ x: Double, _ y: Double) -> DrawingPoint { corner + SIMD2(x, y) }
  return Drawing(
    pageWidth: page.width, pageHeight: page.height,
    paths: [
      DrawnPath(
        start: point(0, 48), segments: [.line(to: point(0, 0)), .line(to: point(36, 0))],
        width: 1),
      DrawnPath(start: point(0, 20), segments: [.line(to: point(24, 20))], width: 1),
    ])
}

/// Points on the letter's lines, and where they would be if it were mirrored, turned upside down or
/// turned by half: those of each list that lie on no line of the letter itself.
struct LetterPoints {
  var drawn: [DrawingPoint]
  var wrong: [DrawingPoint]

  init(of letter: Drawing) {
    let middle = SIMD2(letter.pageWidth, letter.pageHeight) / 2
    let lines = letter.paths.map { $0.flattened(within: 0.01) }
    drawn = lines.flatMap { line in
      zip(line, line.dropFirst()).flatMap { start, end in
        (1..<10).map { start + (end - start) * (Double($0) / 10) }
      }
    }
    let turns = [SIMD2(-1.0, 1.0), SIMD2(1, -1), SIMD2(-1, -1)]
    wrong = drawn.flatMap { point in turns.map { middle + (point - middle) * $0 } }.filter {
      point in
      lines.allSatisfy { distance(from: point, to: $0) > 4 }
    }
  }
}
