public import EnvironmentAPI
import PaintCore
public import StrokeProgram

/// Feeds damaged saved states to a lane of a backend.
///
/// An input is not a state but the damage done to one, so that short inputs reach deep: its first
/// byte chooses a state saved while random actions were performed, and the rest are edits.
/// Whatever is accepted must be observed inside its spaces, act on, and be saved and loaded again.
public final class StateFuzzer {
  private let configuration: EnvironmentConfiguration
  private let lanes: VectorEnvironment
  private let states: [[UInt8]]
  private let actions: ActionTable

  /// Makes the states, saved before and after each of a few random actions.
  public init(_ backend: any PaintingBackend, _ options: [String: OptionValue]) {
    configuration = mustSucceed("configuring") {
      try EnvironmentConfiguration(backend: backend, given: options)
    }
    var random = RandomStream(key: 1, stream: 0)
    let actions = configuration.engine.action.sample(count: 8, from: &random)
    let lanes = Self.lanes(configuration)
    self.actions = actions
    self.lanes = lanes
    states = mustSucceed("saving") {
      _ = try lanes.reset(seeds: [1])
      var states = [try lanes.save(0)]
      for row in 0..<6 {
        _ = try lanes.step(Self.row(row, of: actions))
        states.append(try lanes.save(0))
      }
      return states
    }
  }

  private static func lanes(_ configuration: EnvironmentConfiguration) -> VectorEnvironment {
    mustSucceed("making a lane") {
      try VectorEnvironment(configuration, laneCount: 1, workerCount: 1)
    }
  }

  private static func row(_ row: Int, of table: ActionTable) -> ActionTable {
    let start = row * table.width
    return ActionTable(
      width: table.width, numbers: Array(table.numbers[start..<(start + table.width)]))
  }

  /// Loads a damaged state and, where it is accepted, goes on with it.
  public func feed(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let state = Damage.apply(bytes.dropFirst(), to: states[Int(first) % states.count])
    guard (try? lanes.load([(state, [0])])) != nil else { return }
    observe()
    saveAndLoad()
    for row in 6..<8 {
      _ = mustSucceed("a step") { try lanes.step(Self.row(row, of: actions)) }
      observe()
    }
    saveAndLoad()
  }

  private func saveAndLoad() {
    mustSucceed("what was accepted is not accepted again") {
      let saved = try lanes.save(0)
      let other = Self.lanes(configuration)
      try other.load([(saved, [0])])
      expect(try other.save(0) == saved, "a state that is saved otherwise after loading")
    }
  }

  private func observe() {
    let view = mustSucceed("a view") { try lanes.view(0) }
    for (index, leaf) in configuration.observation.enumerated() {
      var bytes = [UInt8](repeating: 0, count: leaf.space.byteCount)
      bytes.withUnsafeMutableBytes { view.writeObservation(leaf: index, into: $0) }
      guard case .box = leaf.space, leaf.space.elementType == .float32 else { continue }
      for place in 0..<leaf.space.elementCount {
        let number = bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: 4 * place, as: Float.self)
        }
        expect(leaf.space.contains(Double(number), at: place), "\(leaf.name) is \(number)")
      }
    }
  }
}
