import JSONText
import Testing

@testable import Brush

@Suite(.enabled(if: GoldenFiles.exist)) struct KnuthRandomTests {
  @Test func `uniform numbers and gaussians are those of the library`() throws {
    let golden = try #require(try GoldenFiles.lines("unit/rng.json").first)
    var uniform = KnuthRandom()
    for expected in try golden.member("uniform").array() {
      #expect(uniform.next() == (try expected.number()))
    }
    var gaussian = KnuthRandom(seed: 1000)
    for expected in try golden.member("gauss").floats() {
      #expect(gaussian.nextGaussian() == expected)
    }
  }

  @Test(arguments: [0, 1, 7, 10, 23]) func `a restored generator continues`(draws: Int) throws {
    var random = KnuthRandom(seed: 77)
    for _ in 0..<draws { _ = random.next() }
    var bytes: [UInt8] = []
    random.save(into: &bytes)
    var restored = KnuthRandom()
    var slice = bytes[...]
    try restored.load(from: &slice)
    #expect(slice.isEmpty)
    for _ in 0..<30 { #expect(restored.next() == random.next()) }
  }

  @Test func `numbers outside 0 to 1 are refused`() {
    var bytes: [UInt8] = []
    KnuthRandom().save(into: &bytes)
    bytes[7] = 0x7f
    var slice = bytes[...]
    var random = KnuthRandom()
    #expect(throws: BrushStateError.self) { try random.load(from: &slice) }
  }
}
