/// A ring of the latest pictures, from which the critic's fakes are drawn.
///
/// All pictures have the same number of bytes; memory is allocated once.
public struct ReplayBuffer: Sendable {
  /// Bytes of one picture.
  public let itemByteCount: Int
  /// The most pictures kept.
  public let capacity: Int
  /// How many pictures are there.
  public private(set) var count = 0
  /// Where the next picture goes.
  public private(set) var next = 0
  private var bytes: [UInt8]

  /// Makes an empty ring.
  ///
  /// - Precondition: both are positive.
  public init(capacity: Int, itemByteCount: Int) {
    precondition(capacity > 0 && itemByteCount > 0, "\(capacity) items of \(itemByteCount) bytes")
    self.capacity = capacity
    self.itemByteCount = itemByteCount
    bytes = [UInt8](repeating: 0, count: capacity * itemByteCount)
  }

  /// Adds a picture in place of the oldest.
  public mutating func append(_ item: UnsafeBufferPointer<UInt8>) {
    precondition(item.count == itemByteCount, "\(item.count) bytes, not \(itemByteCount)")
    for (offset, byte) in item.enumerated() { bytes[next * itemByteCount + offset] = byte }
    next = (next + 1) % capacity
    count = min(count + 1, capacity)
  }

  /// The bytes of all pictures that are there, in the order of their indices.
  public var contents: [UInt8] { Array(bytes[..<(count * itemByteCount)]) }

  /// Puts back what `contents` and `next` were.
  ///
  /// - Returns: Whether they can be of a ring of this size; if not, nothing has changed.
  public mutating func restore(_ contents: [UInt8], next: Int) -> Bool {
    let count = contents.count / itemByteCount
    guard contents.count == count * itemByteCount, count <= capacity,
      count == capacity ? (0..<capacity).contains(next) : next == count
    else { return false }
    bytes.replaceSubrange(..<contents.count, with: contents)
    self.count = count
    self.next = next
    return true
  }

  /// Calls `body` with the bytes of picture `index`; 0 is no particular one.
  public func withItem<Result>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    precondition((0..<count).contains(index), "item \(index) of \(count)")
    return try bytes.withUnsafeBufferPointer { all in
      let start = index * itemByteCount
      return try body(UnsafeBufferPointer(rebasing: all[start..<(start + itemByteCount)]))
    }
  }

  /// Draws the index of a picture, each equally likely.
  ///
  /// - Precondition: there is one.
  public func sample(using random: inout some RandomNumberGenerator) -> Int {
    precondition(count > 0, "an empty replay buffer has nothing to draw")
    return Int.random(in: 0..<count, using: &random)
  }
}
