import NeuralNet
import PaintCore
import TensorKernels

/// What an optimiser step saw before it moved the weights.
public struct CriticUpdate: Sendable, Hashable {
  /// The loss, with the penalty if there is one.
  public let loss: Float
  /// The mean score of the real pictures.
  public let realScore: Float
  /// The mean score of the fakes.
  public let fakeScore: Float
}

extension Critic {
  /// Takes one optimiser step.
  ///
  /// - Parameters:
  ///   - real: `count` pictures, bytes, `[count, height, width, channels]`; for a conditional critic
  ///     normally the targets themselves.
  ///   - fake: As many painted ones.
  ///   - targets: As many, for a conditional critic and only for one; pair i is judged beside
  ///     target i.
  /// - Precondition: `count` is in 1..<2^24 and the arrays have the sizes of the configuration.
  @discardableResult
  public func update(
    real: [UInt8], fake: [UInt8], count: Int, targets: [UInt8]? = nil
  ) -> CriticUpdate {
    precondition(count > 0 && count < 1 << 24, "\(count) pairs")
    parameters.updateSpectralNorms()
    let losses = computeGradient(real: real, fake: fake, count: count, targets: targets)
    optimizer.step(
      parameters.weights, gradient: parallel.gradient, learningRate: configuration.learningRate)
    stepCount += 1
    return losses
  }

  /// Leaves the gradient of the step's loss in `parallel.gradient`; changes nothing else.
  func computeGradient(
    real: [UInt8], fake: [UInt8], count: Int, targets: [UInt8]?
  ) -> CriticUpdate {
    check(real.count, targets?.count, count)
    check(fake.count, targets?.count, count)
    let batch = TrainingBatch(
      planes: planes, real: real, fake: fake, targets: targets, key: seed, step: stepCount)
    let shards = parallel.computeGradient { shard, scope in
      let part = batch.part(parallel.range(of: shard, count: count))
      let result = configuration.loss.shardLoss(
        network, real: part.real, fake: part.fake, mixing: part.mixing, total: count, in: scope)
      let statistics = (
        Double(result.loss.value.scalar), result.realScores, result.fakeScores
      )
      return (result.loss, statistics)
    }
    let sums = shards.reduce((0, 0, 0)) { ($0.0 + $1.0, $0.1 + $1.1, $0.2 + $1.2) }
    return CriticUpdate(
      loss: Float(sums.0), realScore: Float(sums.1 / Double(count)),
      fakeScore: Float(sums.2 / Double(count)))
  }
}

/// The pictures of one step and their randomness: every pair draws its mask, its mixing share and
/// its noise from a stream of its own, so that they do not depend on the shards.
private struct TrainingBatch: Sendable {
  let planes: PicturePlanes
  let real: [UInt8]
  let fake: [UInt8]
  let targets: [UInt8]?
  let key: UInt64
  let step: Int

  /// Returns the planes of the pairs in `range`, with noise.
  func part(_ range: Range<Int>) -> (real: Tensor, fake: Tensor, mixing: [Float]) {
    var streams = range.map(stream)
    let masks = streams.indices.map { HalfMask.random(using: &streams[$0]) }
    let mixing = streams.indices.map { Float(streams[$0].uniform()) }
    return (
      tensor(real, range, masks, &streams), tensor(fake, range, masks, &streams), mixing
    )
  }

  /// Stream 0 of the key draws the initial weights.
  private func stream(_ index: Int) -> RandomStream {
    RandomStream(key: key, stream: UInt64(step + 1) << 24 | UInt64(index))
  }

  private func tensor(
    _ pictures: [UInt8], _ range: Range<Int>, _ masks: [HalfMask], _ streams: inout [RandomStream]
  ) -> Tensor {
    let clean = pictures.withUnsafeBufferPointer { pictures in
      guard let targets else {
        return planes.tensor(pictures, targets: nil, range: range) { masks[$0 - range.lowerBound] }
      }
      return targets.withUnsafeBufferPointer { targets in
        planes.tensor(pictures, targets: targets, range: range) { masks[$0 - range.lowerBound] }
      }
    }
    let deviation = planes.configuration.inputNoise
    guard deviation > 0 else { return clean }
    return Tensor(shape: clean.shape) { values in
      clean.withUnsafeBufferPointer { _ = values.update(fromContentsOf: $0) }
      let size = planes.valuesPerPicture
      for index in streams.indices {
        let picture = UnsafeMutableBufferPointer(
          rebasing: values[index * size..<(index + 1) * size])
        addNoise(picture, deviation: deviation, using: &streams[index])
      }
    }
  }
}
