import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import StrokeProgram
import Testing

@Suite struct VectorEnvironmentTests {
  private func lanes(
    _ count: Int = 1, _ options: [String: OptionValue] = [:], autoreset: Autoreset = .nextStep
  ) throws -> VectorEnvironment {
    try VectorEnvironment(
      EnvironmentConfiguration(backend: StampBackend(), given: options), laneCount: count,
      autoreset: autoreset)
  }

  /// One action per lane: end, flag, level, size.
  private func actions(_ rows: [Double]...) -> ActionTable {
    ActionTable(width: 4, numbers: rows.flatMap { $0 })
  }

  private func step(of lanes: VectorEnvironment, lane: Int = 0) throws -> Int32 {
    var value: Int32 = 0
    let view = try lanes.view(lane)
    withUnsafeMutableBytes(of: &value) { view.writeObservation(leaf: 2, into: $0) }
    return value
  }

  @Test(
    arguments: [[:], ["carries": .boolean(true)], ["reward": .string("l1")]]
      as [[String: OptionValue]])
  func `the toy engine passes the contract`(options: [String: OptionValue]) throws {
    #expect(try BackendContract(StampBackend(), options: options).violations() == [])
  }

  // MARK: Ends

  @Test func `an episode is truncated after its length, and NextStep resets on the step after`()
    throws
  {
    let lanes = try lanes(1, ["episodeLength": .integer(2)])
    _ = try lanes.reset(seeds: [5])
    #expect(try !lanes.step(actions([1, 1, 0, 0])).truncated[0])
    let last = try lanes.step(actions([2, 1, 0, 0]))
    #expect(last.truncated == [true] && last.terminated == [false])
    #expect(last.episodeLengths == [2])
    let first = try lanes.step(actions([3, 1, 0, 0]))
    #expect(first.rewards == [0] && !first.truncated[0])
    #expect(try step(of: lanes) == 0)
  }

  @Test func `SameStep shows the last observation before it resets`() throws {
    let lanes = try lanes(1, ["episodeLength": .integer(1)], autoreset: .sameStep)
    _ = try lanes.reset(seeds: [5])
    var finals: [Int32] = []
    _ = try lanes.step(
      actions([1, 1, 0, 0]),
      observeFinal: { _, view in
        var value: Int32 = -1
        withUnsafeMutableBytes(of: &value) { view.writeObservation(leaf: 2, into: $0) }
        finals.append(value)
      })
    #expect(finals == [1])
    #expect(try step(of: lanes) == 0)
  }

  @Test func `Disabled refuses to step an ended lane and moves none`() throws {
    let lanes = try lanes(2, ["episodeLength": .integer(1)], autoreset: .disabled)
    _ = try lanes.reset(seeds: [1, 2])
    _ = try lanes.step(actions([1, 1, 0, 0], [1, 1, 0, 0]))
    _ = try lanes.reset(seeds: [nil, nil], mask: [false, true])
    #expect(throws: EnvironmentError.episodeOver(lane: 0)) {
      try lanes.step(actions([1, 1, 0, 0], [1, 1, 0, 0]))
    }
    #expect(try step(of: lanes, lane: 1) == 0)
  }

  @Test func `the agent can end the painting`() throws {
    let lanes = try lanes(1, ["ends": .boolean(true)])
    _ = try lanes.reset(seeds: [1])
    let result = try lanes.step(actions([1, 2, 0, 0]))
    #expect(result.terminated == [true] && result.truncated == [false])
  }

  // MARK: Errors

  @Test func `a lane must be reset before it is stepped`() throws {
    let lanes = try lanes(2)
    #expect(throws: EnvironmentError.resetNeeded(lane: 0)) {
      try lanes.step(actions([1, 1, 0, 0], [1, 1, 0, 0]))
    }
  }

  @Test func `one wrong number moves no lane`() throws {
    let lanes = try lanes(2)
    _ = try lanes.reset(seeds: [1, 2])
    #expect { try lanes.step(actions([1, 1, 0, 0], [64, 1, 0, 0])) } throws: { error in
      error as? EnvironmentError
        == .invalidAction(
          InvalidAction(path: "end", lane: 1, expected: .discrete(count: 64), got: .number(64)))
    }
    #expect(try step(of: lanes) == 0)
  }

  @Test(arguments: [0.5, -1, 64, .nan, .infinity, 1e300])
  func `discrete parts are whole numbers in range`(number: Double) {
    #expect(!LeafSpace.discrete(count: 64).contains(number, at: 0))
  }

  @Test func `too many lanes and unknown options are refused`() throws {
    #expect(throws: EnvironmentError.self) { try lanes(5000) }
    #expect { try lanes(1, ["colour": .boolean(true)]) } throws: { error in
      "\(error)".contains("colour") && "\(error)".contains("canvas, grid")
    }
    #expect { try lanes(1, ["canvas": .integer(100_000)]) } throws: { error in
      if case .resourceLimit = error as? EnvironmentError { true } else { false }
    }
  }

  // MARK: Rewards

  @Test func `l2 rewards sum to the fall of the mean squared error`() throws {
    let lanes = try lanes(1, ["reward": .string("l2")])
    let black = [UInt8](repeating: 0, count: 32 * 32)
    _ = try lanes.reset(seeds: [1], targets: [black])
    var sum = 0.0
    for end in [9.0, 40, 63] {
      sum += try lanes.step(actions([end, 1, 0, 2])).rewards[0]
    }
    let canvas = try lanes.render(lane: 0)
    let white = canvas.pixels.count { $0 == 255 }
    #expect(abs(sum - (1 - Double(white) / 1024)) < 1e-12)
    #expect(sum > 0.1)
  }

  @Test func `a reward without a target is an error at reset`() throws {
    let lanes = try lanes(1, ["reward": .string("l1")])
    #expect { try lanes.reset(seeds: [1]) } throws: { error in
      "\(error)".contains("target")
    }
  }

  // MARK: Seeds

  @Test func `episodes of one seed differ and repeat`() throws {
    func pictures(_ seed: UInt64) throws -> [[UInt8]] {
      let lanes = try lanes()
      _ = try lanes.reset(seeds: [seed])
      return try (0..<3).map { _ in
        for end in 0..<6 { _ = try lanes.step(actions([Double(end * 9), 1, 0, 1])) }
        let picture = try lanes.render(lane: 0).pixels
        _ = try lanes.reset(seeds: [nil])
        return picture
      }
    }
    let first = try pictures(1)
    #expect(try pictures(1) == first)
    #expect(try pictures(2) != first)
    #expect(Set(first).count == 3)
  }

  @Test func `copies into several lanes and loads are all or nothing`() throws {
    let lanes = try lanes(3)
    _ = try lanes.reset(seeds: [1, 2, 3])
    _ = try lanes.step(actions([1, 1, 0, 0], [2, 1, 0, 0], [3, 1, 0, 0]))
    let state = try lanes.save(0)
    let before = try lanes.render(lane: 1)
    #expect(throws: EnvironmentError.self) {
      try lanes.load([(state, [1]), (Array(state.dropLast()), [2])])
    }
    #expect(try lanes.render(lane: 1) == before)
    try lanes.load([(state, [1, 2])])
    #expect(try lanes.render(lane: 1) == lanes.render(lane: 0))
    #expect(throws: EnvironmentError.self) { try lanes.copy(from: 0, to: [1, 3]) }
  }

  @Test func `evaluate stops at the end of the episode`() throws {
    let lanes = try lanes(1, ["episodeLength": .integer(3)])
    _ = try lanes.reset(seeds: [1])
    let programs = ActionTable(
      width: 4, numbers: Array(repeating: [1, 1, 0, 0], count: 10).flatMap { $0 })
    #expect(try lanes.evaluate(from: 0, programs: programs, programCount: 2).lengths == [3, 3])
  }
}
