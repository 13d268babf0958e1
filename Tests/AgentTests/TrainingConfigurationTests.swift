import Discriminator
import EnvironmentClient
import JSONText
import Testing

@testable import Agent

@Suite struct TrainingConfigurationTests {
  private let environment: EnvironmentDescription

  init() throws { environment = try TinyTraining().server(laneCount: 1).description }

  private func read(
    _ text: String, for task: TrainingTask = .generate, hasOwnCritic: Bool = true
  ) throws -> TrainingConfiguration {
    try TrainingConfiguration(
      for: task, in: environment, hasOwnCritic: hasOwnCritic, changedBy: JSON.parse(text))
  }

  @Test func `nothing said is the recipe of the task`() throws {
    let generate = try read("{}")
    #expect(generate == TrainingConfiguration(for: .generate, in: environment))
    #expect(generate.training.reward == .critic && generate.critic?.isConditional == false)
    #expect(generate.policy.side == 16 && generate.policy.maximumSteps == 3)
    let reconstruct = try read("{}", for: .reconstruct)
    #expect(reconstruct.training.reward == .distance && reconstruct.critic == nil)
    #expect(reconstruct.policy.hasTarget && reconstruct.policy.noise == 0)
    let remote = try read("{}", for: .reconstruct, hasOwnCritic: false)
    #expect(remote.training.reward == .critic && remote.critic == nil)
  }

  @Test func `what is written reads back, whatever was chosen`() throws {
    let text = """
      {"policy": {"side": 8, "channels": [3, 5], "width": 11, "noise": 2, "maximumSteps": 2,
         "core": "recurrent", "placeHead": "map"},
       "critic": {"poolTo": 16, "widths": [2, 4, 6], "loss": "wasserstein", "penaltyWeight": 2.5,
         "conditioning": "complement", "inputNoise": 0.125, "learningRate": 0.002, "beta1": 0,
         "beta2": 0.95},
       "training": {"reward": "critic", "laneCount": 31, "environmentProcesses": 3, "threads": 1,
         "rewardsSteps": true, "criticUpdates": 7, "criticBatch": 9, "replayIterations": 2,
         "blankPenalty": -2.5, "blankThreshold": 0.25, "learningRate": 0.003,
         "finalRateShare": 0.5, "entropy": 0.25, "finalEntropy": 0.125, "averaging": 0.75,
         "dreamShare": 0.5, "dreamRate": 0.002, "finalDreamRateShare": 0.25,
         "checkpointEvery": 12, "update": {"algorithm": "actorCritic",
         "normalizesAdvantages": false, "discount": 0.5, "lambda": 0.25, "epochs": 3,
         "minibatch": 17, "gradientNorm": 0.5}}}
      """
    let read = try read(text, for: .reconstruct)
    #expect(read.critic?.loss == .wassersteinPenalty(weight: 2.5))
    #expect(read.training.update.minibatch == 17 && read.policy.channels == [3, 5])
    #expect(try self.read(read.json(), for: .reconstruct) == read)
    // Every member was given another value than the recipe's, and shows it.
    let (chosen, recipe) = (
      try JSON.parse(read.json()), try JSON.parse(self.read("{}").json())
    )
    for part in ["policy", "critic", "training"] {
      for member in try chosen.member(part).object() where member.name != "reward" {
        #expect(recipe[part]?[member.name] != member.value, "\(part).\(member.name)")
      }
    }
  }

  @Test(arguments: [
    (#"{"polcy": {}}"#, 1, 2, "one of the members"),
    ("{\"training\":\n  {\"lanes\": 4}}", 2, 4, "one of the members"),
    (#"{"training": {"laneCount": 0}}"#, 1, 28, "1...65536"),
    (#"{"training": {"laneCount": 1}}"#, 1, 28, "threads"),
    (#"{"training": {"reward": "praise"}}"#, 1, 25, "critic or distance"),
    (#"{"training": {"reward": "distance"}}"#, 1, 25, "--task reconstruct"),
    (#"{"training": {"update": {"discount": 1.5}}}"#, 1, 38, "0.0...1.0"),
    (#"{"training": {"replayIterations": 10000, "laneCount": 65536}}"#, 1, 35, "4 GiB"),
    (#"{"policy": {"side": 12}}"#, 1, 21, "divisor"),
    (#"{"policy": {"maximumSteps": 4}}"#, 1, 29, "at most"),
    (#"{"policy": {"channels": [1, 1, 1, 1, 1]}}"#, 1, 25, "halvings"),
    (#"{"policy": {"channels": [0]}}"#, 1, 26, "1...1024"),
    (#"{"critic": {"loss": "hunge"}}"#, 1, 21, "hinge or"),
    (#"{"critic": {"penaltyWeight": 3}}"#, 1, 30, "null"),
    (#"{"critic": {"poolTo": 4}}"#, 1, 12, "possible critic"),
    ("[]", 1, 1, "an object"),
  ])
  func `what cannot be is refused at its place`(
    text: String, line: Int, column: Int, words: String
  ) throws {
    #expect {
      try read(text)
    } throws: { error in
      guard let error = error as? JSONError else { return false }
      return error.position.line == line && error.position.column == column
        && error.expected.contains(words)
    }
  }

  @Test func `a critic that is not in this process cannot be configured`() throws {
    let text = #"{"critic": {"beta1": 0.1}}"#
    #expect(throws: JSONError.self) { try read(text, for: .reconstruct) }
    #expect(throws: JSONError.self) { try read(text, hasOwnCritic: false) }
    #expect(throws: JSONError.self) {
      try read(
        #"{"training": {"reward": "distance"}}"#, for: .reconstruct, hasOwnCritic: false)
    }
    #expect(throws: Never.self) {
      try read(#"{"training": {"reward": "critic"}, "critic": {}}"#, for: .reconstruct)
    }
  }
}
