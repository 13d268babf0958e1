import EnvironmentAPI

/// Looks at the lanes between two requests, on the thread that steps them.
///
/// Progress is noted after every request; pictures are taken at most every 50 ms, and so seldom that
/// they take no more than a fiftieth of the time.
struct LaneRecorder {
  private struct Curve {
    var progress: VectorEnvironment.LaneProgress
    var points: [ReturnPoint]

    init(_ progress: VectorEnvironment.LaneProgress) {
      self.progress = progress
      points = [Self.point(progress)]
    }

    mutating func follow(to newest: VectorEnvironment.LaneProgress, goesOn: Bool) {
      progress = newest
      if !goesOn { points.removeAll(keepingCapacity: true) }
      if points.count < LaneRecorder.longestCurve { points.append(Self.point(newest)) }
    }

    private static func point(_ progress: VectorEnvironment.LaneProgress) -> ReturnPoint {
      ReturnPoint(step: progress.stepCount, value: progress.episodeReturn)
    }
  }

  private var wish = WatchWish()
  private var curves: [Int: Curve] = [:]
  private var finished: [Double] = []
  private var sceneCount = 0
  private var nextPicture = ContinuousClock.now
  private var stepCount = 0
  private var stepsPerSecond = 0.0
  private var countedSince = ContinuousClock.now

  static let shortestPause = Duration.milliseconds(50)
  static let longestPause = Duration.seconds(2)
  static let longestCurve = 4096
  static let longestHistory = 400

  /// Notes how far the lanes are, and shows them when it is time.
  mutating func look(at lanes: VectorEnvironment, for board: WatchBoard) {
    let now = ContinuousClock.now
    let shown = shownLanes(of: lanes.laneCount)
    for lane in shown { note(lane, lanes) }
    measureSpeed(now)
    guard now >= nextPicture else { return }
    if let newest = board.wish, newest != wish {
      wish = newest
      let shown = shownLanes(of: lanes.laneCount)
      for lane in shown { note(lane, lanes) }
      curves = curves.filter { shown.contains($0.key) }
    }
    let taken = board.show(scene(of: lanes))
    // A picture that took long because the machine is busy must not stop the page for long.
    let rest = min(max(Self.shortestPause, (ContinuousClock.now - now) * 50), Self.longestPause)
    nextPicture = now + (taken ? rest : Self.shortestPause)
  }

  /// Forgets everything, when nobody watches or the lanes are gone.
  mutating func forget() {
    if !curves.isEmpty || !finished.isEmpty {
      curves = [:]
      finished = []
    }
  }

  private func shownLanes(of laneCount: Int) -> [Int] {
    let first = min(max(0, wish.first), laneCount)
    let count = min(max(0, wish.count), WatchWish.maximumCount, laneCount - first)
    let range = first..<(first + count)
    let isElsewhere = !range.contains(wish.chosen) && (0..<laneCount).contains(wish.chosen)
    return Array(range) + (isElsewhere ? [wish.chosen] : [])
  }

  private mutating func note(_ lane: Int, _ lanes: VectorEnvironment) {
    guard let progress = lanes.progress(of: lane) else { return }
    guard let old = curves[lane]?.progress else {
      curves[lane] = Curve(progress)
      return
    }
    guard progress != old else { return }
    if progress.finishedCount > old.finishedCount {
      if finished.count >= Self.longestHistory { finished.removeFirst() }
      finished.append(progress.finishedReturn)
    }
    let goesOn =
      progress.seed == old.seed && progress.episode == old.episode
      && progress.stepCount >= old.stepCount
    stepCount += goesOn ? progress.stepCount - old.stepCount : 1
    curves[lane]?.follow(to: progress, goesOn: goesOn)
  }

  private mutating func measureSpeed(_ now: ContinuousClock.Instant) {
    let time = now - countedSince
    guard time >= .seconds(1) else { return }
    stepsPerSecond = Double(stepCount) / (time / .seconds(1))
    stepCount = 0
    countedSince = now
  }

  private mutating func scene(of lanes: VectorEnvironment) -> WatchScene {
    sceneCount += 1
    return WatchScene(
      number: sceneCount, configuration: lanes.configuration, autoreset: lanes.autoreset,
      laneCount: lanes.laneCount, stepsPerSecond: stepsPerSecond,
      lanes: shownLanes(of: lanes.laneCount).compactMap { picture(of: $0, lanes) },
      finishedReturns: finished)
  }

  private func picture(of lane: Int, _ lanes: VectorEnvironment) -> WatchedLane? {
    guard let progress = lanes.progress(of: lane), let view = try? lanes.view(lane),
      let record = try? lanes.record(of: lane)
    else { return nil }
    let size = lanes.configuration.observation[0].space.byteCount
    let canvas = [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
      view.writeObservation(leaf: 0, into: UnsafeMutableRawBufferPointer(bytes))
      count = size
    }
    return WatchedLane(
      index: lane, progress: progress, record: record, canvas: canvas,
      returns: curves[lane]?.points ?? [])
  }
}
