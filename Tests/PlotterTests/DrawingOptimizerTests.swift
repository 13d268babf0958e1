import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

struct DrawingOptimizerTests {
  /// `count` short strokes at random on A4.
  private func scribble(_ count: Int, seed: UInt64 = 1, layers: Int = 1) -> Drawing {
    var random = RandomStream(key: seed, stream: 0)
    var drawing = Drawing(pageWidth: 210, pageHeight: 297)
    for _ in 0..<count {
      let start = SIMD2(random.uniform() * 210, random.uniform() * 297)
      let way = SIMD2(random.uniform() - 0.5, random.uniform() - 0.5) * 4
      let bend = SIMD2(random.uniform() - 0.5, random.uniform() - 0.5)
      drawing.paths.append(
        DrawnPath(
          start: start, segments: [.quadratic(control: start + bend, to: start + way)],
          width: 0.3, pressure: .init(start: random.uniform(), end: random.uniform()),
          layer: random.integer(below: layers)))
    }
    return drawing
  }

  /// What is drawn, whatever the order and the directions.
  private func ink(_ paths: [DrawnPath]) -> [String] {
    paths.map { min("\($0)", "\($0.reversed)") }.sorted()
  }

  // MARK: Exactness

  @Test(arguments: [0, 1, 2, 3, 50, 2000]) func `nothing is lost or doubled`(count: Int) {
    let drawing = scribble(count)
    let (result, report) = DrawingOptimizer().optimize(drawing)
    #expect(ink(result.paths) == ink(drawing.paths))
    #expect(report.pathCounts == (count, count))
    #expect(
      report.penUpDistances.after == PathTour(result.paths, home: .zero).penUpDistance)
    #expect(report.penUpDistances.after <= report.penUpDistances.before)
  }

  @Test(arguments: 0..<20) func `a good order is not made worse`(seed: UInt64) {
    let once = DrawingOptimizer().optimize(scribble(12, seed: seed, layers: 3))
    let twice = DrawingOptimizer().optimize(once.drawing)
    #expect(twice.report.penUpDistances.after <= once.report.penUpDistances.after)
  }

  @Test(arguments: 0..<30) func `few paths come close to the best order`(seed: UInt64) {
    let drawing = scribble(5, seed: seed)
    let best = shortest(drawing.paths[...], from: .zero)
    let (_, report) = DrawingOptimizer().optimize(drawing)
    #expect(report.penUpDistances.after >= best - 1e-9)
    #expect(report.penUpDistances.after <= 1.25 * best)
  }

  /// The shortest way of the raised pen, by trying all orders and directions.
  private func shortest(_ paths: ArraySlice<DrawnPath>, from place: DrawingPoint) -> Double {
    guard !paths.isEmpty else { return 0 }
    var best = Double.infinity
    for index in paths.indices {
      var rest = paths
      let path = rest.remove(at: index)
      for path in [path, path.reversed] {
        best = min(best, distance(place, path.start) + shortest(rest, from: path.end))
      }
    }
    return best
  }

  // MARK: Pens

  @Test func `the order of the pens is kept unless told`() {
    let drawing = scribble(300, layers: 3)
    let layers = drawing.paths.map(\.layer)
    #expect(DrawingOptimizer().optimize(drawing).drawing.paths.map(\.layer) == layers)
    var optimizer = DrawingOptimizer()
    optimizer.penOrder = .gathered
    let gathered = optimizer.optimize(drawing).drawing.paths.map(\.layer)
    #expect(zip(gathered, gathered.dropFirst()).count { $0 != $1 } == 2)
    #expect(gathered.first == layers.first)
    optimizer.penOrder = .free
    let free = optimizer.optimize(drawing)
    #expect(ink(free.drawing.paths) == ink(drawing.paths))
    #expect(
      free.report.penUpDistances.after
        < optimizerDistance(of: drawing, .gathered))
  }

  private func optimizerDistance(of drawing: Drawing, _ order: DrawingOptimizer.PenOrder) -> Double
  {
    var optimizer = DrawingOptimizer()
    optimizer.penOrder = order
    return optimizer.optimize(drawing).report.penUpDistances.after
  }

  // MARK: Size

  @Test func `100,000 strokes on A4 take seconds and at most sqrt(n * area)`() {
    let drawing = scribble(100_000)
    let clock = ContinuousClock()
    let start = clock.now
    let (result, report) = DrawingOptimizer().optimize(drawing)
    let duration = clock.now - start
    print("optimised 100,000 strokes in \(duration): \(report)")
    #expect(report.penUpDistances.after <= (100_000 * 210.0 * 297).squareRoot())
    #expect(result.paths.count == 100_000)
    // Generous, because tests share the machine; the README has the figure.
    #expect(duration < .seconds(30))
  }

  @Test(arguments: [1e-3, 0]) func `strokes that all meet or crowd are no slower`(spread: Double) {
    var random = RandomStream(key: 3, stream: 0)
    var drawing = Drawing(pageWidth: 210, pageHeight: 297)
    for _ in 0..<50_000 {
      let crowd = SIMD2(random.uniform(), random.uniform()) * spread + 100
      let far = SIMD2(random.uniform() * 210, random.uniform() * 297)
      drawing.paths.append(
        DrawnPath(start: crowd, segments: [.line(to: far)], width: 0.3))
    }
    let clock = ContinuousClock()
    let start = clock.now
    let (_, report) = DrawingOptimizer().optimize(drawing)
    let duration = clock.now - start
    print("a star of 50,000 in \(duration): \(report)")
    #expect(report.penUpDistances.after <= report.penUpDistances.before)
    #expect(duration < .seconds(30))
  }
}
