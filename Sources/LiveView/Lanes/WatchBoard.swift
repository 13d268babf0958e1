import EnvironmentAPI
import Synchronization

/// What the step loop shows and those who watch see: the only thing that their threads share.
///
/// The step loop never waits for it: it asks an atomic flag whether anybody watches, and drops a
/// picture when the board is being read.
public final class WatchBoard: Sendable {
  private let watched = Atomic(false)
  private let content = Mutex(Content())

  /// Which lanes are wanted, and what was shown last.
  private struct Content {
    var wish = WatchWish()
    var scene: WatchScene?
  }

  /// An empty board that nobody watches.
  public init() {}

  /// Whether somebody watches now.
  var isWatched: Bool {
    get { watched.load(ordering: .relaxed) }
    set { watched.store(newValue, ordering: .relaxed) }
  }

  /// What those who watch want to see; nil while they are asking.
  var wish: WatchWish? { content.withLockIfAvailable(\.wish) }

  /// Shows `scene`; false when the board is being read.
  func show(_ scene: WatchScene) -> Bool {
    content.withLockIfAvailable { $0.scene = scene } != nil
  }

  /// Returns what was shown last, and says what to show from now on.
  func look(wanting wish: WatchWish) -> WatchScene? {
    content.withLock {
      $0.wish = wish
      return $0.scene
    }
  }

  /// Returns what was shown last.
  var scene: WatchScene? { content.withLock(\.scene) }
}

/// Which lanes somebody wants to see.
struct WatchWish: Sendable, Equatable {
  /// The first one.
  var first = 0
  /// How many, at most ``maximumCount``.
  var count = 16
  /// The one in the middle of attention, wherever it is.
  var chosen = 0

  static let maximumCount = 64
}

/// The lanes at one moment.
struct WatchScene: Sendable {
  /// Grows with every scene of a board.
  var number: Int
  var configuration: EnvironmentConfiguration
  var autoreset: Autoreset
  var laneCount: Int
  /// Steps of the lanes shown in a second, over the last one.
  var stepsPerSecond: Double
  var lanes: [WatchedLane]
  /// Returns of the last episodes that ended in the lanes shown, oldest first.
  var finishedReturns: [Double]
}

/// One lane at one moment.
struct WatchedLane: Sendable {
  var index: Int
  var progress: VectorEnvironment.LaneProgress
  var record: EpisodeRecord
  /// The canvas, row-major.
  var canvas: [UInt8]
  /// The return after each step that was seen.
  var returns: [ReturnPoint]
}

/// The return of an episode after some of its steps.
struct ReturnPoint: Sendable, Equatable {
  var step: Int
  var value: Double
}
