import PaintCore

/// One environment with what the core keeps for it: seed, episode, statistics, target and reward.
final class Lane {
  enum Phase: UInt8 {
    /// Never reset.
    case fresh
    /// In the middle of an episode.
    case running
    /// After the last step of an episode.
    case ended
  }

  /// What one step gave.
  struct Outcome: Equatable {
    var reward = 0.0
    var terminated = false
    var truncated = false
  }

  let configuration: EnvironmentConfiguration
  let environment: any PaintingEnvironment
  /// What the configuration says, kept because asking it costs more than a short step.
  private let engineLeafCount: Int
  private let counting: StepCounting
  private let maximumActions: Int
  private(set) var phase = Phase.fresh
  private(set) var seed: UInt64 = 0
  private(set) var episode: UInt64 = 0
  private(set) var stepCount = 0
  private(set) var episodeReturn = 0.0
  /// How many episodes have ended here and were followed by another, and the return of the last.
  private(set) var finishedCount = 0
  private(set) var finishedReturn = 0.0
  /// The counter of the published environment; see `StepCounting.resetIsFirstStep`.
  private var shownStep = 0
  private var publishedStep = 0
  /// The actions of this episode, row after row.
  private(set) var actions: [Double] = []
  private(set) var carriedStart: [UInt8]?
  private(set) var target: [UInt8]?
  private let targets: TargetPictures?
  private var canvas: [UInt8]
  private var distance = 0.0
  /// A digest of the canvas at the start, when being blank at the end costs something.
  private var blankDigest: UInt64 = 0

  /// - Parameter targets: Where episodes that are given no target take theirs from.
  init(_ configuration: EnvironmentConfiguration, targets: TargetPictures? = nil) {
    self.configuration = configuration
    self.targets = targets
    environment = configuration.engine.makeEnvironment()
    engineLeafCount = configuration.engine.observation.count
    counting = configuration.engine.counting
    maximumActions = configuration.maximumActions
    canvas = [UInt8](repeating: 0, count: configuration.observation[0].space.byteCount)
  }

  // MARK: Episodes

  /// Starts an episode: the first one of `newSeed`, or the next one of the seed it has.
  ///
  /// - Parameter given: Its target; nil takes one of the pictures, or keeps what is there.
  func reset(seed newSeed: UInt64?, target given: [UInt8]? = nil) {
    if phase == .ended {
      finishedCount += 1
      finishedReturn = episodeReturn
    }
    if let newSeed {
      seed = newSeed
      episode = 0
    } else {
      episode &+= phase == .fresh ? 0 : 1
    }
    target =
      given ?? targets?.target(seed: seed, episode: episode, byteCount: canvas.count) ?? target
    carriedStart = environment.carriedState()
    environment.reset(random: RandomStream(key: seed, stream: episode))
    phase = .running
    stepCount = 0
    episodeReturn = 0
    actions.removeAll(keepingCapacity: true)
    shownStep = counting == .actions ? 0 : publishedStep
    publishedStep = 1
    measure()
    blankDigest = canvasDigest()
  }

  /// Performs a validated action. `records` keeps it for the program.
  func step(_ action: ActionRow, records: Bool = true) -> Outcome {
    var outcome = Outcome()
    outcome.terminated = environment.step(action)
    if records { actions.append(contentsOf: action.numbers) }
    stepCount += 1
    publishedStep += 1
    shownStep = counting == .actions ? stepCount : publishedStep
    outcome.truncated = !outcome.terminated && stepCount >= maximumActions
    if outcome.terminated || outcome.truncated { phase = .ended }
    let before = distance
    measure()
    outcome.reward = before - distance - environment.lastCost - blankCost()
    episodeReturn += outcome.reward
    return outcome
  }

  // MARK: Reward

  /// Adds a reward that came from outside to the return of the episode, or of the one before it.
  func credit(_ reward: Double, toFinished: Bool) {
    if toFinished { finishedReturn += reward } else { episodeReturn += reward }
  }

  /// Updates the distance to the target, mean over all elements, in `0...1`.
  private func measure() {
    guard configuration.core.measuresDistance, let target else { return }
    let count = canvas.count
    distance = canvas.withUnsafeMutableBytes { bytes in
      environment.writeObservation(leaf: 0, into: bytes)
      return target.withUnsafeBufferPointer { target in
        let pixels = UnsafeBufferPointer(bytes.bindMemory(to: UInt8.self))
        guard let canvas = pixels.baseAddress, let target = target.baseAddress else { return 0 }
        return switch configuration.core.reward {
        case .l1:
          Double(ImageDistance.sumOfAbsoluteDifferences(canvas, target, count: count))
            / (255 * Double(count))
        default:
          Double(ImageDistance.sumOfSquaredDifferences(canvas, target, count: count))
            / (255 * 255 * Double(count))
        }
      }
    }
  }

  /// What the end of an episode costs that has left no mark.
  private func blankCost() -> Double {
    let cost = configuration.core.blankCost
    return cost > 0 && phase == .ended && canvasDigest() == blankDigest ? cost : 0
  }

  private func canvasDigest() -> UInt64 {
    guard configuration.core.blankCost > 0 else { return 0 }
    canvas.withUnsafeMutableBytes { environment.writeObservation(leaf: 0, into: $0) }
    var digest = Digest()
    digest.append(canvas)
    return digest.value
  }

  // MARK: Observation

  /// Writes leaf `index` of `configuration.observation`.
  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    switch index - engineLeafCount {
    case ..<0: environment.writeObservation(leaf: index, into: bytes)
    case 0: bytes.storeBytes(of: Int32(clamping: shownStep).littleEndian, as: Int32.self)
    case 1:
      let length = Int32(clamping: configuration.core.episodeLength)
      bytes.storeBytes(of: length.littleEndian, as: Int32.self)
    default: bytes.copyBytes(from: target ?? [])
    }
  }

  // MARK: Copies

  /// Takes over the whole state of another lane of the same configuration.
  func copyState(from other: Lane, withActions: Bool = true) {
    environment.copyState(from: other.environment)
    phase = other.phase
    seed = other.seed
    episode = other.episode
    stepCount = other.stepCount
    episodeReturn = other.episodeReturn
    shownStep = other.shownStep
    publishedStep = other.publishedStep
    if withActions {
      actions = other.actions
      carriedStart = other.carriedStart
    }
    target = other.target
    distance = other.distance
    blankDigest = other.blankDigest
  }

  func save() -> [UInt8] {
    var writer = StateWriter()
    writer.write(phase.rawValue)
    writer.write(seed)
    writer.write(episode)
    writer.write(Int64(stepCount))
    writer.write(episodeReturn)
    writer.write(Int64(shownStep))
    writer.write(Int64(publishedStep))
    writer.write(distance)
    writer.write(blankDigest)
    writer.write(UInt64(actions.count))
    for number in actions { writer.write(number) }
    write(carriedStart, to: &writer)
    write(target, to: &writer)
    environment.save(into: &writer)
    return writer.bytes
  }

  /// Reads what `save` wrote; when it throws this lane must be discarded.
  func load(_ bytes: [UInt8]) throws(EnvironmentError) {
    var reader = StateReader(bytes)
    let phaseByte: UInt8 = try reader.read()
    guard let phase = Phase(rawValue: phaseByte), phase != .fresh else {
      throw reader.damaged("the phase of a lane that has been reset", "\(phaseByte)")
    }
    self.phase = phase
    seed = try reader.read()
    episode = try reader.read()
    stepCount = try readCount(from: &reader)
    episodeReturn = try reader.readDouble()
    shownStep = try readCount(from: &reader)
    publishedStep = try readCount(from: &reader)
    distance = try reader.readDouble()
    blankDigest = try reader.read()
    actions = try readActions(from: &reader)
    carriedStart = try readOptionalBlock(from: &reader)
    target = try readOptionalBlock(from: &reader)
    if let target, target.count != canvas.count {
      throw reader.damaged("a target of \(canvas.count) bytes", "\(target.count)")
    }
    if target == nil, configuration.core.needsTarget {
      throw reader.damaged("a target", "none")
    }
    try environment.load(from: &reader)
    try reader.expectEnd()
  }

  private func write(_ block: [UInt8]?, to writer: inout StateWriter) {
    writer.write(block != nil)
    if let block { writer.write(block) }
  }

  private func readOptionalBlock(
    from reader: inout StateReader
  ) throws(EnvironmentError) -> [UInt8]? {
    try reader.readBool() ? reader.readBlock() : nil
  }

  private func readCount(from reader: inout StateReader) throws(EnvironmentError) -> Int {
    let count: Int64 = try reader.read()
    guard (0...Int64(Int32.max)).contains(count) else {
      throw reader.damaged("a count", "\(count)")
    }
    return Int(count)
  }

  private func readActions(from reader: inout StateReader) throws(EnvironmentError) -> [Double] {
    let declared: UInt64 = try reader.read()
    let space = configuration.engine.action
    guard let count = Int(exactly: declared), count <= reader.remaining / 8,
      count == stepCount * space.width
    else { throw reader.damaged("\(stepCount) actions of \(space.width)", "\(declared) numbers") }
    var numbers: [Double] = []
    for _ in 0..<count { numbers.append(try reader.readDouble()) }
    if count > 0 { try space.validate(ActionTable(width: space.width, numbers: numbers)) }
    return numbers
  }
}
