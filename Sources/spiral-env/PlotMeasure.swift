import PaintCore
import Plotter
import StrokeProgram

/// Times the planner and the optimizer of the plotter.
struct PlotMeasure {
  /// Random curves of one planned drawing.
  static let curveCount = 20
  /// Random strokes that are ordered, on A4.
  static let strokeCount = 100_000

  /// What was measured.
  struct Figures {
    /// Plans of drawings of `curveCount` curves per second, one core.
    var plansPerSecond: Double
    /// How many seconds of the machine's motion a second plans.
    var plannedPerSecond: Double
    /// Seconds to order `strokeCount` strokes, one core.
    var optimizeSeconds: Double
    /// The way of the raised pen afterwards, m.
    var penUpMetres: Double
  }

  let profile: MachineProfile
  let seed: UInt64

  /// Plans for at least `duration`, and orders once.
  func figures(for duration: Duration) -> Figures {
    let planner = MotionPlanner(profile)
    let drawings = (0..<16).map { curves(seed: seed &+ $0) }
    let clock = ContinuousClock()
    var planned = 0.0
    var count = 0
    let start = clock.now
    while clock.now - start < duration {
      planned += planner.plan(drawings[count % drawings.count]).duration
      count += 1
    }
    let seconds = (clock.now - start) / .seconds(1)
    let strokes = strokes()
    let beginning = clock.now
    let report = DrawingOptimizer().optimize(strokes).report
    return Figures(
      plansPerSecond: Double(count) / seconds, plannedPerSecond: planned / seconds,
      optimizeSeconds: (clock.now - beginning) / .seconds(1),
      penUpMetres: report.penUpDistances.after / 1000)
  }

  /// Curves across the machine's page.
  private func curves(seed: UInt64) -> StrokeProgram.Drawing {
    var random = RandomStream(key: seed, stream: 0)
    let page = SIMD2(profile.page.width, profile.page.height)
    func point() -> DrawingPoint { SIMD2(random.uniform(), random.uniform()) * page }
    return StrokeProgram.Drawing(
      pageWidth: page.x, pageHeight: page.y,
      paths: (0..<Self.curveCount).map { _ in
        DrawnPath(
          start: point(), segments: [.quadratic(control: point(), to: point())], width: 0.5)
      })
  }

  /// Strokes of up to 3 mm on A4.
  private func strokes() -> StrokeProgram.Drawing {
    var random = RandomStream(key: seed, stream: 1)
    let paths = (0..<Self.strokeCount).map { _ in
      let start = SIMD2(random.uniform() * 210, random.uniform() * 297)
      let end = start + (SIMD2(random.uniform(), random.uniform()) - 0.5) * 4.2
      return DrawnPath(start: start, segments: [.line(to: end)], width: 0.3)
    }
    return StrokeProgram.Drawing(pageWidth: 210, pageHeight: 297, paths: paths)
  }
}
