import EnvironmentAPI
import PaintCore
import Testing

@testable import Agent

@Suite struct ProgramProposerTests {
  @Test(arguments: 0..<60)
  func `nothing outside the action space is ever proposed`(seed: UInt64) throws {
    var random = RandomStream(key: seed, stream: 7)
    let space = randomSpace(&random)
    var proposer = ProgramProposer(ActionGrammar(space), random: random)
    if seed % 2 == 0 {
      let canvas = [UInt8](repeating: 255, count: 256)
      proposer.places = ErrorPlaces(canvas: canvas, target: barsTarget, shape: [16, 16, 1])
    }
    for length in 1...5 {
      var program = [Double](repeating: 0, count: length * space.width)
      for step in 0..<length { proposer.redraw(step, of: &program, memory: []) }
      for _ in 0..<200 {
        proposer.mutate(&program, at: proposer.random.integer(below: length), memory: program)
        #expect(program.count == length * space.width)
        try space.validate(ActionTable(width: space.width, numbers: program))
      }
    }
  }

  @Test func `every change leaves the steps before it alone`() throws {
    let space = try stampConfiguration(steps: 8).engine.action
    var proposer = ProgramProposer(
      ActionGrammar(space), random: RandomStream(key: 3, stream: 0))
    var program = [Double](repeating: 0, count: 6 * space.width)
    for step in 0..<6 { proposer.redraw(step, of: &program, memory: []) }
    var changeCount = 0
    for _ in 0..<500 {
      var changed = program
      proposer.mutate(&changed, at: 3, memory: program)
      #expect(changed.prefix(3 * space.width) == program.prefix(3 * space.width))
      if changed != program { changeCount += 1 }
    }
    #expect(changeCount > 350, "most changes change something")
  }

  @Test func `places are drawn where the error is`() throws {
    let space = try stampConfiguration(steps: 8).engine.action
    let end = try #require(space.index(of: "end"))
    var canvas = [UInt8](repeating: 255, count: 256)
    canvas[15 * 16 + 15] = 0
    var proposer = ProgramProposer(
      ActionGrammar(space), random: RandomStream(key: 3, stream: 0))
    proposer.places = ErrorPlaces(
      canvas: canvas, target: [UInt8](repeating: 255, count: 256), shape: [16, 16, 1])
    var hits = 0
    for _ in 0..<200 {
      var action = [Double](repeating: 0, count: space.width)
      proposer.redraw(0, of: &action, memory: [])
      if action[space.offsets[end]] == 63 { hits += 1 }
    }
    #expect(hits > 100, "one of 64 cells holds all the error, it was drawn \(hits) times of 200")
  }
}
