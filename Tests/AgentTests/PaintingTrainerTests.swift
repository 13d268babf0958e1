import Discriminator
import EnvironmentAPI
import EnvironmentClient
import Foundation
import PaintCore
import Testing
import WireProtocol

@testable import Agent

/// Training as a computation: what it may depend on, and what it must survive.
@Suite struct PaintingTrainerTests {
  // MARK: Processes

  @Test(arguments: [2, 3, 6]) func `the number of servers does not show`(count: Int) throws {
    let (one, many) = (
      try TinyTraining().trainer(), try TinyTraining(serverCount: count).trainer()
    )
    #expect(try many.figures(iterations: 3) == one.figures(iterations: 3))
    #expect(many.state() == one.state())
  }

  /// An iteration has four requests, the beginning one.
  @Test(arguments: [2, 4, 7, 9]) func `a server that dies is started again, and it does not show`(
    lifetime: Int
  ) throws {
    let expected = try TinyTraining(task: .reconstruct, serverCount: 2).trainer()
    let trainer = try TinyTraining(
      task: .reconstruct, serverCount: 2, lifetimes: [nil, lifetime, nil]
    ).trainer()
    var warnings: [String] = []
    trainer.warn = { warnings.append($0) }
    #expect(try trainer.figures(iterations: 3) == expected.figures(iterations: 3))
    #expect(trainer.state() == expected.state())
    #expect(warnings.count == 1 && warnings[0].contains("started again"))
  }

  @Test func `after three restarts in a row the training stops as it was`() throws {
    let trainer = try TinyTraining(lifetimes: [6, 3]).trainer()
    var warnings = 0
    trainer.warn = { _ in warnings += 1 }
    _ = try trainer.iterate(progress: 0)
    let before = trainer.state()
    #expect(throws: TrainingError.self) { _ = try trainer.iterate(progress: 0.1) }
    #expect(trainer.isWhole && trainer.state() == before)
    #expect(warnings == 3)
  }

  // MARK: Episodes of different lengths

  @Test func `a lane that ends early keeps its canvas and earns nothing`() throws {
    let lanes = try LaneGroup(laneCount: 3, serverCount: 1, seed: 4) {
      try TinyTraining(ends: true).server(laneCount: $0)
    }
    let width = lanes.description.action.width
    // end, flag (1 stamps, 2 ends), level, size
    func rows(_ flags: [Double]) -> ActionTable {
      ActionTable(width: width, numbers: flags.flatMap { [27, $0, 0, 2] })
    }
    let blank = try lanes.reset(targets: nil)
    let first = try lanes.step(rows([1, 1, 2])).canvases
    #expect(lanes.hasEnded == [false, false, true])
    let second = try lanes.step(rows([1, 2, 1])).canvases
    let third = try lanes.step(rows([1, 1, 1])).canvases
    #expect(Array(first[..<512]) != Array(blank[..<512]))
    for canvases in [first, second, third] {
      #expect(canvases[512...] == blank[512...])
    }
    #expect(third[256..<512] == second[256..<512])
    #expect(lanes.hasEnded == [true, true, true])
    #expect(try lanes.reset(targets: nil) == blank)
    #expect(lanes.hasEnded == [false, false, false])
  }

  @Test func `a painter may end its paintings`() throws {
    let trainer = try TinyTraining(ends: true).trainer()
    let figures = try trainer.figures(iterations: 4)
    #expect(figures.joined().allSatisfy { $0.isFinite })
  }

  @Test func `nothing is learned from what comes after the end of an episode`() {
    var rollout = Rollout(episodeCount: 2, stepCount: 3)
    rollout.lengths = [1, 3]
    rollout.values = [[0.5, 0.25], [2, 0.5], [-3, 1]]
    let rewards: [[Float]] = [[1, 0], [0, 0], [0, 4]]
    for normalizes in [false, true] {
      var options = PolicyUpdateOptions()
      options.normalizesAdvantages = normalizes
      let targets = RolloutLesson(rollout: rollout, rewards: rewards, options: options)
        .generalizedTargets()
      #expect(targets.advantages[2] == 0 && targets.advantages[4] == 0)
      #expect(targets.returns == [1, targets.returns[1], 2, targets.returns[3], -3, 4])
    }
  }

  // MARK: State

  private static func training(_ index: Int) -> TinyTraining {
    switch index {
    case 0: TinyTraining()
    case 1: TinyTraining(task: .reconstruct)
    case 2: TinyTraining { $0.training.rewardsSteps = true }
    default:
      TinyTraining(task: .reconstruct) { configuration in
        configuration.training.reward = .critic
        configuration.critic = CriticConfiguration(
          imageHeight: 16, imageWidth: 16, channels: 1, isConditional: true, poolTo: 8,
          widths: [4])
      }
    }
  }

  @Test(arguments: 0..<4)
  func `a training goes on from its state as if it had not stopped`(index: Int) throws {
    let training = Self.training(index)
    let straight = try training.trainer()
    // so many that the ring of pictures is full
    _ = try straight.figures(iterations: 3)
    let state = straight.state()
    let path = FileManager.default.temporaryDirectory.path + "/critic-\(UUID()).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try straight.saveCritic(to: path)
    let expected = try straight.figures(iterations: 3)

    let resumed = try training.trainer()
    try resumed.restore(state)
    if resumed.hasCritic { try resumed.loadCritic(from: path) }
    #expect(resumed.state() == state)
    #expect(try resumed.figures(iterations: 3) == expected)
    #expect(resumed.state() == straight.state())
    #expect(resumed.stepTotal == straight.stepTotal && resumed.iterationTotal == 6)
  }

  @Test func `looking leaves no trace`() throws {
    for task in TrainingTask.allCases {
      let trainer = try TinyTraining(task: task).trainer()
      _ = try trainer.iterate(progress: 0)
      let before = trainer.state()
      #expect(try trainer.sample().canvases == trainer.sample().canvases)
      if task == .reconstruct { _ = try trainer.error(copying: TinyTraining.picture(1)) }
      #expect(trainer.state() == before)
    }
  }

  @Test(arguments: [
    "policy.safetensors", "average.safetensors", "trainer.json", "reward.json", "replay.bin",
  ])
  func `a damaged state is refused by name`(name: String) throws {
    let trainer = try TinyTraining().trainer()
    _ = try trainer.iterate(progress: 0)
    var state = trainer.state()
    state[name] = Array((state[name] ?? []).dropLast(3))
    let fresh = try TinyTraining().trainer()
    #expect {
      try fresh.restore(state)
    } throws: {
      "\($0)".hasPrefix("\(name): ")
    }
  }

  // MARK: Held-out pictures

  @Test func `the error of copies is the mean over the pictures, however many lanes there are`()
    throws
  {
    let trainer = try TinyTraining(task: .reconstruct).trainer()
    let pictures = (0..<8).map { TinyTraining.picture($0 % 7) }
    let batches = [Array(pictures[..<6]), Array(pictures[6...]) + Array(pictures[..<4])]
    var sum = 0.0
    for (batch, count) in zip(batches, [6, 2]) {
      let canvases = try trainer.sample(of: Array(batch.joined())).canvases
      for index in 0..<count {
        let canvas = Array(canvases[(index * 256)..<((index + 1) * 256)])
        sum += meanSquaredError(canvas, batch[index])
      }
    }
    let error = try trainer.error(copying: Array(pictures.joined()))
    #expect(abs(error - sum / 8) < 1e-12)
    #expect(error > 0)
  }

  // MARK: Critics

  /// Answers as a critic that breaks after some calls.
  private final class BrokenCritic: PaintingCritic {
    let imageShape = [16, 16, 1]
    let isConditional = false
    private var calls = 0

    func scores(of images: [UInt8], count: Int, targets: [UInt8]?) throws -> [Float] {
      calls += 1
      if calls == 4 { throw ClientError.incapable("broken") }
      return (0..<count).map { Float($0) }
    }

    func learn(real: [UInt8], fake: [UInt8], count: Int, targets: [UInt8]?) {}
    func save(to path: String) {}
    func load(from path: String) {}
  }

  @Test func `a critic that fails leaves half an iteration, which says so`() throws {
    let training = TinyTraining()
    let lanes = try LaneGroup(laneCount: 6, serverCount: 1, seed: 1) {
      try training.server(laneCount: $0)
    }
    let configuration = training.configuration(lanes.description)
    let trainer = try PaintingTrainer(
      configuration.training, policy: configuration.policy, lanes: lanes, critic: BrokenCritic(),
      seed: 1
    ) { count, _ in [UInt8](repeating: 0, count: count * 256) }
    _ = try trainer.iterate(progress: 0)
    #expect(trainer.isWhole)
    #expect(throws: TrainingError.critic("broken")) { _ = try trainer.iterate(progress: 0) }
    #expect(!trainer.isWhole)
  }
}
