import Testing

@testable import Plotter

struct ServoModelTests {
  private func sweep(_ positions: [Double]) -> [JointSample] {
    positions.enumerated().map {
      JointSample(time: Double($0.offset) * 0.01, position: SIMD2($0.element, 0))
    }
  }

  private func drive(_ motor: JointDrive.Motor, backlash: Double = 0, noise: Double = 0) throws
    -> MachineProfile
  {
    var profile = try machine("arm-2r")
    let drive = JointDrive(motor: motor, backlash: backlash, noise: noise)
    profile.first.drive = drive
    profile.second.drive = drive
    return profile
  }

  @Test func `a stepper stands on whole steps`() throws {
    var model = ServoModel(try drive(.stepper(stepsPerUnit: 10)), seed: 1)
    let real = model.apply(sweep([0, 0.04, 0.06, 0.11, 0.16]))
    #expect(real.map(\.position.x) == [0, 0, 0.1, 0.1, 0.2])
  }

  @Test func `a servo ignores what is within its dead band`() throws {
    let curve = ServoCurve(
      points: [SIMD2(-1, 1000), SIMD2(1, 2000)], resolution: 1, deadBand: 5)
    var model = ServoModel(try drive(.servo(curve)), seed: 1)
    let real = model.apply(sweep([0, 0.009, 0.0101, 0.013, 0.004, 0]))
    // 500 us per unit: the pulses are 1500, 1505 (1504.5 rounds up), 1505, 1507, 1502, 1500.
    let pulses = real.map { ($0.position.x * 500 + 1500).rounded() }
    #expect(pulses == [1500, 1500, 1500, 1507, 1507, 1500])
  }

  @Test func `backlash loses its width at each turn`() throws {
    var model = ServoModel(try drive(.stepper(stepsPerUnit: 1e9), backlash: 0.2), seed: 1)
    let real = model.apply(sweep([0, 1, 0.9, 0.8, 0.5, 0.6]))
    let expected = [0, 0.9, 0.9, 0.9, 0.6, 0.6]
    for (sample, value) in zip(real, expected) { #expect(abs(sample.position.x - value) < 1e-6) }
  }

  @Test func `noise has its deviation, is seeded and differs between joints`() throws {
    let profile = try drive(.stepper(stepsPerUnit: 1e9), noise: 0.5)
    let still = sweep([Double](repeating: 0, count: 20_000))
    var model = ServoModel(profile, seed: 7)
    let real = model.apply(still)
    let square = real.reduce(0) { $0 + $1.position.x * $1.position.x } / Double(real.count)
    #expect(abs(square.squareRoot() - 0.5) < 0.03)
    var again = ServoModel(profile, seed: 7)
    #expect(again.apply(still).map(\.position) == real.map(\.position))
    var other = ServoModel(profile, seed: 8)
    #expect(other.apply(still).map(\.position) != real.map(\.position))
    #expect(real[100].position.x != real[100].position.y)
  }

  @Test func `a hobby arm bends the line, and by little`() throws {
    let profile = try machine("arm-2r")
    let plan = MotionPlanner(profile).plan(randomDrawing(seed: 6, on: profile))
    let ideal = plan.samples(every: 0.01)
    let real = plan.executed(every: 0.01, seed: 1)
    let errors = zip(ideal, real).map { ($0.position - $1.position).length }
    #expect(errors.count == real.count)
    let worst = errors.max() ?? 0
    #expect(worst > 0.2 && worst < 5)
  }
}
