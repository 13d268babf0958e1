import Glibc
import Testing

@testable import Scene3D

struct ToneCurveTests {
  /// The curve as its documentation has it.
  private func encoded(_ light: Double) -> Double {
    let x = min(light, 1.25)
    let display = x <= 0.75 ? x : x - (x - 0.75) * (x - 0.75)
    return display <= 0.0031308 ? 12.92 * display : 1.055 * pow(display, 1 / 2.4) - 0.055
  }

  @Test func `levels begin where the curve passes half way`() {
    for level in 1...255 {
      let beginning = Double(ToneCurve.beginnings[level])
      #expect(abs(encoded(beginning) * 255 - (Double(level) - 0.5)) < 1e-3)
    }
  }

  @Test func `no cell of the table holds two beginnings`() {
    for cell in 0..<ToneCurve.cells.count - 1 {
      #expect(ToneCurve.cells[cell + 1] - ToneCurve.cells[cell] <= 1)
    }
    #expect(ToneCurve.cells.last == 255)
    #expect(ToneCurve.cells.count == 5121)
  }
}
