import Testing

@testable import TensorKernels

@Suite struct BufferPoolTests {
  @Test func `classes hold what they promise and waste at most a quarter`() {
    var last = -1
    for count in Array(1...5000) + [65_537, 1_000_003, 123_456_789] {
      let sizeClass = BufferPool.sizeClass(of: count)
      let capacity = BufferPool.capacity(ofClass: sizeClass)
      #expect(capacity >= count, "\(count)")
      #expect(capacity <= max(count + 15, (count + 15) * 5 / 4), "\(count)")
      if count <= 5000 {
        #expect(sizeClass >= last)
        last = sizeClass
      }
    }
    #expect(BufferPool.sizeClass(of: 0) == 0)
    #expect(BufferPool.sizeClass(of: .max / 8) < 256)
  }

  @Test func `a buffer given back is taken again`() {
    let pool = BufferPool()
    let first = pool.take(1000)
    #expect(Int(bitPattern: first) % 64 == 0)
    let other = pool.take(1000)
    #expect(first != other)
    pool.give(first, count: 1000)
    #expect(pool.take(1001) == first)
    #expect(pool.statistics.buffers == 2 && pool.statistics.buffersInUse == 2)
  }
}
