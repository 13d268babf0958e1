import Synchronization

/// Recycles the memory of tensors, so that a training loop stops asking the system for memory once
/// it has seen its largest step.
///
/// Buffers are sorted by size class: four classes per power of two, which wastes at most a quarter.
/// All threads share the pool; a call holds its lock for a few nanoseconds.
public final class BufferPool: Sendable {
  /// The pool of all tensors of this process; like the heap, it has no effect on results.
  public static let shared = BufferPool()

  /// What the pool holds.
  public struct Statistics: Sendable, Equatable {
    /// Buffers ever taken from the system and not given back to it.
    public var buffers = 0
    /// The bytes of those buffers.
    public var bytes = 0
    /// How many of the buffers are in use.
    public var buffersInUse = 0
  }

  private struct State {
    var free = [[BufferAddress]](repeating: [], count: BufferPool.classCount)
    var statistics = Statistics()
  }

  private static let classCount = 256
  private let state = Mutex(State())

  init() {}

  /// Returns what the pool holds now.
  public var statistics: Statistics { state.withLock { $0.statistics } }

  /// Returns uninitialised memory for `count` floats, aligned to 64 bytes.
  func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let sizeClass = Self.sizeClass(of: count)
    let address = state.withLock { state in
      state.statistics.buffersInUse += 1
      if let address = state.free[sizeClass].popLast() { return address }
      let bytes = Self.capacity(ofClass: sizeClass) * MemoryLayout<Float>.stride
      state.statistics.buffers += 1
      state.statistics.bytes += bytes
      return BufferAddress(
        pointer: UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64))
    }
    return address.pointer.assumingMemoryBound(to: Float.self)
  }

  /// Takes back memory from `take(count)` of the same `count`.
  func give(_ pointer: UnsafeMutablePointer<Float>, count: Int) {
    let address = BufferAddress(pointer: UnsafeMutableRawPointer(pointer))
    state.withLock { state in
      state.statistics.buffersInUse -= 1
      state.free[Self.sizeClass(of: count)].append(address)
    }
  }

  /// Returns the size class of `count` floats: the exponent and the two bits below the top one.
  static func sizeClass(of count: Int) -> Int {
    let units = max(1, (count + 15) / 16)
    guard units > 4 else { return units - 1 }
    let shift = (Int.bitWidth - 1 - (units - 1).leadingZeroBitCount) - 2
    return 4 * shift + ((units - 1) >> shift)
  }

  /// Returns how many floats a buffer of the class holds.
  static func capacity(ofClass sizeClass: Int) -> Int {
    guard sizeClass >= 4 else { return 16 * (sizeClass + 1) }
    let shift = sizeClass / 4 - 1
    return 16 * ((sizeClass - 4 * shift + 1) << shift)
  }
}

/// An address that may move between threads: the pool hands it to one owner at a time.
private struct BufferAddress: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
}
