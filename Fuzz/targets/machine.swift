import FuzzSupport
import Plotter
import StrokeProgram

/// A machine's profile; where it is one, the machine plans a line and a dot.
func feed(_ bytes: [UInt8]) {
  guard let profile = try? MachineProfile(json: bytes, name: "x.json") else { return }
  let page = SIMD2(profile.page.width, profile.page.height)
  let line = DrawnPath(start: page * 0.4, segments: [.line(to: page * 0.45)], width: 0.5)
  let dot = DrawnPath(start: page * 0.6, segments: [], width: 0.5)
  let plan = MotionPlanner(profile).plan(
    Drawing(pageWidth: page.x, pageHeight: page.y, paths: [line, dot]))
  expect(plan.duration.isFinite && plan.duration >= 0, "a plan of \(plan.duration) s")
}
