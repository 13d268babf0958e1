/// The memory of one tensor: a pooled buffer, or a part of another storage.
///
/// Written only by the operation that creates it (and by the optimisers through `FlatVector`), read
/// by anyone afterwards; that is what makes it safe to share.
final class TensorStorage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
  private let owner: TensorStorage?

  /// Whether the memory belongs to another storage.
  var isView: Bool { owner != nil }

  /// Takes uninitialised memory from the pool.
  init(count: Int) {
    pointer = BufferPool.shared.take(count)
    self.count = count
    owner = nil
  }

  /// Makes a part of `owner`'s memory, which stays alive as long as the part.
  init(viewOf owner: TensorStorage, from start: Int, count: Int) {
    precondition(
      start >= 0 && count >= 0 && start <= owner.count - count,
      "\(start)..<\(start + count) is outside 0..<\(owner.count)")
    pointer = owner.pointer + start
    self.count = count
    self.owner = owner
  }

  deinit {
    if owner == nil { BufferPool.shared.give(pointer, count: count) }
  }
}
