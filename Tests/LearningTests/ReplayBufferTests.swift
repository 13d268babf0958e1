import Learning
import Testing

@Suite struct ReplayBufferTests {
  private func items(_ buffer: ReplayBuffer) -> Set<[UInt8]> {
    Set((0..<buffer.count).map { index in buffer.withItem(index) { Array($0) } })
  }

  @Test func `the oldest picture makes room`() {
    var buffer = ReplayBuffer(capacity: 3, itemByteCount: 2)
    for value in 0..<5 as Range<UInt8> {
      [value, value].withUnsafeBufferPointer { buffer.append($0) }
    }
    #expect(items(buffer) == [[2, 2], [3, 3], [4, 4]])
  }

  @Test(arguments: [2, 5]) func `a ring is put back as it was`(added: Int) throws {
    var buffer = ReplayBuffer(capacity: 3, itemByteCount: 2)
    var copy = buffer
    func add(_ value: UInt8, _ buffer: inout ReplayBuffer) {
      [value, value].withUnsafeBufferPointer { buffer.append($0) }
    }
    for value in 0..<UInt8(added) { add(value, &buffer) }
    let isRestored = copy.restore(buffer.contents, next: buffer.next)
    #expect(isRestored)
    add(9, &buffer)
    add(9, &copy)
    #expect(copy.contents == buffer.contents && copy.next == buffer.next)
    for (count, next) in [(8, 0), (3, 1), (2, 0), (6, 3), (6, -1)] {
      let isRestored = copy.restore([UInt8](repeating: 0, count: count), next: next)
      #expect(!isRestored, "\(count) bytes, next \(next)")
    }
    #expect(copy.contents == buffer.contents)
  }

  @Test func `every picture is drawn about equally often`() {
    var buffer = ReplayBuffer(capacity: 4, itemByteCount: 1)
    for value in 0..<4 as Range<UInt8> { [value].withUnsafeBufferPointer { buffer.append($0) } }
    var random = SystemRandomNumberGenerator()
    var counts = [Int](repeating: 0, count: 4)
    for _ in 0..<40_000 { counts[buffer.sample(using: &random)] += 1 }
    // Six standard deviations.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 520 }, "\(counts)")
  }
}
