import Glibc
import PaintCore
import Synchronization
import Testing

struct WorkPaceTests {
  @Test(arguments: [1, 2, 3, 8]) func `every item is done once in every round`(workers: Int) {
    var pace = WorkPace()
    for _ in 0..<4 {
      let counts = (0..<50).map { _ in Counter() }
      pace.forEach(50, workers: workers) { item, _ in
        counts[item].count.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(counts.map { $0.count.load(ordering: .relaxed) } == [Int](repeating: 1, count: 50))
    }
  }

  @Test(.enabled(if: Parallel.coreCount > 1))
  func `a round after a short one is done by one worker, after a long one by several`() {
    var (alone, shared) = (0, 0)
    // A round can be interrupted and look long, so this holds for most of them.
    for _ in 0..<30 {
      var pace = WorkPace()
      pace.forEach(2, workers: 2) { _, _ in }
      pace.forEach(2, workers: 2) { _, _ in }
      if workersOfLongRound(&pace) == 1 { alone += 1 }
      if workersOfLongRound(&pace) == 2 { shared += 1 }
    }
    #expect(alone > 15)
    #expect(shared > 15)
  }

  @Test(.enabled(if: Parallel.coreCount > 1))
  func `many short items are a long round although few of them are timed`() {
    var shared = 0
    for _ in 0..<30 {
      var pace = WorkPace()
      let clock = ContinuousClock()
      pace.forEach(64, workers: 2) { _, _ in
        let end = clock.now + .microseconds(4)
        while clock.now < end {}
      }
      if workersOfLongRound(&pace) == 2 { shared += 1 }
    }
    #expect(shared > 15)
  }

  /// How many workers take part in a round that takes long enough for all of them to wake up.
  private func workersOfLongRound(_ pace: inout WorkPace) -> Int {
    let last = Atomic(0)
    pace.forEach(2, workers: 2) { _, worker in
      usleep(3000)
      last.max(worker, ordering: .relaxed)
    }
    return last.load(ordering: .relaxed) + 1
  }

  private final class Counter: Sendable { let count = Atomic(0) }
}
