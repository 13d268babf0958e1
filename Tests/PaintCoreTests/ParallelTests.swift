import Dispatch
import Glibc
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

  @Test func `rounds that follow each other at once all come to their end`() {
    var visits = [Int](repeating: 0, count: 37)
    visits.withUnsafeMutableBufferPointer { visits in
      for _ in 0..<20_000 {
        Parallel.forEach(37, workers: 4) { item, _ in visits[item] += 1 }
      }
    }
    #expect(visits.allSatisfy { $0 == 20_000 })
  }

  @Test func `rounds wake threads that have gone to sleep`() {
    var visits = [Int](repeating: 0, count: 9)
    visits.withUnsafeMutableBufferPointer { visits in
      for _ in 0..<50 {
        usleep(2000)
        Parallel.forEach(9, workers: 4) { item, _ in
          visits[item] += 1
          usleep(300)
        }
      }
    }
    #expect(visits.allSatisfy { $0 == 50 })
  }

  @Test func `rounds inside rounds, and beside them, do all their items`() {
    var visits = [Int](repeating: 0, count: 4 * 6 * 50)
    visits.withUnsafeMutableBufferPointer { visits in
      nonisolated(unsafe) let visits = visits
      DispatchQueue.concurrentPerform(iterations: 4) { outer in
        Parallel.forEach(6, workers: 3) { middle, _ in
          Parallel.forEach(50, workers: 3) { inner, _ in
            visits[(outer * 6 + middle) * 50 + inner] += 1
          }
        }
      }
    }
    #expect(visits.allSatisfy { $0 == 1 })
  }

  @Test func `calls with one worker never overlap`() {
    var isWorking = [Bool](repeating: false, count: 8)
    var overlaps = [Int](repeating: 0, count: 8)
    isWorking.withUnsafeMutableBufferPointer { isWorking in
      overlaps.withUnsafeMutableBufferPointer { overlaps in
        for _ in 0..<2000 {
          Parallel.forEach(16, workers: 8) { _, worker in
            if isWorking[worker] { overlaps[worker] += 1 }
            isWorking[worker] = true
            isWorking[worker] = false
          }
        }
      }
    }
    #expect(overlaps.allSatisfy { $0 == 0 })
  }
}
