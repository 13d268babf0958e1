import PaintCore
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 2, 7, 1000])
  func `every item is visited once, whatever the number of workers`(itemCount: Int) {
    for workers in 1...5 {
      var visits = [Int](repeating: 0, count: itemCount)
      var workersSeen = visits
      visits.withUnsafeMutableBufferPointer { visits in
        workersSeen.withUnsafeMutableBufferPointer { seen in
          Parallel.forEach(itemCount, workers: workers) { item, worker in
            visits[item] += 1
            seen[item] = worker
          }
        }
      }
      #expect(visits.allSatisfy { $0 == 1 })
      #expect(workersSeen.allSatisfy { (0..<workers).contains($0) })
    }
  }
}
