import StrokeProgram
import Testing

@testable import Plotter

/// What a motion reaches of its limits, sampled every millisecond by differences of positions.
struct LimitPeaks {
  var speed = 0.0
  var acceleration = 0.0
  var jointSpeed = 0.0
  var jointAcceleration = 0.0
  var largest: Double { max(max(speed, acceleration), max(jointSpeed, jointAcceleration)) }

  init(_ plan: MotionPlan) {
    let tick = 0.001
    for phase in plan.phases {
      guard phase.motion != nil else { continue }
      let tool = plan.profile.tool(isDown: phase.kind == .draw)
      // The pen stands before and after.
      let count = Int((phase.duration / tick).rounded(.up)) + 2
      var tools: [SIMD2<Double>] = []
      var joints: [SIMD2<Double>] = []
      for index in -2...count {
        let inside = min(max(Double(index) * tick, 1e-9), phase.duration - 1e-9)
        tools.append(plan.sample(at: phase.start + inside).position)
        joints.append(plan.joints(at: phase.start + inside).position)
      }
      let pen = Self.peaks(tools, tick, tool)
      speed = max(speed, pen.x)
      acceleration = max(acceleration, pen.y)
      for (axis, joint) in plan.profile.joints.enumerated() {
        let axis = joints.map { SIMD2($0[axis], 0) }
        let limits = ToolLimits(speed: joint.speed, acceleration: joint.acceleration, jerk: 1)
        let peaks = Self.peaks(axis, tick, limits)
        jointSpeed = max(jointSpeed, peaks.x)
        jointAcceleration = max(jointAcceleration, peaks.y)
      }
    }
  }

  /// The largest speed and acceleration as parts of the limits.
  private static func peaks(
    _ places: [SIMD2<Double>], _ tick: Double, _ limits: ToolLimits
  ) -> SIMD2<Double> {
    var peaks = SIMD2(0.0, 0)
    for index in 1..<(places.count - 1) {
      let step = places[index + 1] - places[index]
      let change = step - (places[index] - places[index - 1])
      peaks.x = max(peaks.x, step.length / tick / limits.speed)
      peaks.y = max(peaks.y, change.length / (tick * tick) / limits.acceleration)
    }
    return peaks
  }
}

struct MotionLimitsTests {
  @Test(arguments: MachineLibrary.names)
  func `a hundred random programs stay within every limit and near the path`(name: String) throws {
    let profile = try machine(name)
    let planner = MotionPlanner(profile)
    var largest = 0.0
    var least = 1.0
    var farthest = 0.0
    for seed in 0..<100 {
      let drawing = randomDrawing(seed: UInt64(seed), on: profile)
      let plan = planner.plan(drawing)
      #expect(plan.clipped.isEmpty)
      let peaks = LimitPeaks(plan)
      largest = max(largest, peaks.largest)
      least = min(least, peaks.largest)
      farthest = max(farthest, deviation(of: plan))
    }
    #expect(largest < 1.01)
    // And nothing is lost: some limit is met in every program.
    #expect(least > 0.97)
    #expect(farthest < profile.deviation)
  }

  /// The largest distance of the drawing pen from the ideal path, or of the path from the pen.
  private func deviation(of plan: MotionPlan) -> Double {
    var farthest = 0.0
    for (index, path) in plan.drawing.paths.enumerated() {
      let ideal = path.flattened(within: 1e-4)
      let drawn = plan.samples(every: 0.002).filter { $0.path == index }.map(\.position)
      for place in stride(from: 0, to: drawn.count, by: 7) {
        farthest = max(farthest, distance(from: drawn[place], to: ideal))
      }
      for place in stride(from: 0, to: ideal.count, by: 1 + ideal.count / 200) {
        farthest = max(farthest, distance(from: ideal[place], to: drawn))
      }
      farthest = max(farthest, (drawn[0] - path.start).length)
      let last = path.segments.last?.end ?? path.start
      farthest = max(farthest, (drawn[drawn.count - 1] - last).length)
    }
    return farthest
  }
}
