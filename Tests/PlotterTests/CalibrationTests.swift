import Glibc
import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

struct CalibrationTests {
  /// A plotter with faults, told a drawing: every place is scaled, skewed and shifted, and each axis
  /// follows only when its play is used up.
  private struct FaultyPlotter {
    var faults: Calibration
    var noise = 0.0

    func draw(_ drawing: Drawing) -> [ToolSample] {
      var random = RandomStream(key: 11, stream: 0)
      var told = SIMD2<Double>.zero
      // The play's state: the places the axes hold while the motors move within it.
      var held = faults.columns.x * told.x + faults.columns.y * told.y + faults.offset
      var samples: [ToolSample] = []
      func go(to place: DrawingPoint, isDown: Bool, path: Int) {
        let start = told
        let count = max(1, Int(distance(start, place) / 0.05))
        for step in 1...count {
          told = start + (place - start) * (Double(step) / Double(count))
          let drive = faults.columns.x * told.x + faults.columns.y * told.y + faults.offset
          let half = faults.backlash / 2
          held.replace(with: drive - half, where: held .< drive - half)
          held.replace(with: drive + half, where: held .> drive + half)
          let error = SIMD2(gauss(&random), gauss(&random)) * noise
          samples.append(
            ToolSample(
              time: Double(samples.count) / 1000, position: held + error, speed: 50,
              isDown: isDown, pressure: 1, path: isDown ? path : nil))
        }
      }
      for (index, path) in drawing.paths.enumerated() {
        go(to: path.start, isDown: false, path: index)
        for place in path.flattened(within: 0.02).dropFirst() {
          go(to: place, isDown: true, path: index)
        }
      }
      return samples
    }

    private func gauss(_ random: inout RandomStream) -> Double {
      (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * .pi * random.uniform())
    }
  }

  private static let faults = [
    Calibration.perfect,
    Calibration(
      columns: ([1.02, 0], [0, 0.985]), offset: [1.5, -2], backlash: [0.4, 0.25], residual: 0),
    Calibration(
      columns: ([0.99, 0.013], [-0.02, 1.01]), offset: [-0.7, 0.3], backlash: [0, 1.2],
      residual: 0),
  ]

  private let grid = CalibrationGrid(from: [15, 15], to: [85, 85], page: [100, 100])

  // MARK: Fit

  @Test(arguments: 0..<faults.count) func `injected faults are recovered`(index: Int) throws {
    let faults = Self.faults[index]
    let samples = FaultyPlotter(faults: faults).draw(grid.drawing)
    let fit = try #require(Calibration.fit(grid, grid.measured(in: samples)))
    #expect(distance(fit.columns.x, faults.columns.x) < 1e-9)
    #expect(distance(fit.columns.y, faults.columns.y) < 1e-9)
    #expect(distance(fit.offset, faults.offset) < 1e-7)
    #expect(distance(fit.backlash, faults.backlash) < 1e-9)
    #expect(abs(fit.skew - faults.skew) < 1e-9)
    #expect(fit.residual < 1e-9)
  }

  @Test func `noise of the measurement averages out`() throws {
    let faults = Self.faults[1]
    let samples = FaultyPlotter(faults: faults, noise: 0.05).draw(grid.drawing)
    let fit = try #require(Calibration.fit(grid, grid.measured(in: samples)))
    // 100 marks of 0.05 mm: a hundredth of a millimetre for means, less for slopes over 70 mm.
    #expect(distance(fit.scale, faults.scale) < 1e-3)
    #expect(distance(fit.backlash, faults.backlash) < 0.04)
    #expect(distance(fit.offset, faults.offset) < 0.1)
    #expect(abs(fit.residual - 0.05 * 2.0.squareRoot()) < 0.02)
  }

  @Test func `missing marks are left out, and too few are no fit`() throws {
    let samples = FaultyPlotter(faults: Self.faults[2]).draw(grid.drawing)
    var marks = grid.measured(in: samples)
    for index in stride(from: 0, to: marks.count, by: 3) { marks[index] = nil }
    let fit = try #require(Calibration.fit(grid, marks))
    #expect(distance(fit.backlash, [0, 1.2]) < 1e-9)
    marks = marks.enumerated().map { $0.offset < 4 ? $0.element : nil }
    #expect(Calibration.fit(grid, marks) == nil)
    #expect(grid.measured(in: []).allSatisfy { $0 == nil })
  }

  // MARK: Compensation

  @Test(arguments: 1..<faults.count) func `what is told and what is drawn are inverse`(index: Int)
    throws
  {
    let faults = Self.faults[index]
    for approach in [SIMD2(1.0, 1), [-1, 1], [1, -1]] {
      let told = try #require(faults.told([30, 40], approach: approach))
      #expect(distance(faults.drawn(told, approach: approach), [30, 40]) < 1e-12)
    }
    var flat = faults
    flat.columns.y = flat.columns.x
    #expect(flat.told([1, 1], approach: .one) == nil)
    #expect(grid.drawing.compensated(for: flat) == nil)
  }

  /// Two circles, a zigzag and a square.
  private var figure: Drawing {
    func circle(_ center: DrawingPoint, _ radius: Double) -> DrawnPath {
      let points = (0...90).map { step -> DrawingPoint in
        let angle = Double(step) / 90 * 2 * .pi
        return center + SIMD2(cos(angle), sin(angle)) * radius
      }
      return DrawnPath(
        start: points[0], segments: points.dropFirst().map { .line(to: $0) }, width: 0.3)
    }
    return Drawing(
      pageWidth: 100, pageHeight: 100,
      paths: [
        circle([40, 40], 20), circle([60, 55], 5),
        DrawnPath(
          start: [10, 80],
          segments: (1..<8).map { .line(to: [10 + 8 * Double($0), $0 % 2 == 0 ? 80 : 90]) },
          width: 0.3),
        DrawnPath(
          start: [70, 10],
          segments: [
            .line(to: [90, 10]), .line(to: [90, 30]), .line(to: [70, 30]), .line(to: [70, 10]),
          ], width: 0.3),
        DrawnPath(
          start: [20, 20], segments: [.quadratic(control: [30, 5], to: [50, 20])], width: 0.3),
      ])
  }

  /// The greatest distance of the lowered pen from the path it draws, and of a path's points from
  /// the pen, mm.
  private func error(_ samples: [ToolSample], _ drawing: Drawing) -> Double {
    var worst = 0.0
    for (index, path) in drawing.paths.enumerated() {
      let points = path.flattened(within: 0.005)
      let drawn = samples.filter { $0.path == index }.map(\.position)
      for place in drawn { worst = max(worst, away(place, points)) }
      for place in points { worst = max(worst, away(place, drawn)) }
    }
    return worst
  }

  private func away(_ place: DrawingPoint, _ line: [DrawingPoint]) -> Double {
    zip(line, line.dropFirst()).map { distance(from: place, toSegment: $0, $1) }.min() ?? .infinity
  }

  @Test(arguments: 1..<faults.count) func `compensation brings the error down`(index: Int) throws {
    let plotter = FaultyPlotter(faults: Self.faults[index])
    let fit = try #require(
      Calibration.fit(grid, grid.measured(in: plotter.draw(grid.drawing))))
    let before = error(plotter.draw(figure), figure)
    let told = try #require(figure.compensated(for: fit))
    let after = error(plotter.draw(told), figure)
    print("faults \(index): \(before) mm before, \(after) mm after compensation")
    #expect(before > 1)
    #expect(after < 0.08)
  }
}
