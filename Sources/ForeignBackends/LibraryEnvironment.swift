import EnvironmentAPI
import PaintCore
import Synchronization

/// One lane of an engine in a shared object.
final class LibraryEnvironment: PaintingEnvironment {
  private(set) var failure: String?
  private let spec: ForeignSpec
  private var lane: LibraryLane?
  private var isDrawn = false
  /// The engine's state since the last change, once somebody wanted it. Lanes that copy this one do
  /// so from several threads.
  private let snapshot = Mutex<[UInt8]?>(nil)

  init(_ source: LibrarySource, _ spec: ForeignSpec) {
    self.spec = spec
    do { lane = try source.open() } catch { fail(error) }
  }

  // MARK: Episodes

  func reset(random: RandomStream) {
    var random = random
    let seed = random.next()
    change { (lane) throws(EnvironmentError) in
      for index in lane.memory.info.indices { lane.memory.info[index] = 0 }
      try lane.reset(seed: seed)
    }
  }

  func step(_ action: ActionRow) -> Bool {
    var terminated = false
    change { (lane) throws(EnvironmentError) in
      _ = lane.memory.action.update(fromContentsOf: action.numbers)
      terminated = try lane.step()
    }
    return terminated
  }

  // MARK: Observation

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    if !isDrawn, let lane, failure == nil {
      do throws(EnvironmentError) {
        try lane.draw(spec.observation)
        isDrawn = true
      } catch { fail(error) }
    }
    guard isDrawn, let lane else {
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      return
    }
    bytes.copyMemory(from: UnsafeRawBufferPointer(lane.memory.leaves[index]))
  }

  func writeInfo(into numbers: UnsafeMutableBufferPointer<Double>) {
    guard let lane else { return }
    for index in lane.memory.info.indices { numbers[index] = lane.memory.info[index] }
  }

  // MARK: State

  func copyState(from other: any PaintingEnvironment) {
    guard let other = other as? LibraryEnvironment else {
      preconditionFailure("copyState from \(type(of: other))")
    }
    guard let state = other.state() else { return }
    change { (lane) throws(EnvironmentError) in
      try lane.load(state)
      if let info = other.lane?.memory.info { _ = lane.memory.info.update(fromContentsOf: info) }
    }
    if failure == nil { snapshot.withLock { $0 = state } }
  }

  func save(into writer: inout StateWriter) {
    SealedState.write(state() ?? [], to: &writer)
    for index in spec.info.indices { writer.write(lane?.memory.info[index] ?? 0) }
  }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    let state = try SealedState.read(from: &reader)
    var info: [Double] = []
    for _ in spec.info { info.append(try reader.readDouble()) }
    guard failure == nil, let lane else { throw .backendFailure(failure ?? "there is no lane") }
    snapshot.withLock { $0 = nil }
    isDrawn = false
    try lane.load(state)
    for (index, number) in info.enumerated() { lane.memory.info[index] = number }
  }

  /// The engine's state; nil when the engine fails.
  private func state() -> [UInt8]? {
    snapshot.withLock { snapshot -> [UInt8]? in
      if let snapshot { return snapshot }
      guard failure == nil, let lane else { return nil }
      do throws(EnvironmentError) { snapshot = try lane.save() } catch { fail(error) }
      return snapshot
    }
  }

  // MARK: Failure

  /// Makes a call that changes the state, unless the engine has failed before.
  private func change(_ body: (LibraryLane) throws(EnvironmentError) -> Void) {
    guard failure == nil, let lane else { return }
    snapshot.withLock { $0 = nil }
    isDrawn = false
    do { try body(lane) } catch { fail(error) }
  }

  private func fail(_ error: EnvironmentError) {
    if case .backendFailure(let reason) = error { failure = reason } else { failure = "\(error)" }
    isDrawn = false
  }
}
