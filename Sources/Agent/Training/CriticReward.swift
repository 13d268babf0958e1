import Learning
import NeuralNet
import PaintCore

/// Pays with the scores of a critic that learns beside the painter (SPIRAL, Ganin et al. 2018).
///
/// Scores are divided by their running deviation. An unconditional critic is shown real pictures and
/// painted ones; a conditional one sees every picture beside the target it was painted for, and the
/// real ones are the targets themselves.
final class CriticReward: PictureReward {
  let critic: any PaintingCritic
  private let options: TrainingOptions
  private let drawReal: (_ count: Int, inout RandomStream) -> [UInt8]
  private let pictureByteCount: Int
  var scale = RunningScale()
  /// The last canvases, each with its target behind it if there are targets.
  var replay: ReplayBuffer

  init(
    _ critic: any PaintingCritic, _ options: TrainingOptions,
    drawReal: @escaping (_ count: Int, inout RandomStream) -> [UInt8]
  ) {
    self.critic = critic
    self.options = options
    self.drawReal = drawReal
    pictureByteCount = critic.imageShape.reduce(1, *)
    replay = ReplayBuffer(
      capacity: options.replayIterations * options.laneCount,
      itemByteCount: pictureByteCount * (critic.isConditional ? 2 : 1))
  }

  func rewards(
    of rollout: Rollout, targets: [UInt8]?, random: inout RandomStream,
    figures: inout [(name: String, value: Double)]
  ) throws -> [[Float]] {
    let targets = critic.isConditional ? targets : nil
    let scores = try self.scores(rollout, targets)
    let finals = scores[rollout.stepCount]
    scale.update(finals)
    let mean = finals.reduce(0, +) / Float(finals.count)
    var rewards = pay(scores, mean, lengths: rollout.lengths)
    let blank = blankEpisodes(rollout)
    for episode in blank { rewards[rollout.lengths[episode] - 1][episode] += options.blankPenalty }
    let realScore = try learn(from: rollout, targets, &random)
    figures += [
      ("score", Double(mean)), ("criticGap", Double(realScore - mean)),
      ("blankShare", Double(blank.count) / Double(rollout.episodeCount)),
    ]
    return rewards
  }

  // MARK: Paying

  /// The scores of all canvases that are paid for, `[step][episode]`; empty where none is needed.
  private func scores(_ rollout: Rollout, _ targets: [UInt8]?) throws -> [[Float]] {
    try rollout.canvases.enumerated().map { step, canvases in
      guard options.rewardsSteps || step == rollout.stepCount else { return [] }
      return try critic.scores(of: canvases, count: rollout.episodeCount, targets: targets)
    }
  }

  private func pay(_ scores: [[Float]], _ mean: Float, lengths: [Int]) -> [[Float]] {
    let (steps, finals) = (scores.count - 1, scores[scores.count - 1])
    var rewards = [[Float]](
      repeating: [Float](repeating: 0, count: finals.count), count: steps)
    for episode in finals.indices {
      guard options.rewardsSteps else {
        rewards[lengths[episode] - 1][episode] = (finals[episode] - mean) / scale.deviation
        continue
      }
      let differences = temporalCreditRewards(
        scores: scores.map { $0[episode] }, scale: scale.deviation)
      for step in 0..<steps { rewards[step][episode] = differences[step] }
    }
    return rewards
  }

  private func blankEpisodes(_ rollout: Rollout) -> [Int] {
    let size = pictureByteCount
    let limit = Int(options.blankThreshold * Float(255 * size))
    return (0..<rollout.episodeCount).filter { episode in
      rollout.canvases[0].withUnsafeBufferPointer { blank in
        rollout.canvases[rollout.stepCount].withUnsafeBufferPointer { final in
          guard let blank = blank.baseAddress, let final = final.baseAddress else { return true }
          return ImageDistance.sumOfAbsoluteDifferences(
            blank + episode * size, final + episode * size, count: size) < limit
        }
      }
    }
  }

  // MARK: Learning

  /// Takes the critic's updates.
  ///
  /// - Returns: The mean score of the last batch's real pictures before the updates.
  private func learn(
    from rollout: Rollout, _ targets: [UInt8]?, _ random: inout RandomStream
  ) throws -> Float {
    let items = self.items(rollout, targets)
    for item in items { item.withUnsafeBufferPointer { replay.append($0) } }
    var realScore: Float = 0
    for update in 0..<options.criticUpdates {
      let fakes = self.fakes(items, &random)
      let real = fakes.targets ?? drawReal(options.criticBatch, &random)
      if update == 0 {
        let some = min(Self.realScoreCount, options.criticBatch)
        let scores = try critic.scores(
          of: Array(real[..<(some * pictureByteCount)]), count: some,
          targets: fakes.targets.map { Array($0[..<(some * pictureByteCount)]) })
        realScore = scores.reduce(0, +) / Float(some)
      }
      try critic.learn(
        real: real, fake: fakes.pictures, count: options.criticBatch, targets: fakes.targets)
    }
    return realScore
  }

  /// How many real pictures are scored to tell how well the critic knows them.
  private static let realScoreCount = 32

  private func items(_ rollout: Rollout, _ targets: [UInt8]?) -> [[UInt8]] {
    let size = pictureByteCount
    let canvases = rollout.canvases[rollout.stepCount]
    return (0..<rollout.episodeCount).map { episode in
      let range = episode * size..<(episode + 1) * size
      return Array(canvases[range]) + (targets.map { Array($0[range]) } ?? [])
    }
  }

  /// Half from this iteration, half from the replay.
  private func fakes(
    _ latest: [[UInt8]], _ random: inout RandomStream
  ) -> (pictures: [UInt8], targets: [UInt8]?) {
    var pictures: [UInt8] = []
    var targets: [UInt8] = []
    pictures.reserveCapacity(options.criticBatch * pictureByteCount)
    func take(_ item: some Collection<UInt8>) {
      pictures.append(contentsOf: item.prefix(pictureByteCount))
      targets.append(contentsOf: item.dropFirst(pictureByteCount))
    }
    for index in 0..<options.criticBatch {
      if index % 2 == 0 {
        take(latest[random.integer(below: latest.count)])
      } else {
        replay.withItem(replay.sample(using: &random)) { take($0) }
      }
    }
    return (pictures, critic.isConditional ? targets : nil)
  }
}
