import Datasets
import Testing

@Suite struct ShuffledOrderTests {
  @Test(arguments: [1, 2, 7, 1000]) func `every epoch visits every picture once`(count: Int) {
    var order = ShuffledOrder(count: count, seed: 3)
    for _ in 0..<4 { #expect(order.batch(of: count).sorted() == Array(0..<count)) }
    #expect(order.position == 4 * count)
  }

  @Test func `orders differ between epochs and seeds and not between runs`() {
    var first = ShuffledOrder(count: 50, seed: 3)
    var again = ShuffledOrder(count: 50, seed: 3)
    var other = ShuffledOrder(count: 50, seed: 4)
    let epochs = (0..<3).map { _ in first.batch(of: 50) }
    #expect(epochs == (0..<3).map { _ in again.batch(of: 50) })
    #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2] && epochs[0] != Array(0..<50))
    #expect(other.batch(of: 50) != epochs[0])
  }

  @Test func `an order goes on where another was`() {
    var whole = ShuffledOrder(count: 13, seed: 9)
    let all = whole.batch(of: 100)
    for position in [0, 1, 12, 13, 14, 40, 99] {
      var rest = ShuffledOrder(count: 13, seed: 9, position: position)
      #expect(rest.batch(of: 100 - position) == Array(all[position...]))
      #expect(rest.position == 100)
    }
  }

  @Test func `every order is as likely as any other`() {
    var counts: [[Int]: Int] = [:]
    for seed in 0..<6000 {
      var order = ShuffledOrder(count: 3, seed: UInt64(seed))
      counts[order.batch(of: 3), default: 0] += 1
    }
    #expect(counts.count == 6)
    // 1000 expected of each; five standard deviations are 144.
    #expect(counts.values.allSatisfy { (856...1144).contains($0) })
  }
}
