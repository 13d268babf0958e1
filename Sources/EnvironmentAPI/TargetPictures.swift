import PaintCore

/// Pictures to paint that the environment has itself: episodes that are given no target take theirs
/// from here.
///
/// The target of an episode depends on its seed and number alone, so that a seed is a task.
public struct TargetPictures: Sendable {
  /// The number of pictures.
  public let count: Int
  private let write: @Sendable (_ index: Int, UnsafeMutableBufferPointer<UInt8>) -> Void

  /// Makes a source.
  ///
  /// - Parameters:
  ///   - count: How many pictures there are.
  ///   - write: Writes picture `index`, shape `[height, width, channels]` of the canvas; called from
  ///     several threads.
  /// - Precondition: `count` is positive.
  public init(
    count: Int, write: @escaping @Sendable (Int, UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    precondition(count > 0, "\(count) target pictures")
    self.count = count
    self.write = write
  }

  /// What sets these random numbers apart from those of the engine: "targets" in ASCII.
  private static let purpose: UInt64 = 0x7461_7267_6574_7300

  /// The picture of an episode, in `0..<count`, each as likely.
  public func index(seed: UInt64, episode: UInt64) -> Int {
    var random = RandomStream(key: seed ^ Self.purpose, stream: episode)
    return random.integer(below: count)
  }

  /// The target of an episode.
  ///
  /// - Parameter byteCount: The bytes of a canvas.
  func target(seed: UInt64, episode: UInt64, byteCount: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initialized in
      buffer.initialize(repeating: 0)
      write(index(seed: seed, episode: episode), buffer)
      initialized = byteCount
    }
  }
}
