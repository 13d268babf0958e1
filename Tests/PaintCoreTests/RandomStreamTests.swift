import Testing

@testable import PaintCore

@Suite struct RandomStreamTests {
  /// Known answers of the Random123 distribution (`kat_vectors`, philox4x32 10).
  @Test(arguments: [
    (
      SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
      SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func `the cipher gives the published answers`(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, block: SIMD4<UInt32>
  ) {
    #expect(philox4x32(counter: counter, key: key) == block)
  }

  @Test func `a stream resumes at any position`() {
    var stream = RandomStream(key: 7, stream: 3)
    let numbers = (0..<9).map { _ in stream.next() }
    for position in 0..<9 {
      var resumed = RandomStream(key: 7, stream: 3, position: UInt64(position))
      #expect(resumed.next() == numbers[position])
    }
  }

  @Test func `keys and streams have numbers of their own`() {
    let firsts = (0..<20 as Range<UInt64>).flatMap { key in
      (0..<20 as Range<UInt64>).map { stream in
        var numbers = RandomStream(key: key, stream: stream)
        return numbers.next()
      }
    }
    #expect(Set(firsts).count == 400)
  }

  @Test func `uniform numbers fill their range evenly`() {
    var stream = RandomStream(key: 1, stream: 1)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 { counts[Int(stream.uniform() * 10)] += 1 }
    // Five standard deviations of a binomial count.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 475 }, "\(counts)")
  }

  @Test func `integers stay below their bound and reach it`() {
    var stream = RandomStream(key: 1, stream: 2)
    #expect(Set((0..<1000).map { _ in stream.integer(below: 7) }) == Set(0..<7))
  }
}
