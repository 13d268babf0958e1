public import EnvironmentAPI
import PaintCore
public import StrokeProgram

/// The contract that every backend must pass, run in process.
///
/// Each check returns what it found wrong, in sentences; no sentence means that it passed.
public struct BackendContract {
  private let configuration: EnvironmentConfiguration
  private let seed: UInt64

  /// Prepares the checks of one configuration of a backend.
  ///
  /// - Throws: what the backend says about the options.
  public init(
    _ backend: any PaintingBackend, options: [String: OptionValue] = [:], seed: UInt64 = 1
  ) throws(EnvironmentError) {
    configuration = try EnvironmentConfiguration(backend: backend, given: options)
    self.seed = seed
  }

  /// The names of the checks and the checks, in the order a reader would want them.
  public var checks: [(name: String, run: () throws(EnvironmentError) -> [String])] {
    [
      ("the spec names a canvas and consistent parts", { () throws(EnvironmentError) in spec() }),
      ("observations lie in their spaces", observationsInSpace),
      ("the same seed and actions give the same bytes", sameSeedSameBytes),
      ("lanes do not influence each other", lanesAreIndependent),
      ("a copied lane goes on like the original", copiesGoOn),
      ("a saved and loaded lane goes on like the original", savedStatesGoOn),
      ("evaluate equals stepping and changes nothing", evaluateEqualsStepping),
      ("a program replays to the same picture", programsReplay),
      ("damaged states are refused or harmless", damagedStates),
    ]
  }

  /// Runs all checks.
  ///
  /// - Returns: Every violation, after the name of its check.
  public func violations() throws(EnvironmentError) -> [String] {
    var found: [String] = []
    for check in checks { found += try check.run().map { "\(check.name): \($0)" } }
    return found
  }

  // MARK: Spaces

  private func spec() -> [String] {
    var found: [String] = []
    let canvas = configuration.observation[0]
    if canvas.name != "canvas" { found.append("the first leaf is '\(canvas.name)'") }
    if canvas.space.elementType != .uint8 || canvas.space.shape.count != 3 {
      found.append("the canvas is \(canvas.space)")
    }
    let names = configuration.observation.map(\.name)
    if Set(names).count != names.count { found.append("leaf names repeat: \(names)") }
    for part in configuration.engine.action.parts {
      if part.doc.isEmpty { found.append("part '\(part.name)' has no doc") }
      if let condition = part.activeWhen,
        configuration.engine.action.index(of: condition.part) == nil
      {
        found.append("part '\(part.name)' depends on '\(condition.part)', which does not exist")
      }
      if case .grid(let rows, let columns) = part.meaning,
        part.space != .discrete(count: rows * columns)
      {
        found.append("part '\(part.name)' is \(part.space) but its grid is \(rows)x\(columns)")
      }
    }
    return found
  }

  private func observationsInSpace() throws(EnvironmentError) -> [String] {
    let lanes = try started(1)
    var found: [String] = []
    for action in actions(of: 0) {
      _ = try lanes.step(action)
      found += try misfits(in: lanes)
    }
    return found
  }

  private func misfits(in lanes: VectorEnvironment) throws(EnvironmentError) -> [String] {
    let view = try lanes.view(0)
    return configuration.observation.indices.compactMap { index in
      let leaf = configuration.observation[index]
      var bytes = [UInt8](repeating: 0xA5, count: leaf.space.byteCount)
      bytes.withUnsafeMutableBytes { view.writeObservation(leaf: index, into: $0) }
      let numbers = leaf.space.numbers(in: bytes)
      let wrong = numbers.enumerated().first { !leaf.space.contains($1, at: $0) }
      return wrong.map { "leaf '\(leaf.name)' has \($1) at \($0), outside \(leaf.space)" }
    }
  }

  // MARK: Determinism

  private func sameSeedSameBytes() throws(EnvironmentError) -> [String] {
    let first = try trace(started(1))
    let second = try trace(started(1))
    return first == second ? [] : ["digests differ: \(first) and \(second)"]
  }

  private func lanesAreIndependent() throws(EnvironmentError) -> [String] {
    let several = try started(3)
    let alone = try VectorEnvironment(configuration, laneCount: 1)
    _ = try alone.reset(seeds: [seed + 2], targets: target)
    var found: [String] = []
    for step in 0..<stepCount {
      let columns = (0..<3).flatMap { actions(of: $0)[step].numbers }
      _ = try several.step(ActionTable(width: configuration.engine.action.width, numbers: columns))
      _ = try alone.step(actions(of: 2)[step])
      if try digest(several, lane: 2) != digest(alone, lane: 0) {
        found.append("lane 2 of 3 differs from a lane alone with its seed after step \(step)")
      }
    }
    return found
  }

  // MARK: Copies

  private func copiesGoOn() throws(EnvironmentError) -> [String] {
    let lanes = try VectorEnvironment(configuration, laneCount: 2)
    _ = try lanes.reset(seeds: [seed, seed + 1], targets: target)
    let half = stepCount / 2
    for step in 0..<half { _ = try lanes.step(both(step)) }
    try lanes.copy(from: 0, to: [1])
    for step in half..<stepCount { _ = try lanes.step(both(step)) }
    return try digest(lanes, lane: 0) == digest(lanes, lane: 1) ? [] : ["the copy differs"]
  }

  private func savedStatesGoOn() throws(EnvironmentError) -> [String] {
    let lanes = try started(1)
    let half = stepCount / 2
    for step in 0..<half { _ = try lanes.step(actions(of: 0)[step]) }
    let state = try lanes.save(0)
    let straight = try finish(lanes, from: half)
    let other = try VectorEnvironment(configuration, laneCount: 1)
    try other.load([(state, [0])])
    let resumed = try finish(other, from: half)
    return straight == resumed ? [] : ["the loaded lane differs"]
  }

  private func evaluateEqualsStepping() throws(EnvironmentError) -> [String] {
    let lanes = try started(1)
    _ = try lanes.step(actions(of: 0)[0])
    let before = try digest(lanes, lane: 0)
    let rest = actions(of: 0)[1..<stepCount].flatMap(\.numbers)
    let program = ActionTable(width: configuration.engine.action.width, numbers: rest)
    let evaluation = try lanes.evaluate(from: 0, programs: program, programCount: 1)
    guard try digest(lanes, lane: 0) == before else { return ["evaluate changed the lane"] }
    var sum = 0.0
    for step in 1..<stepCount { sum += try lanes.step(actions(of: 0)[step]).rewards[0] }
    return evaluation.returns == [sum]
      ? [] : ["evaluate returned \(evaluation.returns), stepping \(sum)"]
  }

  private func programsReplay() throws(EnvironmentError) -> [String] {
    let lanes = try started(1)
    for step in 0..<stepCount { _ = try lanes.step(actions(of: 0)[step]) }
    let painted = try lanes.render(lane: 0)
    let replayed = try configuration.replay(lanes.program(of: 0).source, size: nil)
    return painted == replayed ? [] : ["the replay is another picture"]
  }

  // MARK: Damage

  private func damagedStates() throws(EnvironmentError) -> [String] {
    let lanes = try started(1)
    _ = try lanes.step(actions(of: 0)[0])
    let state = try lanes.save(0)
    var random = RandomStream(key: seed, stream: 99)
    for _ in 0..<200 {
      var damaged = state
      for _ in 0...random.integer(below: 4) {
        damaged[random.integer(below: state.count)] = UInt8(random.integer(below: 256))
      }
      if random.integer(below: 4) == 0 { damaged.removeLast(random.integer(below: state.count)) }
      let victim = try VectorEnvironment(configuration, laneCount: 1)
      do { try victim.load([(damaged, [0])]) } catch { continue }
      // What was accepted must be usable.
      do { _ = try victim.step(actions(of: 0)[1]) } catch {}
    }
    return []
  }

  // MARK: Material

  /// Short enough that no episode ends on the way.
  private var stepCount: Int { max(2, min(8, configuration.maximumActions - 1)) }

  private var target: [[UInt8]]? {
    guard configuration.core.needsTarget else { return nil }
    let count = configuration.observation[0].space.byteCount
    return [(0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }]
  }

  private func started(_ laneCount: Int) throws(EnvironmentError) -> VectorEnvironment {
    let lanes = try VectorEnvironment(configuration, laneCount: laneCount)
    _ = try lanes.reset(seeds: (0..<laneCount).map { seed + UInt64($0) }, targets: target)
    return lanes
  }

  private func actions(of lane: Int) -> [ActionTable] {
    var random = RandomStream(key: seed, stream: 1000 + UInt64(lane))
    let table = configuration.engine.action.sample(count: stepCount, from: &random)
    return (0..<stepCount).map { step in
      ActionTable(width: table.width, numbers: table.withRow(step) { Array($0.numbers) })
    }
  }

  private func both(_ step: Int) -> ActionTable {
    let numbers = actions(of: 0)[step].numbers
    return ActionTable(width: configuration.engine.action.width, numbers: numbers + numbers)
  }

  private func finish(
    _ lanes: VectorEnvironment, from first: Int
  ) throws(EnvironmentError) -> String {
    for step in first..<stepCount { _ = try lanes.step(actions(of: 0)[step]) }
    return try digest(lanes, lane: 0)
  }

  private func trace(_ lanes: VectorEnvironment) throws(EnvironmentError) -> [String] {
    var digests = [try digest(lanes, lane: 0)]
    for action in actions(of: 0) {
      _ = try lanes.step(action)
      digests.append(try digest(lanes, lane: 0))
    }
    return digests
  }

  private func digest(_ lanes: VectorEnvironment, lane: Int) throws(EnvironmentError) -> String {
    let view = try lanes.view(lane)
    var digest = Digest()
    for (index, leaf) in configuration.observation.enumerated() {
      var bytes = [UInt8](repeating: 0, count: leaf.space.byteCount)
      bytes.withUnsafeMutableBytes { view.writeObservation(leaf: index, into: $0) }
      digest.append(bytes)
    }
    return digest.hexadecimal
  }
}

extension LeafSpace {
  /// The elements of a value that was written as little-endian bytes.
  func numbers(in bytes: [UInt8]) -> [Double] {
    bytes.withUnsafeBytes { bytes in
      (0..<elementCount).map { index in
        let offset = index * elementType.byteCount
        return switch elementType {
        case .uint8: Double(bytes[offset])
        case .int32: Double(bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        case .int64: Double(bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
        case .float32: Double(bytes.loadUnaligned(fromByteOffset: offset, as: Float.self))
        case .float64: bytes.loadUnaligned(fromByteOffset: offset, as: Double.self)
        }
      }
    }
  }
}
