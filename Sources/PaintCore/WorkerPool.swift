import CSIMD
import Glibc
import Synchronization

/// Threads that share rounds of independent items with whoever brings a round.
///
/// Rounds of environment steps take tens of microseconds and follow each other at once, so a thread
/// that has finished looks out for the next round a while before it sleeps: waking it would cost as
/// much as the round. The same worker begins with the same share of the items in every round, because
/// their memory is in its core's cache, and then helps the others from the ends of their shares.
/// One round runs at a time; who finds the pool busy must do its work otherwise.
final class WorkerPool: @unchecked Sendable {
  /// The most workers a round can have, the caller included.
  static let mostWorkers = 255
  /// How often a thread looks before it sleeps: some tens of microseconds.
  private static let patience = 2000

  /// The most items a round can have.
  static let mostItems = 0xf_ffff
  /// Words from one share to the next, so that they are in cache lines of their own.
  private static let shareStride = 16

  /// The present round: 24 bits count rounds, 8 bits are the workers that may take part.
  private let round = Atomic<UInt32>(0)
  /// The items of each worker that nobody has claimed: 24 bits are the round's, 20 the first of them,
  /// 20 the one after the last. An item is claimed by exchanging the whole number, so a thread that
  /// comes late cannot claim from a round it does not know.
  private let shares: UnsafeMutablePointer<Atomic<UInt64>>
  /// Items done; a round is over when it is their number.
  private let done = Atomic<Int>(0)
  private let isBusy = Atomic(false)
  private let sleepers = Atomic(0)
  private let isCallerAsleep = Atomic(false)
  private let job: UnsafeMutablePointer<Job>
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let newRound: UnsafeMutablePointer<pthread_cond_t>
  private let roundOver: UnsafeMutablePointer<pthread_cond_t>
  /// Threads besides the caller.
  private let threadCount: Int

  /// What claimed items are given to; valid while any claimed item is not done.
  private struct Job {
    var body: UnsafePointer<(_ item: Int, _ worker: Int) -> Void>?
  }

  /// Starts the threads, which never end: a pool is made once.
  init(threadCount: Int) {
    self.threadCount = min(threadCount, Self.mostWorkers - 1)
    let shareCount = (self.threadCount + 1) * Self.shareStride
    shares = .allocate(capacity: shareCount)
    for index in 0..<shareCount { (shares + index).initialize(to: Atomic(0)) }
    job = .allocate(capacity: 1)
    job.initialize(to: Job())
    mutex = .allocate(capacity: 1)
    newRound = .allocate(capacity: 1)
    roundOver = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    newRound.initialize(to: pthread_cond_t())
    roundOver.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(newRound, nil)
    pthread_cond_init(roundOver, nil)
    for worker in 1..<(self.threadCount + 1) { start(worker) }
  }

  private final class Start {
    let pool: WorkerPool
    let worker: Int

    init(_ pool: WorkerPool, _ worker: Int) {
      self.pool = pool
      self.worker = worker
    }
  }

  private func start(_ worker: Int) {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)  // signals are for the program's own threads
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Start(self, worker)).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.pool.work(start.worker)
      }, argument)
    // without the thread the others do its part
    if status == 0 {
      pthread_detach(thread)
    } else {
      Unmanaged<Start>.fromOpaque(argument).release()
    }
  }

  // MARK: The caller

  /// Calls `body` for every item on at most `workers` threads and returns when all are done; false,
  /// and nothing done, when the pool is busy.
  ///
  /// Nobody holds `body` afterwards.
  func forEach(
    _ itemCount: Int, workers: Int, _ body: @escaping (_ item: Int, _ worker: Int) -> Void
  ) -> Bool {
    guard itemCount <= Self.mostItems,
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    withUnsafePointer(to: body) { body in
      job.pointee = Job(body: body)
      done.store(0, ordering: .relaxed)
      let round = announce(itemCount, workers: min(workers, threadCount + 1))
      takePart(worker: 0, in: round)
      waitForOthers(itemCount)
    }
    isBusy.store(false, ordering: .releasing)
    return true
  }

  /// Begins the next round; returns it.
  private func announce(_ itemCount: Int, workers: Int) -> UInt32 {
    let number = (round.load(ordering: .relaxed) >> 8 &+ 1) & 0xff_ffff
    for worker in 0..<workers {
      let (low, high) = (itemCount * worker / workers, itemCount * (worker + 1) / workers)
      let share = UInt64(number) << 40 | UInt64(low) << 20 | UInt64(high)
      shares[worker * Self.shareStride].store(share, ordering: .relaxed)
    }
    let next = number << 8 | UInt32(workers)
    round.store(next, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(newRound)
      pthread_mutex_unlock(mutex)
    }
    return next
  }

  private func waitForOthers(_ itemCount: Int) {
    for _ in 0..<Self.patience {
      if done.load(ordering: .acquiring) == itemCount { return }
      spiral_pause()
    }
    pthread_mutex_lock(mutex)
    isCallerAsleep.store(true, ordering: .sequentiallyConsistent)
    while done.load(ordering: .sequentiallyConsistent) != itemCount {
      pthread_cond_wait(roundOver, mutex)
    }
    isCallerAsleep.store(false, ordering: .relaxed)
    pthread_mutex_unlock(mutex)
  }

  // MARK: All

  /// Does items of the round `known`, of the worker's own share and then of others, until there are
  /// none or another round has begun.
  private func takePart(worker: Int, in known: UInt32) {
    let workers = Int(known & 0xff)
    var count = 0
    for turn in 0..<workers {
      let owner = (worker + turn) % workers
      while let item = claim(from: owner, in: known, first: turn == 0) {
        job.pointee.body?.pointee(item, worker)
        count += 1
      }
    }
    guard count > 0 else { return }
    done.wrappingAdd(count, ordering: .sequentiallyConsistent)
    guard worker > 0, isCallerAsleep.load(ordering: .sequentiallyConsistent) else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_signal(roundOver)
    pthread_mutex_unlock(mutex)
  }

  /// The first or the last item of a share, now the caller's; nil when there is none to claim.
  private func claim(from owner: Int, in known: UInt32, first: Bool) -> Int? {
    let share = shares + owner * Self.shareStride
    var seen = share.pointee.load(ordering: .acquiring)
    while true {
      let (low, high) = (seen >> 20 & 0xf_ffff, seen & 0xf_ffff)
      guard seen >> 40 == UInt64(known >> 8), low < high else { return nil }
      let rest = first ? seen + (1 << 20) : seen - 1
      let (exchanged, original) = share.pointee.weakCompareExchange(
        expected: seen, desired: rest, ordering: .acquiringAndReleasing)
      if exchanged { return Int(first ? low : high - 1) }
      seen = original
    }
  }

  // MARK: The threads

  private func work(_ worker: Int) -> Never {
    var last: UInt32 = 0
    while true {
      last = nextRound(after: last)
      if last & 0xff > UInt32(worker) { takePart(worker: worker, in: last) }
    }
  }

  /// The round that follows `last`; waits for it.
  private func nextRound(after last: UInt32) -> UInt32 {
    for _ in 0..<Self.patience {
      let seen = round.load(ordering: .acquiring)
      if seen != last { return seen }
      spiral_pause()
    }
    pthread_mutex_lock(mutex)
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    var seen = round.load(ordering: .sequentiallyConsistent)
    while seen == last {
      pthread_cond_wait(newRound, mutex)
      seen = round.load(ordering: .sequentiallyConsistent)
    }
    sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
    return seen
  }
}
