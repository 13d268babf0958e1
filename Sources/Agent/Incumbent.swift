import EnvironmentAPI

/// The best program so far, with the states it passes through kept so that a change at one step
/// costs only the steps after it.
final class Incumbent {
  let client: any PaintingClient
  let width: Int
  /// The scalars of the program, action after action.
  private(set) var numbers: [Double] = []
  /// What the whole program earns.
  private(set) var value = 0.0
  /// What the first so many actions earn; valid as far as it goes.
  private var prefixValues = [0.0]
  private var snapshots: [Int: PaintingSnapshot] = [:]
  /// How many of the program's actions the client's lane has performed; nil when it is elsewhere.
  private var lanePosition: Int?
  /// Whether the episode was over when the lane arrived where it is; nothing can be evaluated then.
  private(set) var isLaneOver = false
  private let meter: SearchMeter

  /// Starts an episode with an empty program.
  init(
    _ client: any PaintingClient, seed: UInt64, target: [UInt8]?, meter: SearchMeter
  ) throws {
    self.client = client
    self.meter = meter
    width = client.specification.action.width
    try client.reset(seed: seed, target: target)
    snapshots[0] = try client.save()
    lanePosition = 0
  }

  /// The number of actions.
  var count: Int { numbers.count / width }

  /// The actions of `steps`.
  func actions(_ steps: Range<Int>) -> [Double] {
    Array(numbers[(steps.lowerBound * width)..<(steps.upperBound * width)])
  }

  /// Puts the first `length` actions of `tail` in place of everything from `step` on; the program
  /// then earns `value`.
  func replace(from step: Int, with tail: [Double], length: Int, value: Double) {
    let tail = tail[..<(length * width)]
    var same = step
    while same < count, (same - step + 1) * width <= tail.count,
      numbers[(same * width)..<((same + 1) * width)]
        == tail[((same - step) * width)..<((same - step + 1) * width)]
    { same += 1 }
    numbers.replaceSubrange((step * width)..., with: tail)
    self.value = value
    prefixValues.removeLast(max(0, prefixValues.count - same - 1))
    for position in snapshots.keys where position > same { snapshots[position] = nil }
    if let position = lanePosition, position > same { lanePosition = nil }
  }

  /// Goes back to an earlier program.
  func restore(_ program: [Double], value: Double) {
    replace(from: 0, with: program, length: program.count / width, value: value)
  }

  /// What the first `step` actions earn; the lane must have been there.
  func value(ofFirst step: Int) -> Double { prefixValues[step] }

  /// Forgets where the client's lane is, because somebody else has moved it.
  func leave() { lanePosition = nil }

  /// Brings the lane to where the first `step` actions have been performed.
  func moveLane(to step: Int) throws {
    if lanePosition == step { return }
    let nearest = snapshots.keys.filter { $0 <= step }.max() ?? 0
    var position = lanePosition.map { $0 <= step ? $0 : -1 } ?? -1
    if position < nearest, let snapshot = snapshots[nearest] {
      try client.load(snapshot)
      isLaneOver = false
      position = nearest
    }
    let isFar = step - position > 1
    lanePosition = nil
    while position < step { position = try advance(position) }
    lanePosition = step
    let isWorthKeeping = (isFar || step % 4 == 0) && !isLaneOver && snapshots[step] == nil
    if isWorthKeeping { snapshots[step] = try client.save() }
  }

  private func advance(_ position: Int) throws -> Int {
    let step = try client.step(numbers[(position * width)..<((position + 1) * width)])
    meter.add(1)
    isLaneOver = step.isEnd
    if prefixValues.count == position + 1 {
      prefixValues.append(prefixValues[position] + step.reward)
    }
    return position + 1
  }

  /// Returns what the program would earn with each of `tails` (of equal length) from `step` on, and
  /// how many actions of each tail are performed.
  func evaluate(
    _ tails: [Double], count: Int, from step: Int
  ) throws -> (values: [Double], lengths: [Int]) {
    try moveLane(to: step)
    let table = ActionTable(width: width, numbers: tails)
    meter.add(table.rowCount)
    let before = prefixValues[step]
    let evaluation = try client.evaluate(table, count: count)
    return (evaluation.returns.map { before + $0 }, evaluation.lengths)
  }

  /// Returns the canvas that the whole program leaves.
  func finalCanvas() throws -> [UInt8] {
    guard count > 0 else {
      try moveLane(to: 0)
      return client.canvas
    }
    let start = count - 1
    try moveLane(to: start)
    return try client.canvas(after: ActionTable(width: width, numbers: actions(start..<count)))
  }
}
