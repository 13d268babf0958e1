import JSONText
import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

struct MotionPlanTests {
  @Test func `phases follow one another without gaps`() throws {
    let profile = try machine("arm-2r")
    let plan = MotionPlanner(profile).plan(randomDrawing(seed: 3, on: profile))
    var time = 0.0
    for phase in plan.phases {
      #expect(abs(phase.start - time) < 1e-9)
      time = phase.start + phase.duration
    }
    #expect(time == plan.duration)
    let kinds = plan.phases.map(\.kind)
    let each: [MotionPhase.Kind] = [.travel, .drop, .draw, .lift]
    #expect(kinds == [.lift] + each + each + each + [.travel])
  }

  @Test func `samples are in order and meet the phases`() throws {
    let profile = try machine("scara")
    let plan = MotionPlanner(profile).plan(randomDrawing(seed: 4, on: profile))
    let samples = plan.samples(every: 0.01)
    #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(samples.last?.time == plan.duration)
    #expect(samples.count { $0.isDown && $0.path == 1 } > 10)
    #expect(samples.allSatisfy { $0.isDown == ($0.path != nil) })
    #expect(samples.last.map { ($0.position - profile.park).length < 1e-9 } == true)
  }

  @Test func `a dot is a moment with the pen down`() throws {
    let profile = try machine("polargraph")
    let dot = DrawnPath(start: SIMD2(100, 100), segments: [], width: 1)
    let drawing = Drawing(pageWidth: 297, pageHeight: 420, paths: [dot])
    let plan = MotionPlanner(profile).plan(drawing)
    #expect(plan.samples(every: 0.01).count { $0.isDown } == 1)
    let program = try GCodeProgram(gcode: Array(plan.gcode().utf8))
    #expect(GCodeExecutor(profile, pageHeight: 420).run(program).drops == 1)
  }

  @Test func `pressure runs along the path`() throws {
    let profile = try machine("grbl-a4")
    let path = DrawnPath(
      start: SIMD2(20, 20), segments: [.line(to: SIMD2(60, 20))], width: 1,
      pressure: Stroke.Ends(start: 0.2, end: 1))
    let plan = MotionPlanner(profile).plan(
      Drawing(pageWidth: 210, pageHeight: 297, paths: [path]))
    for sample in plan.samples(every: 0.05) where sample.isDown {
      let part = (sample.position.x - 20) / 40
      #expect(abs(sample.pressure - (0.2 + 0.8 * part)) < 1e-9)
    }
  }

  @Test(arguments: MachineLibrary.names)
  func `what leaves the reach is left out and reported, and the fit brings it back`(
    name: String
  ) throws {
    let profile = try machine(name)
    let planner = MotionPlanner(profile)
    let page = SIMD2(profile.page.width, profile.page.height)
    // A line from the middle far beyond the right edge.
    let far = SIMD2(page.x / 2 + 500, page.y / 2)
    let path = DrawnPath(start: page / 2, segments: [.line(to: far)], width: 0.5)
    var drawing = Drawing(pageWidth: page.x, pageHeight: page.y, paths: [path])
    let plan = planner.plan(drawing)
    let part = try #require(plan.clipped.first)
    #expect(plan.clipped.count == 1)
    #expect(part.path == 0)
    let report = MotionReport(plan)
    #expect(report.drawingLength > 10)
    #expect(abs(report.drawingLength + part.length - 500) < 1.1)
    let fit = try #require(report.fit)
    #expect(fit.scale < 1)
    drawing.paths = [
      DrawnPath(
        start: fit.center + (path.start - fit.center) * fit.scale + fit.shift,
        segments: [.line(to: fit.center + (far - fit.center) * fit.scale + fit.shift)], width: 0.5)
    ]
    #expect(planner.plan(drawing).clipped.isEmpty)
    #expect("\(report)".contains("out of reach: 1 parts"))
    #expect(LimitPeaks(plan).largest < 1.01)
  }

  @Test func `a small drawing beyond the edge is shifted and not shrunk`() throws {
    let kinematics = Kinematics(try machine("grbl-a4"))
    let path = DrawnPath(
      start: SIMD2(250, 50), segments: [.line(to: SIMD2(260, 70))], width: 0.5)
    let fit = try #require(
      DrawingFit(Drawing(pageWidth: 210, pageHeight: 297, paths: [path]), on: kinematics))
    #expect(fit.scale == 1)
    #expect(fit.shift.x < -45 && fit.shift.x > -60 && fit.shift.y == 0)
    #expect("\(fit)".hasPrefix("shifted by ("))
  }

  @Test func `an arm with both elbows draws what one alone does not`() throws {
    var profile = try machine("arm-2r")
    guard case .arm(var arm) = profile.geometry else { return }
    arm.bend = -2.7...2.7
    profile.geometry = .arm(arm)
    profile.second.range = -2.7...2.7
    // Through the right elbow's reach into that of the left one only, at constant distance.
    let base = SIMD2(60.0, 130)
    let points = (0...20).map { index in
      let angle = 0.6 - 0.05 * Double(index)
      return base + SIMD2(cosine(angle), -sine(angle)) * 110
    }
    let path = DrawnPath(
      start: points[0], segments: points.dropFirst().map { .line(to: $0) }, width: 0.5)
    let plan = MotionPlanner(profile).plan(
      Drawing(pageWidth: 120, pageHeight: 90, paths: [path]))
    #expect(plan.clipped.isEmpty)
    #expect(LimitPeaks(plan).largest < 1.01)
    let elbows = plan.phases.filter { $0.kind == .draw }.compactMap { $0.motion?.course.elbow }
    #expect(elbows == [.left] || elbows == [.right, .left])
  }

  @Test func `paths of impossible numbers are reported, not drawn`() throws {
    let profile = try machine("scara")
    let paths = [SIMD2(Double.nan, 0), SIMD2(0, .infinity), SIMD2(1e300, 1e300)].map {
      DrawnPath(start: $0, segments: [.line(to: SIMD2(10, 10))], width: 1)
    }
    let plan = MotionPlanner(profile).plan(
      Drawing(pageWidth: 100, pageHeight: 100, paths: Array(paths.prefix(2))))
    #expect(plan.clipped.count == 2)
    #expect(plan.phases.allSatisfy { $0.kind != .draw })
    #expect(plan.clipped[0].obstacle.reason == .notFinite)
  }

  @Test func `the report adds up, as text and as JSON`() throws {
    let profile = try machine("axidraw-v3")
    var drawing = randomDrawing(seed: 9, on: profile)
    drawing.layers = ["black", "red"]
    drawing.paths[2].layer = 1
    let plan = MotionPlanner(profile).plan(drawing)
    let report = MotionReport(plan)
    let parts = report.drawingSeconds + report.travelSeconds + report.penSeconds
    #expect(abs(parts - report.seconds) < 1e-9)
    #expect(report.drops == 3)
    #expect(report.layers.map(\.paths) == [2, 1])
    #expect(abs(report.layers.reduce(0) { $0 + $1.length } - report.drawingLength) < 1e-9)
    #expect(report.joints.allSatisfy { $0.accelerationPart > 0.2 && $0.accelerationPart < 1.01 })
    let root = try JSON.parse(report.json())
    #expect(try root.member("seconds").number() == report.seconds)
    #expect(try root.member("layers").array().count == 2)
    #expect("\(report)".contains("layer red: 1 paths"))
  }

  @Test func `the table of joints has a row per interval`() throws {
    let profile = try machine("arm-2r")
    let plan = MotionPlanner(profile).plan(randomDrawing(seed: 5, on: profile))
    let lines = plan.jointTable(every: 0.1).split(separator: "\n")
    #expect(lines[0] == "time,shoulder,elbow,shoulderSpeed,elbowSpeed,down,x,y")
    #expect(lines.count == Int(plan.duration / 0.1) + 3)
    let row = lines[20].split(separator: ",").compactMap { Double($0) }
    #expect(row.count == 8)
    let place = plan.sample(at: row[0]).position
    #expect((SIMD2(row[6], row[7]) - place).length < 1e-5)
  }
}
