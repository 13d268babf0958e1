import EnvironmentAPI
import PaintCore
import Testing

@testable import Agent

@Suite struct ActionGrammarTests {
  @Test func `the toy engine's parts are read by their meaning`() throws {
    let space = try stampConfiguration(steps: 8).engine.action
    let grammar = ActionGrammar(space)
    #expect(grammar.places == [0])
    #expect(grammar.choices == [1])
    #expect(grammar.levels == [2, 3])
    #expect(grammar.scalars[0].scale == .grid(rows: 8, columns: 8))
    #expect(grammar.isActive(2, in: [5, 1, 0, 0], at: 0))
    #expect(!grammar.isActive(2, in: [5, 0, 0, 0], at: 0))
    #expect(grammar.isActive(0, in: [5, 0, 0, 0], at: 0))
  }

  @Test func `single precision never steps over a bound`() {
    let range = 0.1...0.7
    for number in [0.1, 0.7, -3, 9, 0.30000000001] {
      let fitted = ActionGrammar.fitted(number, to: range, isInteger: false, isSingle: true)
      #expect(range.contains(fitted))
      #expect(Double(Float(fitted)) == fitted)
    }
  }
}
