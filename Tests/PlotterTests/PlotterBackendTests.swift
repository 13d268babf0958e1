import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

struct PlotterBackendTests {
  private static let policyOptions: [String: OptionValue] = [
    "machine": .string("arm-2r"), "color": .boolean(false),
    "sizes": .numbers([1.6, 2.4, 3.2, 4.2]), "episodeLength": .integer(8),
  ]

  private func configuration(
    _ options: [String: OptionValue] = [:]
  ) throws -> EnvironmentConfiguration {
    try EnvironmentConfiguration(backend: PlotterBackend(), given: options)
  }

  private func plotter(_ options: [String: OptionValue] = [:]) throws -> ConfiguredPlotter {
    try #require(try configuration(options).engine as? ConfiguredPlotter)
  }

  // MARK: Contract

  private static let variants: [[String: OptionValue]] =
    MachineLibrary.names.map { ["machine": .string($0)] } + [
      policyOptions,
      ["grammar": .string("joint"), "machine": .string("arm-2r")],
      ["grammar": .string("joint"), "machine": .string("polargraph"), "color": .boolean(false)],
      ["reward": .string("l2"), "target": .boolean(true), "timeCost": .number(0.1)],
      ["background": .string("#204060"), "grid": .integer(7), "canvas": .integer(29)],
      ["page": .number(400), "machine": .string("arm-2r"), "ink": .number(500)],
      ["pressure": .boolean(false), "sizes": .numbers([0.1]), "faults": .boolean(false)],
    ]

  @Test(arguments: variants) func `the contract holds`(options: [String: OptionValue]) throws {
    #expect(try BackendContract(PlotterBackend(), options: options).violations() == [])
  }

  @Test(arguments: ["brush", "joint"])
  func `a saved pen is where actions can bring it`(grammar: String) throws {
    let plotter = try plotter(["grammar": .string(grammar), "machine": .string("arm-2r")])
    func reload(_ pen: PlotterPen) throws -> PlotterPen {
      var writer = StateWriter()
      pen.save(into: &writer)
      var reader = StateReader(writer.bytes)
      return try PlotterPen(from: &reader, of: plotter)
    }
    var pen = PlotterPen(plotter)
    #expect(try reload(pen) == pen)
    // From here, the way of the next action would be millions of samples long.
    if grammar == "joint" { pen.joints.y = 1e5 } else { pen.place.x = 1e5 }
    #expect(throws: EnvironmentError.self) { try reload(pen) }
  }

  // MARK: The brush's actions

  @Test func `the actions are those of the brush backend`() throws {
    let space = try configuration().engine.action
    #expect(
      space.parts.map(\.name)
        == ["control", "end", "flag", "pressure", "size", "red", "green", "blue"])
    #expect(
      space.decodeOrder == ["flag", "end", "control", "size", "pressure", "red", "green", "blue"])
    #expect(
      space.parts.map { $0.space.elementCount == 1 ? $0.space : .multiBinary(count: 0) }
        == [1024, 1024, 2, 10, 6, 20, 20, 20].map { .discrete(count: $0) })
    let policy = try configuration(Self.policyOptions)
    #expect(
      policy.engine.action.parts.map(\.name) == ["control", "end", "flag", "pressure", "size"])
    #expect(policy.canvasShape == [64, 64, 1])
    #expect(policy.maximumActions == 8)
  }

  /// One row of the action table of the grey environment with one pen and no pressure.
  private func action(control: (Int, Int), end: (Int, Int), draws: Bool) -> [Double] {
    [Double(control.1 * 32 + control.0), Double(end.1 * 32 + end.0), draws ? 1 : 0]
  }

  private func grey(_ machine: String, _ more: [String: OptionValue] = [:]) throws
    -> VectorEnvironment
  {
    let options: [String: OptionValue] = [
      "machine": .string(machine), "color": .boolean(false), "pressure": .boolean(false),
      "sizes": .numbers([1.5]), "faults": .boolean(false),
    ]
    let lanes = try VectorEnvironment(
      configuration(options.merging(more) { $1 }), laneCount: 1)
    _ = try lanes.reset(seeds: [1], targets: more["reward"] == nil ? nil : [Self.white])
    return lanes
  }

  private static let white = [UInt8](repeating: 255, count: 64 * 64)

  /// An F: upright, a long bar at the top, a short one in the middle.
  private var letterF: [[Double]] {
    [
      action(control: (8, 4), end: (8, 4), draws: false),
      action(control: (8, 16), end: (8, 28), draws: true),
      action(control: (8, 4), end: (8, 4), draws: false),
      action(control: (16, 4), end: (24, 4), draws: true),
      action(control: (8, 14), end: (8, 14), draws: false),
      action(control: (12, 14), end: (16, 14), draws: true),
    ]
  }

  private func canvas(_ lanes: VectorEnvironment) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 64 * 64)
    let view = try lanes.view(0)
    bytes.withUnsafeMutableBytes { view.writeObservation(leaf: 0, into: $0) }
    return bytes
  }

  @Test(arguments: MachineLibrary.names)
  func `an F stands upright and reads from the left on every machine`(machine: String) throws {
    for faults in [false, true] {
      let lanes = try grey(machine, ["faults": .boolean(faults)])
      for row in letterF { _ = try lanes.step(ActionTable(width: 3, numbers: row)) }
      let picture = try canvas(lanes)
      func isInk(_ column: Int, _ row: Int) -> Bool { picture[2 * row * 64 + 2 * column] < 128 }
      #expect([6, 12, 20, 26].allSatisfy { isInk(8, $0) }, "the upright")
      #expect([12, 18, 23].allSatisfy { isInk($0, 4) }, "the upper bar")
      #expect(isInk(12, 14) && !isInk(20, 14), "the middle bar")
      #expect(!isInk(24, 20) && !isInk(16, 28), "nothing at the lower right")
    }
  }

  @Test(arguments: MachineLibrary.names)
  func `every machine reaches all of the usual page`(machine: String) throws {
    let plotter = try plotter(["machine": .string(machine)])
    #expect(plotter.square.reachablePart == 1)
    #expect(plotter.warnings == [])
  }

  @Test func `a page out of reach is clipped, counted and warned of`() throws {
    let options: [String: OptionValue] = ["page": .number(600)]
    #expect(try plotter(options.merging(["machine": .string("arm-2r")]) { $1 }).warnings.count == 1)
    let lanes = try grey("arm-2r", options)
    var clipped = 0.0
    for row in stride(from: 4, to: 32, by: 4) {
      let end = row % 8 == 0 ? 0 : 31
      let line = action(control: (16, row), end: (end, row), draws: true)
      clipped = try lanes.step(ActionTable(width: 3, numbers: line)).info[5]
    }
    #expect(clipped > 100)
    #expect(try canvas(lanes) != Self.white)
  }

  // MARK: Effort

  @Test func `info counts time, distance, lifts and ink`() throws {
    let lanes = try grey("axidraw-v3", ["page": .number(128)])
    let limits = try plotter().kinematics.profile
    func step(_ row: [Double]) throws -> [Double] {
      try lanes.step(ActionTable(width: 3, numbers: row)).info
    }
    // A grid cell is 4 mm wide.
    let moved = try step(action(control: (0, 0), end: (10, 0), draws: false))
    #expect(abs(moved[1] - 40) < 1e-6)
    #expect(Array(moved[2...]) == [0, 0, 0, 0])
    #expect(moved[0] > 40 / limits.penUp.speed)
    let drawn = try step(action(control: (15, 0), end: (20, 0), draws: true))
    #expect(abs(drawn[1] - 80) < 1e-3)
    #expect(abs(drawn[2] - 40) < 1e-3)
    #expect(drawn[3] == 0)
    // A line of 6 mm, thinner at speed, and a blot.
    #expect(drawn[4] > 0.8 * 40 * 6 && drawn[4] < 40 * 6 + 100)
    #expect(drawn[0] - moved[0] > limits.pen.dropTime + 40 / limits.penDown.speed)
    let lifted = try step(action(control: (0, 0), end: (20, 10), draws: false))
    #expect(lifted[3] == 1)
    #expect(abs(lifted[1] - 120) < 1e-3)
    #expect(lifted[4] >= drawn[4])
    #expect(lifted[5] == 0)
  }

  @Test func `every effort has its price`() throws {
    let weights: [String: OptionValue] = [
      "timeCost": .number(0.5), "liftCost": .number(2), "inkCost": .number(0.01),
      "distanceCost": .number(0.03),
    ]
    let lanes = try grey("arm-2r", weights)
    #expect(lanes.configuration.rewardRange == -.infinity...0)
    var sum = 0.0
    var last: [Double] = []
    for row in letterF {
      let result = try lanes.step(ActionTable(width: 3, numbers: row))
      sum += result.rewards[0]
      last = result.info
    }
    let price = 0.5 * last[0] + 2 * last[3] + 0.01 * last[4] + 0.03 * last[1]
    #expect(abs(sum + price) < 1e-9)
    #expect(try configuration().rewardRange == 0...0)
  }

  @Test func `prices come on top of the picture's reward`() throws {
    let target: [String: OptionValue] = ["reward": .string("l2")]
    let free = try grey("arm-2r", target)
    let priced = try grey("arm-2r", target.merging(["timeCost": .number(0.01)]) { $1 })
    for row in letterF {
      let table = ActionTable(width: 3, numbers: row)
      let first = try free.step(table)
      let second = try priced.step(table)
      #expect(second.info == first.info)
      #expect(second.rewards[0] <= first.rewards[0])
    }
  }

  // MARK: Pens and programs

  @Test func `a stroke with another pen costs a lift`() throws {
    let lanes = try VectorEnvironment(
      configuration(Self.policyOptions.merging(["episodeLength": .integer(20)]) { $1 }),
      laneCount: 1)
    _ = try lanes.reset(seeds: [1])
    var lifts: [Double] = []
    for size in [0, 0, 1, 1, 0] {
      let row = [100, 200 + Double(size), 1, 9, Double(size)]
      lifts.append(try lanes.step(ActionTable(width: 5, numbers: row)).info[3])
    }
    #expect(lifts == [0, 0, 1, 1, 2])
  }

  @Test func `a pen runs dry and the observation says so`() throws {
    let lanes = try grey("axidraw-v3", ["ink": .number(300)])
    _ = try lanes.step(ActionTable(width: 3, numbers: letterF[1]))
    var bytes = [UInt8](repeating: 0, count: 12)
    let view = try lanes.view(0)
    bytes.withUnsafeMutableBytes { view.writeObservation(leaf: 4, into: $0) }
    let left = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 8, as: Float.self) }
    #expect(left == 0)
    let wet = try grey("axidraw-v3", ["ink": .number(3000)])
    _ = try wet.step(ActionTable(width: 3, numbers: letterF[1]))
    #expect(try canvas(lanes).reduce(0) { $0 + Int($1) } > canvas(wet).reduce(0) { $0 + Int($1) })
  }

  @Test func `a program has the strokes as drawn, in page widths`() throws {
    let lanes = try grey("arm-2r")
    for row in letterF { _ = try lanes.step(ActionTable(width: 3, numbers: row)) }
    let program = try lanes.program(of: 0)
    #expect(program.strokes.count == 3)
    #expect(program.strokes[1].start == PagePoint(x: 0.25, y: 0.125))
    #expect(program.strokes[1].end == PagePoint(x: 0.75, y: 0.125))
    #expect(abs(program.strokes[1].width - 3 / 64) < 1e-9)
    #expect(program.strokes[1].color == .black)
  }

  @Test func `a replay at another size is the same drawing`() throws {
    let lanes = try grey("arm-2r", ["sizes": .numbers([3])])
    for row in letterF { _ = try lanes.step(ActionTable(width: 3, numbers: row)) }
    let small = try canvas(lanes)
    let large = try lanes.render(lane: 0, size: 256)
    // Every pixel of the small picture is the mean of 4 x 4 of the large one, but for the edges.
    var difference = 0
    for row in 0..<64 {
      for column in 0..<64 {
        var sum = 0
        for index in 0..<16 {
          sum += Int(large.pixels[(4 * row + index / 4) * 256 + 4 * column + index % 4])
        }
        difference += abs(Int(small[row * 64 + column]) - sum / 16)
      }
    }
    #expect(Double(difference) / (64 * 64) < 1.5)
  }

  // MARK: Joints

  @Test func `joint actions go straight in joint space`() throws {
    let options: [String: OptionValue] = [
      "grammar": .string("joint"), "machine": .string("arm-2r"), "color": .boolean(false),
      "pressure": .boolean(false), "sizes": .numbers([1]),
    ]
    let lanes = try VectorEnvironment(configuration(options), laneCount: 1)
    #expect(lanes.configuration.engine.action.parts.map(\.name) == ["joints", "flag"])
    _ = try lanes.reset(seeds: [1])
    _ = try lanes.step(ActionTable(width: 3, numbers: [0.25, 0.75, 0]))
    _ = try lanes.step(ActionTable(width: 3, numbers: [0.75, 0.5, 1]))
    var bytes = [UInt8](repeating: 0, count: 8)
    let view = try lanes.view(0)
    bytes.withUnsafeMutableBytes { view.writeObservation(leaf: 3, into: $0) }
    let joints = bytes.withUnsafeBytes { bytes in
      (0..<2).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    #expect(abs(joints[0] - 0.75) < 1e-6 && abs(joints[1] - 0.5) < 1e-6)
    let strokes = try lanes.program(of: 0).strokes
    #expect(strokes.count == 8)
    // An arc, not a line: the middle is off the chord.
    let middle = strokes[3].end
    let chord = distance(
      from: [middle.x, middle.y], toSegment: [strokes[0].start.x, strokes[0].start.y],
      [strokes[7].end.x, strokes[7].end.y])
    #expect(chord > 0.01)
  }

  // MARK: Options

  @Test(arguments: [
    ("machine", "no-such-machine"), ("machine", "/no/such/machine.json"), ("background", "blue"),
    ("grammar", "fingers"),
  ])
  func `what is wrong with an option is said`(name: String, value: String) {
    #expect {
      _ = try configuration([name: .string(value)])
    } throws: { error in
      guard case .invalidOption(let wrong, _, let got)? = error as? EnvironmentError else {
        return false
      }
      return wrong == name && got.contains(value)
    }
  }
}
