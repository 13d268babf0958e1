import Glibc
import StrokeProgram
import Testing

@testable import Plotter

struct InkedPaperTests {
  private static func pen(
    _ nib: Double, light: Double = 1, thinning: Double = 0, ink: Double = .infinity,
    spread: Double = 0, touchDown: Double = 0
  ) -> InkPen {
    InkPen(
      profile: PenProfile(
        actuator: .servo(up: 0, down: 1), liftTime: 0, dropTime: 0, nib: nib, lightWidth: light,
        thinning: thinning, ink: ink),
      spread: spread, touchDown: touchDown)
  }

  /// A pen that goes from place to place at a constant speed, sampled at 1 kHz, then lifts.
  private func motion(
    _ places: [DrawingPoint], speed: Double = 50, pressure: Double = 1, dwell: Double = 0
  ) -> [ToolSample] {
    var samples: [ToolSample] = []
    func add(_ place: DrawingPoint, _ speed: Double, _ isDown: Bool = true) {
      samples.append(
        ToolSample(
          time: Double(samples.count) / 1000, position: place, speed: speed, isDown: isDown,
          pressure: pressure, path: 0))
    }
    for _ in 0...Int(dwell * 1000) { add(places[0], 0) }
    for (start, end) in zip(places, places.dropFirst()) {
      let count = max(1, Int(distance(start, end) / speed * 1000))
      for step in 1...count {
        add(start + (end - start) * (Double(step) / Double(count)), speed)
      }
    }
    add(places[places.count - 1], 0, false)
    return samples
  }

  private func paper(_ resolution: Double, side: Int = 64) -> InkedPaper {
    InkedPaper(width: side, height: side, channels: 1, resolution: resolution, penCount: 1)
  }

  /// The area, mm^2, that one layer of ink covers.
  private func area(_ paper: InkedPaper, _ pen: InkPen) -> Double {
    let dark = 1 - Double(pen.transmittance.x)
    let pixels = (0..<(paper.surface.width * paper.surface.height)).reduce(0) {
      $0 + Double(1 - paper.surface.level($1, 0)) / dark
    }
    return pixels / (paper.resolution * paper.resolution)
  }

  // MARK: Width

  @Test(arguments: [0.1, 0.3, 0.7, 1.5, 2, 5, 9])
  func `a line covers its width times its length, and half discs at the ends`(nib: Double) {
    let pen = Self.pen(nib)
    for (start, end) in [
      (DrawingPoint(12, 30), DrawingPoint(52, 30)), ([12.3, 31.4], [51.9, 31.4]),
      ([14, 13.6], [48.1, 47.2]), ([30.2, 50], [35, 12]),
    ] {
      var sheet = paper(1)
      sheet.draw(motion([start, end]), with: pen)
      let exact = nib * distance(start, end) + .pi * nib * nib / 4
      #expect(abs(area(sheet, pen) / exact - 1) < 0.03, "\(nib) mm from \(start) to \(end)")
    }
  }

  @Test(arguments: [0.25, 1, 3, 8]) func `the picture's scale does not change the area`(
    resolution: Double
  ) {
    let pen = Self.pen(1.2)
    var sheet = paper(resolution, side: Int(32 * resolution))
    sheet.draw(motion([[6, 6], [20, 9], [16, 25]]), with: pen)
    let length = distance([6, 6], [20, 9]) + distance([20, 9], [16, 25])
    #expect(abs(area(sheet, pen) / (1.2 * length + .pi * 0.36) - 1) < 0.05)
  }

  @Test func `a straight line is as dark as one layer everywhere`() {
    let pen = Self.pen(4)
    var sheet = paper(1)
    sheet.draw(motion([[10, 32], [54, 32]]), with: pen)
    for column in 12..<52 {
      #expect(abs(sheet.surface.level(31 * 64 + column, 0) - pen.transmittance.x) < 1e-6)
      #expect(sheet.surface.level(29 * 64 + column, 0) == 1)
    }
    let fine = Self.pen(0.5)
    sheet = paper(1)
    sheet.draw(motion([[10, 32.5], [54, 32.5]]), with: fine)
    let expected = 1 - 0.5 * (1 - fine.transmittance.x)
    for column in 12..<52 {
      #expect(abs(sheet.surface.level(32 * 64 + column, 0) - expected) < 1e-4)
    }
  }

  @Test func `pressure and slowness widen the line`() {
    func covered(pressure: Double, speed: Double) -> Double {
      let pen = Self.pen(4, light: 0.5, thinning: 0.25)
      var sheet = paper(1)
      sheet.draw(motion([[10, 32], [54, 32]], speed: speed, pressure: pressure), with: pen)
      return area(sheet, pen)
    }
    // At 100 mm/s a quarter of the width is gone.
    #expect(abs(covered(pressure: 1, speed: 100) - (3 * 44 + .pi * 9 / 4)) < 2)
    #expect(abs(covered(pressure: 0, speed: 100) - (1.5 * 44 + .pi * 2.25 / 4)) < 2)
    #expect(covered(pressure: 1, speed: 20) > covered(pressure: 1, speed: 200))
  }

  // MARK: Dots and blots

  @Test(arguments: [0.2, 0.5, 1, 2, 3, 7, 20]) func `a dot has the area of its disc`(
    nib: Double
  ) {
    let pen = Self.pen(nib, touchDown: 1e-9)
    for place in [DrawingPoint(32, 32), [31.5, 31.5], [32.2, 31.7]] {
      var sheet = paper(1)
      sheet.draw(motion([place]), with: pen)
      #expect(abs(area(sheet, pen) / (.pi * nib * nib / 4) - 1) < 0.05, "\(nib) mm at \(place)")
    }
  }

  @Test func `a standing pen makes a blot whose square grows with time`() {
    for seconds in [0.0, 0.5, 1.0, 100.0] {
      let pen = Self.pen(4, spread: 5, touchDown: 0.1)
      var sheet = paper(1)
      sheet.draw(motion([[32, 32]], dwell: seconds), with: pen)
      let squared = min(4 + 5 * (seconds + 0.1), 36)
      #expect(abs(area(sheet, pen) / (.pi * squared) - 1) < 0.02)
    }
  }

  // MARK: Layers

  @Test func `where two lines cross two layers darken`() {
    let pen = Self.pen(4)
    var sheet = paper(1)
    sheet.draw(motion([[10, 32], [54, 32]]), with: pen)
    sheet.draw(motion([[32, 10], [32, 54]]), with: pen)
    let once = pen.transmittance.x
    #expect(abs(sheet.surface.level(32 * 64 + 20, 0) - once) < 1e-6)
    #expect(abs(sheet.surface.level(32 * 64 + 32, 0) - once * once) < 1e-6)
  }

  @Test func `a line that crosses itself does too, and a corner does not`() {
    let pen = Self.pen(3)
    var sheet = paper(1)
    sheet.draw(motion([[10, 32], [50, 32], [50, 12], [30, 12], [30, 52]]), with: pen)
    let once = pen.transmittance.x
    #expect(abs(sheet.surface.level(32 * 64 + 30, 0) - once * once) < 1e-6)
    #expect(abs(sheet.surface.level(32 * 64 + 49, 0) - once) < 1e-6)
    #expect(abs(sheet.surface.level(32 * 64 + 40, 0) - once) < 1e-6)
  }

  @Test func `two inks mix like filters`() {
    var sheet = InkedPaper(width: 64, height: 64, channels: 3, resolution: 1, penCount: 2)
    var yellow = Self.pen(6)
    yellow.color = StrokeColor(red: 1, green: 1, blue: 0.2)
    var cyan = Self.pen(6)
    cyan.color = StrokeColor(red: 0.1, green: 0.8, blue: 1)
    sheet.draw(motion([[10, 32], [54, 32]]), with: yellow, index: 0)
    sheet.draw(motion([[32, 10], [32, 54]]), with: cyan, index: 1)
    let middle = (0..<3).map { sheet.surface.level(32 * 64 + 32, $0) }
    for (got, expected) in zip(middle, [0.1, 0.8, 0.2] as [Float]) {
      #expect(abs(got - expected) < 1e-5)
    }
  }

  // MARK: Ink

  @Test func `a filling covers its area, ever paler at the end, until the pen is refilled`() {
    let pen = Self.pen(2, ink: 60)
    var sheet = paper(1)
    sheet.draw(motion([[4, 10], [60, 10]]), with: pen)
    func level(_ column: Int, _ row: Int) -> Float { sheet.surface.level(row * 64 + column, 0) }
    // 24 mm at full strength, 6 mm to nothing.
    #expect(abs(level(26, 9) - pen.transmittance.x) < 1e-6)
    #expect(level(31, 9) > 0.3)
    #expect(level(31, 9) < 0.9)
    #expect(level(36, 9) == 1)
    sheet.refill(0)
    sheet.draw(motion([[4, 20], [20, 20]]), with: pen)
    #expect(abs(level(10, 19) - pen.transmittance.x) < 1e-6)
  }

  // MARK: Pieces

  @Test func `it does not matter in how many calls a motion is drawn`() {
    let pen = Self.pen(2, spread: 1, touchDown: 0.1)
    let samples = motion([[10, 10], [40, 20], [20, 50], [10, 10], [60, 60]])
    var whole = paper(1)
    whole.draw(samples, with: pen)
    var parts = paper(1)
    for start in stride(from: 0, to: samples.count, by: 97) {
      parts.draw(samples[start..<min(start + 97, samples.count)], with: pen)
    }
    #expect(whole == parts)
  }

  @Test func `lines beyond the paper are cut off`() {
    let pen = Self.pen(3)
    var sheet = paper(1)
    sheet.draw(motion([[-1e5, 32], [1e5, 32]], speed: 1e5), with: pen)
    sheet.draw(motion([[-50, -50]]), with: pen)
    #expect(abs(area(sheet, pen) - 3 * 64) < 1e-3)
  }

  @Test func `a stroke on 64 pixels takes well under a millisecond`() {
    let pen = Self.pen(4, spread: 1, touchDown: 0.1)
    let samples = motion([[10, 10], [40, 20], [20, 50]])
    var sheet = paper(1)
    let clock = ContinuousClock()
    let duration = clock.measure { for _ in 0..<200 { sheet.draw(samples, with: pen) } }
    print("one stroke of 2 x 30 mm, 4 px wide: \(duration / 200)")
    #expect(duration / 200 < .milliseconds(2))
  }
}
