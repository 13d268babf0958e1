import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

/// Damaged machine files: each is refused with a place, or makes a machine that plans.
struct MachineFileMutationTests {
  private static let words: [[UInt8]] = [
    "0", "-1", "1e9", "1e308", "1e-308", "1e999", "null", "true", "\"\"", "[", "]", "{", "}", ",",
    ":", "\u{0}", "[1, 2]", "0.001", "1000000",
  ].map { Array($0.utf8) }

  private func mutate(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.integer(below: 3) {
      let place = random.integer(below: bytes.count)
      switch random.integer(below: 4) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8(random.integer(below: 256))
      case 2: bytes.removeSubrange(place...)
      default:
        // A whole number in place of another: what is well formed reaches farthest.
        let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        guard !digits.isEmpty else { continue }
        let start = digits[random.integer(below: digits.count)]
        let end = bytes[start...].firstIndex { !(0x2E...0x39).contains($0) } ?? bytes.count
        let word = Self.words[random.integer(below: Self.words.count)]
        bytes.replaceSubrange(start..<end, with: word)
      }
      if bytes.isEmpty { break }
    }
    return bytes
  }

  @Test(arguments: MachineLibrary.names)
  func `no damaged file traps, and what is accepted plans`(name: String) throws {
    let bytes = try #require(MachineLibrary.bytes(named: name))
    var accepted = 0
    for seed in 0..<UInt64(2000) {
      var random = RandomStream(key: seed, stream: 1)
      let damaged = mutate(bytes, &random)
      guard let profile = try? MachineProfile(json: damaged, name: "x.json") else { continue }
      accepted += 1
      let page = profile.page
      let path = DrawnPath(
        start: SIMD2(page.width, page.height) * 0.4,
        segments: [.line(to: SIMD2(page.width, page.height) * 0.5)], width: 0.5)
      let plan = MotionPlanner(profile).plan(
        Drawing(pageWidth: page.width, pageHeight: page.height, paths: [path]))
      #expect(plan.duration.isFinite && plan.duration >= 0, "seed \(seed)")
    }
    #expect((50...1500).contains(accepted))
  }
}
