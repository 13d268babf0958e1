import Dispatch
import Glibc
import Synchronization

/// Runs independent pieces of work on all cores this process may use.
public enum Parallel {
  /// The number of cores of this machine, at least 1.
  public static let coreCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Calls `body(item, worker)` once for every item in `0..<itemCount` and returns when all are
  /// done. Calls with the same worker never overlap, so that a worker may own scratch memory.
  ///
  /// Which worker gets which item varies from run to run; results must not depend on it.
  public static func forEach(
    _ itemCount: Int, workers: Int = coreCount, _ body: (_ item: Int, _ worker: Int) -> Void
  ) {
    let workers = min(workers, itemCount)
    guard workers > 1 else {
      for item in 0..<itemCount { body(item, 0) }
      return
    }
    // The pool and `concurrentPerform` return before `body` goes out of scope, which the compiler
    // cannot know.
    withoutActuallyEscaping(body) { body in
      guard !pool.forEach(itemCount, workers: workers, body) else { return }
      nonisolated(unsafe) let body = body
      let nextItem = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        while true {
          let item = nextItem.wrappingAdd(1, ordering: .relaxed).oldValue
          guard item < itemCount else { return }
          body(item, worker)
        }
      }
    }
  }

  /// The threads of this process, made when they are first needed.
  private static let pool = WorkerPool(threadCount: coreCount - 1)
}
