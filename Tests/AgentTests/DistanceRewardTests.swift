import PaintCore
import Testing

@testable import Agent

@Suite struct DistanceRewardTests {
  private static func randomPicture(_ count: Int, _ random: inout RandomStream) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// The two errors by their definition.
  private func plainErrors(
    _ canvas: [UInt8], _ target: [UInt8], side: Int, channels: Int
  ) -> (fine: Double, coarse: Double) {
    let blocks = side / 4
    var coarse = 0.0
    for block in 0..<(blocks * blocks) {
      for channel in 0..<channels {
        var sum = 0.0
        for pixel in 0..<16 {
          let row = block / blocks * 4 + pixel / 4
          let column = block % blocks * 4 + pixel % 4
          let place = (row * side + column) * channels + channel
          sum += (Double(canvas[place]) - Double(target[place])) / 255
        }
        coarse += (sum / 16) * (sum / 16)
      }
    }
    return (meanSquaredError(canvas, target), coarse / Double(blocks * blocks * channels))
  }

  @Test(arguments: [1, 3]) func `errors are the mean squares, fine and of blocks`(
    channels: Int
  ) {
    var random = RandomStream(key: 5, stream: 0)
    let reward = DistanceReward(side: 16, channels: channels)
    for _ in 0..<20 {
      let canvas = Self.randomPicture(256 * channels, &random)
      let target = Self.randomPicture(256 * channels, &random)
      let errors = canvas.withUnsafeBufferPointer { canvas in
        target.withUnsafeBufferPointer { reward.errors(canvas, $0) }
      }
      let plain = plainErrors(canvas, target, side: 16, channels: channels)
      #expect(abs(Double(errors.fine) - plain.fine) < 1e-6)
      #expect(abs(Double(errors.coarse) - plain.coarse) < 1e-6)
    }
  }

  @Test func `the rewards of an episode add up to what was gained on its target`() {
    var random = RandomStream(key: 6, stream: 0)
    var rollout = Rollout(episodeCount: 2, stepCount: 3)
    rollout.canvases = (0..<4).map { _ in Self.randomPicture(2 * 256, &random) }
    let targets = Self.randomPicture(2 * 256, &random)
    var figures: [(name: String, value: Double)] = []
    let rewards = DistanceReward(side: 16, channels: 1).rewards(
      of: rollout, targets: targets, random: &random, figures: &figures)
    var finals = 0.0
    for episode in 0..<2 {
      let range = episode * 256..<(episode + 1) * 256
      let target = Array(targets[range])
      let first = plainErrors(Array(rollout.canvases[0][range]), target, side: 16, channels: 1)
      let last = plainErrors(Array(rollout.canvases[3][range]), target, side: 16, channels: 1)
      let gain = 20 * (first.fine + first.coarse - last.fine - last.coarse)
      #expect(abs(Double(rewards.reduce(0) { $0 + $1[episode] }) - gain) < 1e-4)
      finals += last.fine / 2
    }
    #expect(abs((figures.first { $0.name == "error" }?.value ?? 0) - finals) < 1e-6)
  }
}
