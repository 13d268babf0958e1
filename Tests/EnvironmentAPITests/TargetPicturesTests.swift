import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import StrokeProgram
import Testing

@Suite struct TargetPicturesTests {
  /// Picture `index` has `index` in every byte.
  private static let pictures = TargetPictures(count: 200) { index, buffer in
    buffer.update(repeating: UInt8(index))
  }

  private func lanes(
    _ count: Int = 1, reward: String = "l1", autoreset: Autoreset = .nextStep
  ) throws -> VectorEnvironment {
    try VectorEnvironment(
      EnvironmentConfiguration(
        backend: StampBackend(),
        given: [
          "reward": .string(reward), "target": .boolean(true), "episodeLength": .integer(2),
        ]), laneCount: count, autoreset: autoreset, targets: Self.pictures)
  }

  private func steps(_ lanes: VectorEnvironment, _ count: Int) throws -> [Double] {
    let row: [Double] = [1, 1, 0, 0]
    let table = ActionTable(
      width: 4, numbers: (0..<lanes.laneCount).flatMap { _ in row })
    return try (0..<count).map { _ in try lanes.step(table).rewards[0] }
  }

  /// The number of the picture that a lane shows as its target.
  private func target(_ lanes: VectorEnvironment, _ lane: Int = 0) throws -> Int {
    let leaf = try #require(
      lanes.configuration.observation.firstIndex { $0.name == "target" })
    var bytes = [UInt8](
      repeating: 0, count: lanes.configuration.observation[leaf].space.byteCount)
    let view = try lanes.view(lane)
    bytes.withUnsafeMutableBytes { view.writeObservation(leaf: leaf, into: $0) }
    #expect(Set(bytes).count == 1)
    return Int(bytes[0])
  }

  @Test func `the target of an episode depends on seed and episode alone`() throws {
    let several = try lanes(3)
    _ = try several.reset(seeds: [7, 8, 7])
    let first = try (0..<3).map { try target(several, $0) }
    #expect(first[0] == first[2] && first[0] != first[1])
    #expect(first[0] == Self.pictures.index(seed: 7, episode: 0))
    let alone = try lanes()
    _ = try alone.reset(seeds: [8])
    #expect(try target(alone) == first[1])
    _ = try alone.reset(seeds: [nil])
    #expect(try target(alone) == Self.pictures.index(seed: 8, episode: 1))
    #expect(Set((0..<400).map { Self.pictures.index(seed: 1, episode: $0) }).count > 150)
  }

  @Test(arguments: [Autoreset.nextStep, .sameStep])
  func `autoreset takes the next target`(autoreset: Autoreset) throws {
    let lanes = try lanes(autoreset: autoreset)
    _ = try lanes.reset(seeds: [3])
    _ = try steps(lanes, autoreset == .sameStep ? 2 : 3)
    #expect(try target(lanes) == Self.pictures.index(seed: 3, episode: 1))
  }

  @Test func `a target that is given holds for its episode`() throws {
    let lanes = try lanes()
    let size = lanes.configuration.observation[0].space.byteCount
    _ = try lanes.reset(seeds: [3], targets: [[UInt8](repeating: 250, count: size)])
    #expect(try target(lanes) == 250)
    _ = try steps(lanes, 3)
    #expect(try target(lanes) == Self.pictures.index(seed: 3, episode: 1))
  }

  @Test func `saved states carry the target, and rewards measure the distance to it`() throws {
    let source = try lanes(reward: "l2")
    _ = try source.reset(seeds: [3])
    let saved = try source.save(0)
    let rewards = try steps(source, 2)
    #expect(rewards.contains { $0 != 0 })
    let other = try lanes(reward: "l2")
    _ = try other.reset(seeds: [99])
    try other.load([(saved, [0])])
    #expect(try target(other) == Self.pictures.index(seed: 3, episode: 0))
    #expect(try steps(other, 2) == rewards)
    _ = try steps(other, 1)
    #expect(try target(other) == Self.pictures.index(seed: 3, episode: 1))
  }
}
