public import Datasets
import Learning
import PaintCore

/// Lets a critic that only scores learn by itself: the last pictures of episodes are its fakes, and
/// its real pictures are a set of images, or for a conditional critic the targets.
public final class CriticLessons {
  /// Pairs of one optimiser step; half of the fakes are new, half from the last thousands.
  static let batchSize = 128
  private static let replayCapacity = 5120

  private let images: ImageSet?
  private let updateEvery: Int
  private let pictureByteCount: Int
  private var replay: ReplayBuffer
  /// The fakes since the latest step, each with its target behind it if there are targets.
  private var latest: [UInt8] = []
  private var random: RandomStream

  /// Makes lessons in which nothing has been seen yet.
  ///
  /// - Parameters:
  ///   - images: Real pictures of the configuration's size; nil for a conditional critic.
  ///   - updateEvery: How many episodes end for one optimiser step.
  /// - Precondition: There are images unless the critic is conditional; `updateEvery` is positive.
  public init(_ images: ImageSet?, for critic: Critic, updateEvery: Int) {
    let configuration = critic.configuration
    precondition(updateEvery > 0, "a step every \(updateEvery) episodes")
    precondition(
      configuration.isConditional
        || images.map { $0.count > 0 && $0.imageByteCount == configuration.pictureByteCount }
          ?? false,
      "no images of the critic's size")
    self.images = images
    self.updateEvery = updateEvery
    pictureByteCount = configuration.pictureByteCount
    let itemByteCount = pictureByteCount * (configuration.isConditional ? 2 : 1)
    let fitting = max(updateEvery, (512 << 20) / itemByteCount)
    replay = ReplayBuffer(
      capacity: min(Self.replayCapacity, fitting), itemByteCount: itemByteCount)
    // No step of the critic has this stream.
    random = RandomStream(key: critic.seed, stream: .max)
  }

  /// Takes the last picture of an episode, and teaches the critic when enough have come.
  func take(
    _ picture: UnsafeBufferPointer<UInt8>, target: UnsafeBufferPointer<UInt8>?,
    teaching critic: Critic
  ) {
    let start = latest.count
    latest.append(contentsOf: picture)
    if let target { latest.append(contentsOf: target) }
    latest.withUnsafeBufferPointer { latest in
      replay.append(UnsafeBufferPointer(rebasing: latest[start...]))
    }
    guard latest.count >= updateEvery * replay.itemByteCount else { return }
    teach(critic)
    latest.removeAll(keepingCapacity: true)
  }

  private func teach(_ critic: Critic) {
    var fakes: [UInt8] = []
    var targets: [UInt8] = []
    func use(_ item: some Collection<UInt8>) {
      fakes.append(contentsOf: item.prefix(pictureByteCount))
      targets.append(contentsOf: item.dropFirst(pictureByteCount))
    }
    for _ in 0..<Self.batchSize / 2 {
      let start = random.integer(below: updateEvery) * replay.itemByteCount
      use(latest[start..<start + replay.itemByteCount])
      replay.withItem(replay.sample(using: &random)) { use($0) }
    }
    if critic.configuration.isConditional {
      critic.update(real: targets, fake: fakes, count: Self.batchSize, targets: targets)
    } else {
      critic.update(real: realPictures(), fake: fakes, count: Self.batchSize)
    }
  }

  private func realPictures() -> [UInt8] {
    guard let images else { preconditionFailure("no images") }
    let indices = (0..<Self.batchSize).map { _ in random.integer(below: images.count) }
    var pictures = [UInt8](repeating: 0, count: Self.batchSize * pictureByteCount)
    pictures.withUnsafeMutableBufferPointer { images.write(indices, into: $0) }
    return pictures
  }
}
