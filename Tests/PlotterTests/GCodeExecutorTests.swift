import StrokeProgram
import Testing

@testable import Plotter

struct GCodeExecutorTests {
  @Test(arguments: MachineLibrary.names, SpeedShape.allCases)
  func `the written G-code takes the planned time`(name: String, shape: SpeedShape) throws {
    let profile = try machine(name)
    let planner = MotionPlanner(profile, shape: shape)
    var worst = 0.0
    // An S-curve has many times more set points.
    for seed in 0..<(shape == .trapezoid ? 200 : 50) {
      let plan = planner.plan(randomDrawing(seed: UInt64(seed), on: profile, paths: 2))
      let program = try GCodeProgram(gcode: Array(plan.gcode().utf8))
      let execution = GCodeExecutor(profile, pageHeight: plan.drawing.pageHeight).run(program)
      let error = execution.seconds / plan.duration - 1
      worst = max(worst, abs(error))
      #expect(execution.drops == 2)
    }
    #expect(worst < 0.005)
  }

  @Test func `a square by hand takes the time of four stops`() throws {
    var profile = try machine("grbl-a4")
    profile.park = SIMD2(0, 0)
    // Four corners of a right angle with no deviation: rest at each.
    profile.deviation = 1e-12
    let text =
      "G21 G90\nG1 Z3 F720\nG1 X0 Y297 F3000\nG1 Z0\n"
      + "G1 X30 Y297 F3000\nX30 Y267\nX0 Y267\nX0 Y297\nG1 Z3 F720\nG4 P0.5\n"
    let run = GCodeExecutor(profile, pageHeight: 297).run(
      try GCodeProgram(gcode: Array(text.utf8)))
    // 50 mm/s with 500 mm/s^2: 0.1 s up, 0.1 s down, 25 mm between at 50 mm/s.
    #expect(abs(run.drawing - 4 * 0.7) < 1e-4)
    // The Z axis first rises, then falls at 50 mm/s, then rises at 12 mm/s.
    #expect(abs(run.standing - (0.25 + 0.06 + 0.25 + 0.5)) < 1e-9)
    #expect(run.drops == 1)
    #expect(run.drawn == 120)
  }

  @Test func `arcs are followed as chords`() throws {
    var profile = try machine("grbl-a4")
    profile.park = SIMD2(100, 100)
    let text = "G21 G90\nM3 S0\nG1 X100 Y197 F600\nG1 Z0\nG2 X100 Y197 I20 J0 F600\n"
    let run = GCodeExecutor(profile, pageHeight: 297).run(
      try GCodeProgram(gcode: Array(text.utf8)))
    #expect(abs(run.drawn + run.travelled - 40 * Double.pi) < 0.01)
    #expect(abs(run.seconds - 4 * Double.pi) < 0.05)
  }

  @Test func `a plan beyond the machine's means takes the machine longer`() throws {
    let profile = try machine("axidraw-v3")
    var boaster = profile
    boaster.penDown.acceleration *= 2
    boaster.penUp.acceleration *= 2
    boaster.first.acceleration *= 2
    boaster.second.acceleration *= 2
    let plan = MotionPlanner(boaster).plan(randomDrawing(seed: 1, on: profile))
    let program = try GCodeProgram(gcode: Array(plan.gcode().utf8))
    let run = GCodeExecutor(profile, pageHeight: plan.drawing.pageHeight).run(program)
    #expect(run.seconds > plan.duration * 1.01)
  }
}
