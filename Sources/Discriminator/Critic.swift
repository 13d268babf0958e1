import NeuralNet
import PaintCore
import TensorKernels

/// A network that learns to tell real pictures from painted ones; its score is the painter's reward.
///
/// Belongs to one thread; it uses several inside a call. The same seed, number of shards and calls
/// give the same numbers on one machine.
public final class Critic {
  /// The shape of the network and how it learns.
  public let configuration: CriticConfiguration
  /// What its random numbers derive from.
  public let seed: UInt64
  /// How many optimiser steps it has taken.
  public internal(set) var stepCount = 0

  let network: CriticNetwork
  let parameters: ParameterSet
  let optimizer: Adam
  let parallel: DataParallel
  let planes: PicturePlanes

  /// Makes an untrained critic.
  ///
  /// - Parameter shards: The number of threads of a call; the sums of a step depend on it.
  /// - Precondition: `configuration` passes its `validate`, `shards` is positive.
  public init(_ configuration: CriticConfiguration, seed: UInt64, shards: Int = 2) {
    precondition((try? configuration.validate()) != nil, "\(configuration)")
    self.configuration = configuration
    self.seed = seed
    network = CriticNetwork(configuration)
    var stream = RandomStream(key: seed, stream: 0)
    parameters = ParameterSet(network.layout, using: &stream)
    optimizer = Adam(
      weightCount: parameters.weights.count,
      options: Adam.Options(beta1: configuration.beta1, beta2: configuration.beta2))
    parallel = DataParallel(parameters, shards: shards)
    planes = PicturePlanes(configuration: configuration)
  }

  /// Returns the raw logits of pictures; nothing changes.
  ///
  /// A score depends on the weights and its own picture (and target) alone, not on how many others
  /// are scored with it. A complement critic's is the mean over its four masks.
  ///
  /// - Parameters:
  ///   - images: `count` pictures, bytes, `[count, height, width, channels]`.
  ///   - targets: As many, for a conditional critic and only for one.
  /// - Precondition: The buffers have the sizes of the configuration.
  public func score(
    _ images: UnsafeBufferPointer<UInt8>, count: Int, targets: UnsafeBufferPointer<UInt8>? = nil
  ) -> [Float] {
    check(images.count, targets?.count, count)
    let masks = isMasked ? HalfMask.allCases : [.left]
    let scores = parallel.forEachShard { shard in
      let scope = ParameterScope(parameters, isTraining: false)
      return parallel.range(of: shard, count: count).map { index in
        meanScore(images, targets, index, masks, scope)
      }
    }
    return Array(scores.joined())
  }

  /// As above, of arrays.
  public func score(_ images: [UInt8], count: Int, targets: [UInt8]? = nil) -> [Float] {
    images.withUnsafeBufferPointer { images in
      guard let targets else { return score(images, count: count, targets: nil) }
      return targets.withUnsafeBufferPointer { score(images, count: count, targets: $0) }
    }
  }

  /// Pictures go through the network one at a time: a matrix product may round a row differently
  /// when it has other rows beside it. That costs a sixth of the speed.
  private func meanScore(
    _ images: UnsafeBufferPointer<UInt8>, _ targets: UnsafeBufferPointer<UInt8>?,
    _ index: Int, _ masks: [HalfMask], _ scope: ParameterScope
  ) -> Float {
    let scores = masks.map { mask in
      let input = planes.tensor(images, targets: targets, range: index..<index + 1) { _ in mask }
      return network(Variable(input), in: scope).value.scalar
    }
    return scores.reduce(0, +) / Float(masks.count)
  }

  /// Whether the critic sees halves.
  var isMasked: Bool { configuration.isConditional && configuration.conditioning == .complement }

  func check(_ bytes: Int, _ targetBytes: Int?, _ count: Int) {
    let expected = count * configuration.pictureByteCount
    precondition(
      count >= 0 && bytes == expected, "\(bytes) bytes of \(count) pictures, not \(expected)")
    precondition(
      targetBytes == (configuration.isConditional ? expected : nil),
      "targets of \(targetBytes ?? 0) bytes for a critic with isConditional "
        + "\(configuration.isConditional)")
  }
}
