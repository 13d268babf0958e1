import StrokeProgram
import Testing

@testable import Plotter

struct GCodeExecutorTests {
  @Test(arguments: MachineLibrary.names, SpeedShape.allCases)
  func `the written G-code takes the planned time`(name: String, shape: SpeedShape) throws {
    let profile = try machine(name)
    let planner = MotionPlanner(profile, shape: shape)
    var worst = 0.0
    var sum = 0.0
    for seed in 0..<200 {
      let plan = planner.plan(randomDrawing(seed: UInt64(seed), on: profile, paths: 2))
      let program = try GCodeProgram(gcode: Array(plan.gcode().utf8))
      let execution = GCodeExecutor(profile, pageHeight: plan.drawing.pageHeight).run(program)
      let error = execution.seconds / plan.duration - 1
      sum += error
      worst = max(worst, abs(error))
      #expect(execution.drops == 2)
    }
    print("## \(name) \(shape): worst \(worst * 100) %, mean \(sum / 200 * 100) %")
    #expect(worst < 0.005)
  }
}
