import CPluginABI
import EnvironmentAPI

/// One lane of a shared object's engine.
///
/// Not for use by two threads at once.
final class LibraryLane {
  /// What it reads and writes.
  let memory: LaneMemory
  private let library: PluginLibrary
  private let functions: spiral_backend
  private let message = LibraryMessage()
  private let lane: OpaquePointer
  private var stateCapacity = 1 << 12

  /// The most bytes of a state.
  private static let maximumStateBytes = 1 << 30

  /// Opens a lane.
  ///
  /// - Parameter isGuarded: Whether the engine must not get away with writing too much.
  /// - Throws: `invalidOption`, `resourceLimit`, `pluginLoad`.
  init(
    _ library: PluginLibrary, _ spec: ForeignSpec, _ options: LibraryOptions, host: LibraryHost,
    isGuarded: Bool = false
  ) throws(EnvironmentError) {
    self.library = library
    functions = library.functions
    memory = LaneMemory(spec, isGuarded: isGuarded)
    var opened: OpaquePointer?
    let status = functions.open(
      host.pointer, options.pointer, options.count, memory.buffers, &opened, message.pointer)
    try library.check(status, of: "open", message)
    guard let opened else {
      throw .pluginLoad(place: library.path, expected: "'open' to give a lane", got: "none")
    }
    lane = opened
  }

  deinit { functions.close(lane) }

  // MARK: Calls

  /// Starts an episode.
  func reset(seed: UInt64) throws(EnvironmentError) {
    try check(functions.reset(lane, seed, message.pointer), of: "reset")
    try checkInfo(after: "reset")
  }

  /// Performs the action in the memory, and says whether the agent has ended the painting.
  func step() throws(EnvironmentError) -> Bool {
    var terminated: Int32 = 0
    try check(functions.step(lane, &terminated, message.pointer), of: "step")
    try checkInfo(after: "step")
    return terminated != 0
  }

  /// Has the observation written into the memory, and checks that it lies in its spaces.
  func draw(_ observation: [ObservationLeaf]) throws(EnvironmentError) {
    try check(functions.draw(lane, message.pointer), of: "draw")
    for (leaf, bytes) in zip(observation, memory.leaves) {
      if let wrong = leaf.space.firstNumberOutside(UnsafeRawBufferPointer(bytes)) {
        throw failure("'draw': expected '\(leaf.name)' in \(leaf.space), got \(wrong)")
      }
    }
  }

  /// The whole state.
  ///
  /// - Parameter isGuarded: Whether the engine must not get away with writing too much.
  func save(isGuarded: Bool = false) throws(EnvironmentError) -> [UInt8] {
    while true {
      let capacity = stateCapacity
      var length = 0
      var status: spiral_status = 0
      let state = [UInt8](unsafeUninitializedCapacity: capacity) { bytes, count in
        var target = UnsafeMutableRawBufferPointer(bytes)
        if isGuarded { target = LaneMemory.guarded(capacity) }
        status = functions.save(lane, target.baseAddress, capacity, &length, message.pointer)
        count = status == 0 ? min(max(0, length), capacity) : 0
        if isGuarded { UnsafeMutableRawBufferPointer(bytes).copyMemory(from: .init(target)) }
      }
      if status == spiral_status(SPIRAL_TOO_SMALL), length > capacity,
        length <= Self.maximumStateBytes
      {
        stateCapacity = length
        continue
      }
      try check(status, of: "save")
      guard (0...capacity).contains(length) else {
        throw failure("'save': expected at most the \(capacity) bytes offered, got \(length)")
      }
      return state
    }
  }

  /// Takes over a state.
  ///
  /// - Throws: `stateIncompatible` when the engine refuses it, `backendFailure`.
  func load(_ state: [UInt8]) throws(EnvironmentError) {
    let status = state.withUnsafeBytes {
      functions.load(lane, $0.baseAddress, $0.count, message.pointer)
    }
    if status == spiral_status(SPIRAL_STATE_INCOMPATIBLE) {
      throw .stateIncompatible(expected: "a state that the engine takes", got: message.text)
    }
    try check(status, of: "load")
  }

  // MARK: Checks

  private func check(_ status: spiral_status, of function: String) throws(EnvironmentError) {
    guard status != 0 else { return }
    throw failure("'\(function)' returned status \(status), \"\(message.text)\"")
  }

  private func checkInfo(after function: String) throws(EnvironmentError) {
    if let wrong = memory.info.first(where: { !$0.isFinite }) {
      throw failure("'\(function)': expected finite numbers in info, got \(wrong)")
    }
  }

  private func failure(_ words: String) -> EnvironmentError {
    .backendFailure("\(library.path): \(words)")
  }
}
