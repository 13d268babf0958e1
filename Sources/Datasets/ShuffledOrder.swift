internal import PaintCore

/// The order in which a training visits `count` pictures: every one once in each epoch, each epoch
/// in an order of its own that depends only on the seed and its number.
///
/// An order goes on exactly where another one was: make it with that one's ``position``.
public struct ShuffledOrder: Sendable {
  /// The number of pictures.
  public let count: Int
  /// What distinguishes this order from others.
  public let seed: UInt64
  /// How many pictures were drawn so far.
  public private(set) var position: Int

  private var epoch = -1
  private var permutation: [Int] = []

  /// The order of a seed after `position` pictures.
  ///
  /// - Precondition: `count` is positive and `position` is not negative.
  public init(count: Int, seed: UInt64, position: Int = 0) {
    precondition(count > 0, "no order of \(count) pictures")
    precondition(position >= 0, "position \(position) is negative")
    self.count = count
    self.seed = seed
    self.position = position
  }

  /// The next picture, in `0..<count`.
  public mutating func next() -> Int {
    let (wanted, place) = position.quotientAndRemainder(dividingBy: count)
    if wanted != epoch { shuffle(forEpoch: wanted) }
    position += 1
    return permutation[place]
  }

  /// The next `size` pictures; a batch may reach from one epoch into the next.
  ///
  /// - Precondition: `size` is not negative.
  public mutating func batch(of size: Int) -> [Int] { (0..<size).map { _ in next() } }

  /// Fisher and Yates, as Durstenfeld wrote it ("Algorithm 235: Random permutation", 1964).
  private mutating func shuffle(forEpoch wanted: Int) {
    var random = RandomStream(key: seed, stream: UInt64(wanted))
    permutation = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      permutation.swapAt(last, random.integer(below: last + 1))
    }
    epoch = wanted
  }
}
