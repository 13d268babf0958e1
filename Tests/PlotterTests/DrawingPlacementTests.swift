import StrokeProgram
import Testing

@testable import Plotter

struct DrawingPlacementTests {
  @Test func `a drawing lies on another page as large as possible and in the middle`() {
    let drawing = Drawing(
      pageWidth: 100, pageHeight: 100,
      paths: [
        DrawnPath(
          start: SIMD2(0, 0), segments: [.line(to: SIMD2(100, 100)), .line(to: SIMD2(100, 0))],
          width: 2)
      ])
    let laid = drawing.laid(onPageOf: 300, by: 200)
    #expect(laid.pageWidth == 300 && laid.pageHeight == 200)
    #expect(laid.paths[0].start == SIMD2(50, 0))
    #expect(laid.paths[0].segments[0].end == SIMD2(250, 200))
    #expect(laid.paths[0].segments[1].end == SIMD2(250, 0))
    #expect(laid.paths[0].width == 4)
    #expect(laid.pathsOffPage == 0)
    #expect(laid.placed(scale: 1, shift: SIMD2(51, 0)).pathsOffPage == 1)
  }

  @Test(arguments: MachineLibrary.names)
  func `a drawing that is too large is brought into reach as the report says`(name: String) throws {
    let profile = try machine(name)
    let size = SIMD2(profile.page.width, profile.page.height) * 3
    let drawing = Drawing(
      pageWidth: size.x, pageHeight: size.y,
      paths: [
        DrawnPath(start: .zero, segments: [.line(to: size)], width: 1),
        DrawnPath(start: SIMD2(0, size.y), segments: [.line(to: SIMD2(size.x, 0))], width: 1),
      ])
    let planner = MotionPlanner(profile)
    let report = MotionReport(planner.plan(drawing))
    #expect(!report.clipped.isEmpty)
    let fit = try #require(report.fit)
    #expect(fit.scale < 1)
    #expect(planner.plan(fit.applied(to: drawing)).clipped.isEmpty)
  }

  @Test func `what is drawn is what is in reach, curves where whole paths are`() throws {
    let profile = try machine("arm-2r")
    let page = profile.page
    let curve = DrawnPath(
      start: SIMD2(40, 40), segments: [.quadratic(control: SIMD2(60, 20), to: SIMD2(80, 40))],
      width: 1)
    let line = DrawnPath(
      start: SIMD2(-300, 45), segments: [.line(to: SIMD2(400, 45))], width: 1,
      pressure: Stroke.Ends(start: 0, end: 1))
    let drawing = Drawing(
      pageWidth: page.width, pageHeight: page.height, paths: [line, curve])
    let plan = MotionPlanner(profile).plan(drawing)
    let drawn = plan.drawn
    #expect(drawn.paths.last == curve)
    let part = try #require(drawn.paths.first)
    let left = plan.clipped.reduce(0) { $0 + $1.length }
    // One part for each elbow that the line needs.
    let parts = drawn.paths.dropLast()
    let length = parts.reduce(0) { $0 + ($1.end - $1.start).length }
    #expect(abs(length + left - 700) < 3, "\(parts.map { ($0.start, $0.end) }), \(left)")
    #expect(abs(part.pressure.start - (part.start.x + 300) / 700) < 0.01)
    let kinematics = Kinematics(profile)
    for point in part.flattened(within: 0.1) {
      guard case .unreachable = kinematics.reach(point) else { continue }
      Issue.record("\(point) is out of reach")
    }
    #expect(MotionPlanner(profile).plan(curveOnly(curve, page)).drawn.paths == [curve])
  }

  private func curveOnly(_ path: DrawnPath, _ page: PagePlacement) -> Drawing {
    Drawing(pageWidth: page.width, pageHeight: page.height, paths: [path])
  }
}
