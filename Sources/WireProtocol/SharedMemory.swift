/// Memory that a client on the same machine can map to read it.
///
/// This module does no system calls; a server is given a maker of such memory, or offers none.
public protocol SharedMemory: AnyObject {
  /// What a client opens and maps, as `/proc/PID/fd/N`.
  var path: String { get }
  /// The memory; its size never changes.
  var bytes: UnsafeMutableRawBufferPointer { get }
}

/// Two halves of a shared memory that take turns, so that what an answer refers to stays valid
/// until the request after the next.
///
/// A slot begins with its sequence number, 8 bytes little-endian; tensors follow at multiples of 64
/// bytes. A reader that still finds the tensor's number there after reading has read what was meant.
struct SharedSlots {
  /// The slots of a memory.
  static let count = 2
  private static let alignment = 64

  private let memory: any SharedMemory
  private let slotBytes: Int
  private(set) var sequence: UInt64 = 0
  /// Where the next tensor goes; nil when this request has none yet.
  private var cursor: Int?

  /// Where a tensor is.
  struct Place {
    /// Bytes from the beginning of the memory.
    let offset: Int
    /// The number that the slot has as long as the tensor is there.
    let sequence: UInt64
    /// Where its bytes go.
    let bytes: UnsafeMutableRawBufferPointer
  }

  /// Returns the size of a memory whose slots hold tensors of these sizes, in bytes; nil when that
  /// is no integer.
  static func memoryBytes(for tensors: [Int]) -> Int? {
    var sum = alignment
    for size in tensors {
      let (next, overflow) = sum.addingReportingOverflow(size)
      guard !overflow, next < Int.max / 4 - alignment else { return nil }
      sum = aligned(next)
    }
    return sum * count
  }

  init(_ memory: any SharedMemory) {
    self.memory = memory
    slotBytes = memory.bytes.count / Self.count
  }

  /// Where clients find the memory.
  var path: String { memory.path }
  /// The size of the memory.
  var byteCount: Int { memory.bytes.count }

  /// Lets the next tensor begin another slot.
  mutating func beginRequest() { cursor = nil }

  /// Makes room for a tensor in the slot of this request; nil when it does not fit.
  mutating func reserve(_ byteCount: Int) -> Place? {
    let isFirst = cursor == nil
    let slot = Int((isFirst ? sequence &+ 1 : sequence) % UInt64(Self.count)) * slotBytes
    let start = cursor ?? slot + Self.alignment
    guard byteCount <= slot + slotBytes - start else { return nil }
    if isFirst {
      sequence &+= 1
      memory.bytes.storeBytes(of: sequence.littleEndian, toByteOffset: slot, as: UInt64.self)
    }
    cursor = Self.aligned(start + byteCount)
    return Place(
      offset: start, sequence: sequence,
      bytes: UnsafeMutableRawBufferPointer(rebasing: memory.bytes[start..<(start + byteCount)]))
  }

  private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) & ~(alignment - 1) }
}
