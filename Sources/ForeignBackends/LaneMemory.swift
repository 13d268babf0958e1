import CPluginABI
import EnvironmentAPI
import Glibc

/// The buffers of one lane of a shared object.
final class LaneMemory {
  /// The numbers of the action.
  let action: UnsafeMutableBufferPointer<Double>
  /// The bytes of each leaf of the observation.
  let leaves: [UnsafeMutableRawBufferPointer]
  /// The numbers of the info.
  let info: UnsafeMutableBufferPointer<Double>
  /// What the engine is given.
  let buffers: UnsafeMutablePointer<spiral_buffers>
  private let leafPointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let leafSizes: UnsafeMutablePointer<Int>

  /// Makes the buffers for a spec.
  ///
  /// - Parameter isGuarded: Whether writing beyond the end of one shall end the process; such memory
  ///   is never given back.
  init(_ spec: ForeignSpec, isGuarded: Bool) {
    let allocate = isGuarded ? Self.guarded : Self.plain
    action = Self.doubles(allocate, spec.action.width)
    info = Self.doubles(allocate, spec.info.count)
    leaves = spec.observation.map { allocate($0.space.byteCount) }
    leafPointers = .allocate(capacity: leaves.count)
    leafSizes = .allocate(capacity: leaves.count)
    for (index, leaf) in leaves.enumerated() {
      leafPointers[index] = leaf.baseAddress
      leafSizes[index] = leaf.count
    }
    buffers = .allocate(capacity: 1)
    buffers.initialize(
      to: spiral_buffers(
        action: action.baseAddress, action_count: action.count,
        observation: leafPointers, observation_bytes: leafSizes, observation_count: leaves.count,
        info: info.baseAddress, info_count: info.count))
    self.isGuarded = isGuarded
  }

  private let isGuarded: Bool

  deinit {
    buffers.deallocate()
    leafPointers.deallocate()
    leafSizes.deallocate()
    guard !isGuarded else { return }
    free(action.baseAddress)
    free(info.baseAddress)
    for leaf in leaves { free(leaf.baseAddress) }
  }

  private static func doubles(
    _ allocate: (Int) -> UnsafeMutableRawBufferPointer, _ count: Int
  ) -> UnsafeMutableBufferPointer<Double> {
    allocate(count * MemoryLayout<Double>.size).bindMemory(to: Double.self)
  }

  /// Zeroed memory, aligned to 64 bytes.
  private static func plain(_ count: Int) -> UnsafeMutableRawBufferPointer {
    let bytes = aligned_alloc(64, max(64, (count + 63) / 64 * 64))
    guard let bytes else { preconditionFailure("no memory for \(count) bytes") }
    memset(bytes, 0, count)
    return UnsafeMutableRawBufferPointer(start: bytes, count: count)
  }

  /// Zeroed memory, aligned to 16 bytes, whose end is at most 15 bytes before a page that nobody may
  /// touch.
  static func guarded(_ count: Int) -> UnsafeMutableRawBufferPointer {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let rounded = (count + 15) / 16 * 16
    let body = max(page, (rounded + page - 1) / page * page)
    guard
      let start = mmap(
        nil, body + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      start != MAP_FAILED, mprotect(start + body, page, PROT_NONE) == 0
    else { preconditionFailure("no memory for \(count) bytes") }
    return UnsafeMutableRawBufferPointer(start: start + body - rounded, count: count)
  }
}
