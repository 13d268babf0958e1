import Discriminator
import EnvironmentAPI
import EnvironmentClient
import Foundation
import ImageFiles
import JSONText
import Learning
import PaintCore
import ProcessTesting
import TestMaterial
import Testing

@testable import Agent

/// Whether training from scratch teaches something, in seconds: pictures of which one side is black.
@Suite(.serialized) struct TrainingQualityTests {
  private static let environment =
    "spiral-env --backend brush --option color=false --option canvas=32 --option sizes=6 "
    + "--option pressure=false --option grid=8 --option episodeLength=3"

  private func halves(_ sides: [Int]) -> [[UInt8]] {
    var noise = Noise(seed: 11)
    return (0..<600).map { _ in
      TrainingMaterial.half(
        sides.randomElement(using: &noise) ?? 0, depth: Int.random(in: 12...20, using: &noise))
    }
  }

  /// Trains in a folder of its own, which `body` gets, with the lines that were printed.
  private func train(
    _ pictures: [[UInt8]], _ configuration: String, _ flags: String,
    _ body: (_ folder: String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/training-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try TrainingMaterial.write(pictures, to: "\(folder)/pictures")
    try Data(configuration.utf8).write(to: URL(filePath: "\(folder)/c.json"))
    let lines = try shell(
      """
      cd '\(folder)'; spiral-agent train --data images:pictures --config c.json \(flags) --out run \
        --env '\(Self.environment)' 2>&1
      """, timeoutSeconds: 300
    ).lines
    #expect(lines.last?.hasSuffix("run/policy.safetensors") == true, "\(lines)")
    try body("\(folder)/run")
  }

  @Test func `copying: the error on pictures never seen falls to a fifth of blank paper's`() throws
  {
    let configuration = """
      {"policy": {"side": 16, "channels": [8, 16], "width": 64},
       "training": {"laneCount": 128, "learningRate": 0.001, "entropy": 0.01,
         "finalEntropy": 0.002, "update": {"minibatch": 128}}}
      """
    let pictures = halves([0, 1, 2, 3])
    // a fifth is held out: the last ones
    let blankError =
      pictures[480...].reduce(0.0) { sum, picture in
        sum + Double(picture.count { $0 == 0 }) / 1024
      } / 120
    try train(pictures, configuration, "--task reconstruct --steps 60000") { folder in
      let errors = try TrainingMaterial.metrics("\(folder)/metrics.jsonl").compactMap {
        try $0["heldOutError"]?.number()
      }
      #expect(errors.count == 11)
      #expect(try #require(errors.first) > 0.6 * blankError)
      #expect(try #require(errors.last) < 0.2 * blankError, "\(errors), blank \(blankError)")
    }
  }

  @Test func `inventing: paintings come nearer to the pictures than a fifth of blank paper`() throws
  {
    let configuration = """
      {"policy": {"side": 16, "channels": [8, 16], "width": 64, "noise": 4},
       "critic": {"poolTo": 16, "widths": [8, 16, 32]},
       "training": {"laneCount": 128, "criticBatch": 64, "criticUpdates": 2,
         "learningRate": 0.001, "entropy": 0.02, "finalEntropy": 0.005,
         "update": {"minibatch": 128}}}
      """
    try train(halves([1]), configuration, "--steps 40000") { folder in
      let blank = distance(ofPaintings: [[UInt8](repeating: 255, count: 1024)])
      let early = try distance(ofPaintings: paintings("\(folder)/sheet-4224.png"))
      let late = try distance(ofPaintings: paintings("\(folder)/sheet.png"))
      #expect(early > blank)
      #expect(late < 0.2 * blank, "\(early) -> \(late), blank \(blank)")
    }
  }

  /// The mean squared distance of paintings to the nearest picture there could be.
  private func distance(ofPaintings paintings: [[UInt8]]) -> Double {
    let pictures = (12...20).map { TrainingMaterial.half(1, depth: $0) }
    let sum = paintings.reduce(0.0) { sum, painting in
      let distances = pictures.map { picture in
        zip(painting, picture).reduce(0.0) { sum, pair in
          let difference = (Double(pair.0) - Double(pair.1)) / 255
          return sum + difference * difference
        } / 1024
      }
      return sum + (distances.min() ?? 0)
    }
    return sum / Double(paintings.count)
  }

  /// The pictures of a sheet of 16 columns, 6 pixels apart.
  private func paintings(_ path: String) throws -> [[UInt8]] {
    let sheet = try ImageFile.read(path).converted(toChannels: 1)
    return (0..<64).map { index in
      let (left, top) = (6 + index % 16 * 38, 6 + index / 16 * 38)
      return (0..<32).flatMap { row in
        let start = (top + row) * sheet.width + left
        return sheet.pixels[start..<(start + 32)]
      }
    }
  }

  @Test func `the default data come with the package`() throws {
    let lines = try TrainingMaterial.run(
      "\"${T[@]}\" --steps 48 --out a --env \"$E\"; spiral-agent train --resume --out a 2>&1")
    #expect(lines.first == "48 steps, policy in a/policy.safetensors", "\(lines)")
  }
}

/// A critic that was trained, in its other place: behind `spiral-env --reward-from`.
@Suite struct TrainedCriticTests {
  @Test func `an environment pays what the training pays, but for its scale`() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/critic-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try TrainingMaterial.run(
      "\"${T[@]}\" --steps 960 --out '\(folder)' --env \"$E\" >x 2>&1")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let checkpoint = try #require(names.first { $0.hasPrefix("checkpoint-") })
    let path = "\(folder)/\(checkpoint)/critic.safetensors"

    let lanes = try LaneGroup(laneCount: 5, serverCount: 1, seed: 3) { count in
      try LaneServer(
        starting: "'\(programFolder)'/" + TrainingMaterial.environment
          + " --reward-from \"'\(programFolder)/spiral-discriminator' --weights '\(path)'\"",
        laneCount: count)
    }
    defer { lanes.close() }
    var rollout = Rollout(episodeCount: 5, stepCount: 3)
    var random = RandomStream(key: 4, stream: 4)
    rollout.canvases = [try lanes.reset(targets: nil)]
    for _ in 0..<3 {
      let actions = lanes.description.action.sample(count: 5, from: &random)
      let result = try lanes.step(actions)
      rollout.canvases.append(result.canvases)
      rollout.rewards.append(result.rewards.map(Float.init))
    }
    var options = TrainingOptions()
    options.rewardsSteps = true
    options.blankPenalty = 0
    options.laneCount = 5
    let reward = CriticReward(LocalCritic(try Critic(contentsOf: path)), options) { count, _ in
      [UInt8](repeating: 0, count: count * 1024)
    }
    var figures: [(name: String, value: Double)] = []
    let paid = try reward.rewards(of: rollout, targets: nil, random: &random, figures: &figures)
    #expect(reward.scale.deviation != 1)
    for (step, rewards) in paid.enumerated() {
      for (lane, value) in rewards.enumerated() {
        let raw = rollout.rewards[step][lane]
        #expect(abs(value * reward.scale.deviation - raw) < 1e-5, "step \(step), lane \(lane)")
      }
    }
    #expect(rollout.rewards.joined().contains { $0 != 0 })
  }
}
