import Synchronization

/// How many images are there and what went wrong, counted by several workers.
final class DatasetTally: Sendable {
  private struct State {
    var done: Int
    var made = 0
    var failure: (index: Int, error: SceneDatasetError)?
  }

  private let state: Mutex<State>
  private let total: Int

  /// - Parameter done: Images of earlier runs.
  init(done: Int, of total: Int) {
    state = Mutex(State(done: done))
    self.total = total
  }

  /// Images that are there.
  var done: Int { state.withLock(\.done) }

  /// Images of this run.
  var made: Int { state.withLock(\.made) }

  /// What is wrong with the earliest image that failed.
  var error: SceneDatasetError? { state.withLock { $0.failure?.error } }

  /// Counts images and tells the share that is there, one caller after the other.
  func add(_ count: Int, _ progress: (Double) -> Void) {
    state.withLock { state in
      state.done += count
      state.made += count
      progress(Double(state.done) / Double(total))
    }
  }

  /// Notes a failure.
  func fail(_ error: SceneDatasetError, at index: Int) {
    state.withLock { state in
      if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
    }
  }
}
