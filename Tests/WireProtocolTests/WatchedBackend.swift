import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import StrokeProgram
import Synchronization

/// The stamp engine, with a note of every observation that it is asked for.
struct WatchedBackend: PaintingBackend {
  /// What was asked of all lanes.
  final class Log: Sendable {
    /// One writing of a leaf.
    struct Writing: Hashable {
      let leaf: Int
      let address: UInt
      let byteCount: Int
    }

    private let writings = Mutex<[Writing]>([])

    func note(_ leaf: Int, _ bytes: UnsafeMutableRawBufferPointer) {
      let address = UInt(bitPattern: bytes.baseAddress)
      let writing = Writing(leaf: leaf, address: address, byteCount: bytes.count)
      writings.withLock { $0.append(writing) }
    }

    /// The writings since the last call, in ascending order of their addresses.
    func take() -> [Writing] {
      writings.withLock { all in
        defer { all = [] }
        return all.sorted { $0.address < $1.address }
      }
    }
  }

  let name = "watched"
  let version = "1"
  let summary = "the stamp engine, watched"
  let options = StampBackend().options
  let log: Log

  func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    Engine(inner: try StampBackend().configure(options), log: log)
  }

  struct Engine: ConfiguredBackend {
    let inner: any ConfiguredBackend
    let log: Log

    var observation: [ObservationLeaf] { inner.observation }
    var action: ActionSpace { inner.action }
    var counting: StepCounting { inner.counting }
    var background: StrokeColor? { inner.background }

    func makeEnvironment() -> any PaintingEnvironment {
      Environment(inner: inner.makeEnvironment(), log: log)
    }
    func strokes(of actions: ActionTable) -> [Stroke] { inner.strokes(of: actions) }
    func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
      Engine(inner: try inner.resized(to: pixels), log: log)
    }
  }

  final class Environment: PaintingEnvironment {
    let inner: any PaintingEnvironment
    let log: Log

    init(inner: any PaintingEnvironment, log: Log) {
      self.inner = inner
      self.log = log
    }

    func reset(random: RandomStream) { inner.reset(random: random) }
    func step(_ action: ActionRow) -> Bool { inner.step(action) }
    func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
      log.note(index, bytes)
      inner.writeObservation(leaf: index, into: bytes)
    }
    func copyState(from other: any PaintingEnvironment) {
      if let other = other as? Environment { inner.copyState(from: other.inner) }
    }
    func save(into writer: inout StateWriter) { inner.save(into: &writer) }
    func load(from reader: inout StateReader) throws(EnvironmentError) {
      try inner.load(from: &reader)
    }
  }
}
