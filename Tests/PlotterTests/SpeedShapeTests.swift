import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

struct SpeedShapeTests {
  @Test(arguments: MachineLibrary.names)
  func `an S-curve stays within every limit`(name: String) throws {
    let profile = try machine(name)
    let planner = MotionPlanner(profile, shape: .sCurve)
    var largest = 0.0
    for seed in 0..<30 {
      let plan = planner.plan(randomDrawing(seed: UInt64(seed), on: profile))
      largest = max(largest, LimitPeaks(plan).largest)
    }
    #expect(largest < 1.01)
  }

  @Test(arguments: MachineLibrary.names)
  func `along a straight line an S-curve keeps the jerk, and a trapezoid does not`(
    name: String
  ) throws {
    let profile = try machine(name)
    // So short that the pen slows down where it stops speeding up: the greatest jump.
    let drawing = line(on: profile, length: 1)
    let smooth = try jerk(of: MotionPlanner(profile, shape: .sCurve).plan(drawing))
    let sharp = try jerk(of: MotionPlanner(profile).plan(drawing))
    #expect(smooth < 1.01 * profile.penDown.jerk)
    #expect(sharp > 2 * profile.penDown.jerk)
  }

  @Test func `an S-curve takes longer by its window on a straight line`() throws {
    let profile = try machine("grbl-a4")
    let drawing = line(on: profile)
    let sharp = MotionPlanner(profile).plan(drawing)
    let smooth = MotionPlanner(profile, shape: .sCurve).plan(drawing)
    let motion = try #require(smooth.phases.first { $0.kind == .draw }?.motion)
    #expect(motion.window > 0.01)
    #expect(smooth.duration > sharp.duration)
    #expect(smooth.duration < sharp.duration * 1.2)
  }

  /// The time of a trapezoid by school physics: `v / a + L / v`.
  @Test func `a straight line takes the time of a trapezoid`() throws {
    let profile = try machine("axidraw-v3")
    let plan = MotionPlanner(profile).plan(line(on: profile))
    let draw = try #require(plan.phases.first { $0.kind == .draw })
    let tool = profile.penDown
    let expected = tool.speed / tool.acceleration + 80 / tool.speed
    #expect(abs(draw.duration - expected) < 1e-4 * expected)
  }

  /// A line across the middle of the page.
  private func line(on profile: MachineProfile, length: Double = 80) -> Drawing {
    let middle = SIMD2(profile.page.width, profile.page.height) / 2
    return Drawing(
      pageWidth: profile.page.width, pageHeight: profile.page.height,
      paths: [
        DrawnPath(
          start: middle - SIMD2(length / 2, 0),
          segments: [.line(to: middle + SIMD2(length / 2, 0))], width: 0.5)
      ])
  }

  /// The largest third difference of the drawing pen's place, mm/s^3.
  private func jerk(of plan: MotionPlan) throws -> Double {
    let draw = try #require(plan.phases.first { $0.kind == .draw })
    let tick = 0.0005
    let places = (-4...(Int(draw.duration / tick) + 4)).map { index in
      let inside = min(max(Double(index) * tick, 1e-9), draw.duration - 1e-9)
      return plan.sample(at: draw.start + inside).position.x
    }
    return (3..<places.count).map { index in
      let change = places[index] - 3 * places[index - 1] + 3 * places[index - 2] - places[index - 3]
      return abs(change) / (tick * tick * tick)
    }.max() ?? 0
  }
}
