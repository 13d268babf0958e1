import EnvironmentAPI
import JSONText
import PaintCore

/// Times an engine inside this process: no pipe, no requests.
final class EngineMeasure {
  /// Steps of one program in `programsPerSecond`.
  static let programLength = 8
  private static let programCount = 64

  private let lanes: VectorEnvironment
  private let seed: UInt64
  private let batches: [ActionTable]
  private let programs: ActionTable
  /// One buffer per leaf for all lanes.
  private var leaves: [UnsafeMutableRawBufferPointer] = []
  private let leafSizes: [Int]
  private var text: [UInt8] = []

  init(_ configuration: EnvironmentConfiguration, laneCount: Int, seed: UInt64) throws {
    lanes = try VectorEnvironment(
      configuration, laneCount: laneCount, workerCount: min(laneCount, Parallel.coreCount))
    self.seed = seed
    let space = configuration.engine.action
    var random = RandomStream(key: seed, stream: 0)
    batches = (0..<256).map { _ in space.sample(count: laneCount, from: &random) }
    programs = space.sample(count: Self.programCount * Self.programLength, from: &random)
    leafSizes = configuration.observation.map(\.space.byteCount)
    leaves = leafSizes.map { .allocate(byteCount: $0 * laneCount, alignment: 64) }
  }

  deinit { for leaf in leaves { leaf.deallocate() } }

  /// Steps all lanes until the time is up; the resets of ended episodes are part of it.
  ///
  /// - Returns: Steps of all lanes together, per second.
  func stepsPerSecond(for duration: Duration, observing: Bool) throws -> Double {
    try reset()
    var batch = 0
    return try rate(for: duration) {
      batch = (batch + 1) % self.batches.count
      try self.step(self.batches[batch], observing: observing)
      return self.lanes.laneCount
    }
  }

  /// Evaluates batches of random programs from the state after a reset.
  ///
  /// - Returns: Programs per second.
  func programsPerSecond(for duration: Duration) throws -> Double {
    try reset()
    return try rate(for: duration) {
      _ = try self.lanes.evaluate(
        from: 0, programs: self.programs, programCount: Self.programCount)
      return Self.programCount
    }
  }

  private func reset() throws {
    let configuration = lanes.configuration
    let blank = [UInt8](repeating: 255, count: configuration.observation[0].space.byteCount)
    _ = try lanes.reset(
      seeds: (0..<lanes.laneCount).map { seed &+ UInt64($0) },
      targets: configuration.core.needsTarget ? [blank] : nil)
  }

  private func step(_ actions: ActionTable, observing: Bool) throws {
    guard observing else {
      _ = try lanes.step(actions)
      return
    }
    let (leaves, sizes) = (self.leaves, leafSizes)
    _ = try lanes.step(
      actions,
      observe: { lane, view in
        for (index, size) in sizes.enumerated() {
          let bytes = UnsafeMutableRawBufferPointer(
            rebasing: leaves[index][(lane * size)..<((lane + 1) * size)])
          view.writeObservation(leaf: index, into: bytes)
        }
      })
    text.removeAll(keepingCapacity: true)
    for leaf in leaves { Base64.encode(UnsafeRawBufferPointer(leaf), into: &text) }
  }

  private func rate(for duration: Duration, _ work: () throws -> Int) throws -> Double {
    let clock = ContinuousClock()
    _ = try work()
    let start = clock.now
    var count = 0
    while clock.now - start < duration { count += try work() }
    return Double(count) / ((clock.now - start) / .seconds(1))
  }
}
