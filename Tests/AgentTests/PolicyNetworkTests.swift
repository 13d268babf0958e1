import EnvironmentAPI
import EnvironmentClient
import EnvironmentTestKit
import Learning
import NeuralNet
import PaintCore
import TensorKernels
import Testing
import WireProtocol

@testable import Agent

/// The mistakes that other re-creations of SPIRAL made, each as a test.
@Suite struct PolicyNetworkTests {
  // MARK: Log-probabilities

  @Test(arguments: PolicyVariant.all)
  func `judging whole episodes gives the log-probabilities they were sampled with`(
    variant: PolicyVariant
  ) throws {
    let setup = try PolicySetup(variant)
    let rollout = try setup.rollout()
    let judged = setup.judge(rollout)
    let acted = rollout.logProbabilities.flatMap(\.self)
    for (new, old) in zip(judged.logProbability.value.scalars, acted) {
      #expect(abs(new - old) < 1e-4)
    }
    for (new, old) in zip(judged.value.value.scalars, rollout.values.flatMap(\.self)) {
      #expect(abs(new - old) < 1e-5)
    }
  }

  @Test(arguments: PlaceHead.allCases)
  func `without memory transitions are judged the same in any order`(head: PlaceHead) throws {
    let setup = try PolicySetup(PolicyVariant(head: head))
    let rollout = try setup.rollout()
    let rows = [7, 2, 17, 0]
    let judged = setup.network.judge(
      rollout.input(rows, setup.network.layout), choices: rows.map { rollout.choices(at: $0) },
      in: ParameterScope(setup.shards.parameters))
    let acted = rollout.logProbabilities.flatMap(\.self)
    for (new, row) in zip(judged.logProbability.value.scalars, rows) {
      #expect(abs(new - acted[row]) < 1e-4)
    }
  }

  @Test(arguments: PolicyVariant.all)
  func `choices that do not matter count neither for probability nor for entropy`(
    variant: PolicyVariant
  ) throws {
    let setup = try PolicySetup(variant)
    let rollout = try setup.rollout()
    let sequence = setup.network.sequence
    let level = try #require(sequence.decisions.firstIndex { $0.name == "level" })
    let flag = try #require(sequence.decisions.firstIndex { $0.name == "flag" })
    func judge(flag flagChoice: Int, level levelChoice: Int) -> (Float, Float) {
      var choices = rollout.choices[0]
      for row in choices.indices {
        choices[row][flag] = flagChoice
        choices[row][level] = levelChoice
      }
      let judged = setup.network.judge(
        rollout.inputs[0], choices: choices, in: ParameterScope(setup.shards.parameters))
      return (judged.logProbability.value.scalars[0], judged.entropy.value.scalars[0])
    }
    #expect(judge(flag: 0, level: 0) == judge(flag: 0, level: 3))
    #expect(judge(flag: 1, level: 0).0 != judge(flag: 1, level: 3).0)
    #expect(judge(flag: 0, level: 0).1 < judge(flag: 1, level: 0).1)
  }

  // MARK: Gradients

  /// A sum of everything that is judged.
  private func sum(
    _ setup: PolicySetup, _ rollout: Rollout, in scope: ParameterScope
  ) -> Variable {
    let judged = setup.judge(rollout, in: scope)
    return (judged.logProbability + judged.entropy.scaled(by: 2) + judged.value.scaled(by: 3))
      .sum()
  }

  @Test(arguments: PolicyVariant.all)
  func `the gradient by each weight is the slope along it, through all steps`(
    variant: PolicyVariant
  ) throws {
    let setup = try PolicySetup(variant)
    let rollout = try setup.rollout()
    let scope = ParameterScope(setup.shards.parameters)
    scope.writeGradient(of: sum(setup, rollout, in: scope), to: setup.shards.gradient)
    let gradient = setup.shards.gradient.scalars
    let weights = setup.shards.parameters.weights
    var random = RandomStream(key: 5, stream: 0)
    var start = 0
    for parameter in setup.network.parameters.weights {
      let range = start..<(start + parameter.count)
      start = range.upperBound
      // The choice of the last decision leads nowhere.
      if parameter.name == "policy.decision.level.choice.weight" { continue }
      #expect(gradient[range].contains { $0 != 0 }, "\(parameter.name)")
      // Along the gradient and a little aside, so that the slope is large and no sign is forced.
      let length = gradient[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      let direction = gradient[range].map { $0 / length + 0.1 * (Float(random.uniform()) - 0.5) }
      let slope = zip(gradient[range], direction).reduce(0) { $0 + $1.0 * $1.1 }
      func value(_ step: Float) -> Float {
        weights.withUnsafeMutableBufferPointer { all in
          for (index, part) in zip(range, direction) { all[index] += step * part }
        }
        let result = sum(
          setup, rollout, in: ParameterScope(setup.shards.parameters, isTraining: false))
        weights.withUnsafeMutableBufferPointer { all in
          for (index, part) in zip(range, direction) { all[index] -= step * part }
        }
        return result.value.scalar
      }
      let step: Float = 2e-3
      let found = (value(step) - value(-step)) / (2 * step)
      #expect(abs(found - slope) < 0.03 * abs(slope) + 0.1, "\(parameter.name): \(found), \(slope)")
    }
  }

  @Test(arguments: PolicyCore.allCases)
  func `the last step depends on what the first one saw if there is memory`(
    core: PolicyCore
  ) throws {
    let setup = try PolicySetup(PolicyVariant(core: core))
    var rollout = try setup.rollout()
    let before = setup.judge(rollout).value.value.scalars
    for index in rollout.inputs[0].planes.indices { rollout.inputs[0].planes[index] += 1 }
    let after = setup.judge(rollout).value.value.scalars
    let last = (rollout.stepCount - 1) * rollout.episodeCount
    #expect(before[..<rollout.episodeCount] != after[..<rollout.episodeCount])
    #expect((before[last...] == after[last...]) == (core == .feedForward))
  }

  // MARK: Inputs

  @Test func `a step sees the action before it and none before the first`() throws {
    let setup = try PolicySetup()
    let rollout = try setup.rollout()
    let layout = setup.network.layout
    let first = layout.configuration.maximumSteps + 1
    for episode in 0..<rollout.episodeCount {
      func places(_ step: Int) -> [Float] {
        let start = episode * layout.vectorWidth + first
        return Array(rollout.inputs[step].vectors[start..<(start + 2)])
      }
      #expect(places(0) == [0, 0])
      for step in 1..<rollout.stepCount {
        let action = setup.network.sequence.action(of: rollout.choices[step - 1][episode])
        let cell = Int(action[layout.places[0].scalar])
        let columns = layout.places[0].columns
        #expect(
          places(step) == [
            (Float(cell % columns) + 0.5) / Float(columns),
            (Float(cell / columns) + 0.5) / Float(layout.places[0].rows),
          ])
      }
    }
  }

  @Test func `the noise stays the same during an episode and differs between episodes`() throws {
    let setup = try PolicySetup()
    let rollout = try setup.rollout()
    let width = setup.network.layout.vectorWidth
    func noise(_ step: Int, _ episode: Int) -> [Float] {
      Array(rollout.inputs[step].vectors[(episode * width + width - 4)..<((episode + 1) * width)])
    }
    for episode in 0..<rollout.episodeCount {
      #expect(noise(0, episode) == noise(2, episode))
    }
    #expect(Set((0..<rollout.episodeCount).map { noise(0, $0) }).count == rollout.episodeCount)
  }

  @Test func `a blank canvas is 0 and ink is 1, as in the data`() throws {
    let setup = try PolicySetup()
    let layout = setup.network.layout
    #expect(layout.pooled([UInt8](repeating: 255, count: 256), count: 1).allSatisfy { $0 == 0 })
    #expect(layout.pooled([UInt8](repeating: 0, count: 256), count: 1).allSatisfy { $0 == 1 })
  }

  // MARK: Determinism

  @Test(arguments: PolicyVariant.all)
  func `the same seed acts the same and another one differently`(variant: PolicyVariant) throws {
    func choices(_ seed: UInt64) throws -> [[[Int]]] {
      try PolicySetup(variant).rollout(seed).choices
    }
    let first = try choices(3)
    let (again, other) = (try choices(3), try choices(4))
    #expect(again == first && other != first)
  }

  // MARK: Decisions

  @Test func `actions and choices are two forms of the same`() throws {
    let configuration = try EnvironmentConfiguration(backend: StampBackend(), given: [:])
    let space = configuration.engine.action
    let sequence = try DecisionSequence(space)
    let whole = sequence.deciding(.map)
    #expect(
      sequence.decisions.map(\.name) == ["flag", "end.row", "end.column", "size", "level"])
    #expect(whole.decisions.map(\.name) == ["flag", "end", "size", "level"])
    #expect(whole.decisions.map(\.count) == [2, 64, 3, 4])
    var random = RandomStream(key: 1, stream: 1)
    let table = space.sample(count: 200, from: &random)
    for row in 0..<200 {
      let action = table.withRow(row) { Array($0.numbers) }
      #expect(sequence.action(of: sequence.choices(of: action)) == action)
      #expect(whole.action(of: whole.choices(of: action)) == action)
    }
  }
}
