import JSONText
import NeuralNet
import PaintCore

/// The numbers of a trainer beside its weights.
private struct TrainerNumbers {
  var randomPosition: UInt64
  var nextSeed: UInt64
  var stepTotal: Int
  var iterationTotal: Int

  static var fields: [JSONField<TrainerNumbers>] {
    [
      .seed("randomPosition", \.randomPosition),
      .seed("nextSeed", \.nextSeed),
      .integer("stepTotal", \.stepTotal, 0...Int.max),
      .integer("iterationTotal", \.iterationTotal, 0...Int.max),
    ]
  }
}

extension PaintingTrainer {
  private static let (weightsName, averageName, numbersName) = (
    "policy.safetensors", "average.safetensors", "trainer.json"
  )

  /// Everything that training needs to go on exactly as it would have, by name, but for the critic.
  ///
  /// - Precondition: `isWhole`.
  public func state() -> [String: [UInt8]] {
    precondition(isWhole, "the state of half an iteration")
    var writer = JSONWriter()
    writer.object(
      TrainerNumbers.fields,
      of: TrainerNumbers(
        randomPosition: random.position, nextSeed: lanes.nextSeed, stepTotal: stepTotal,
        iterationTotal: iterationTotal))
    let weights = SafetensorsFile(
      parameters.namedTensors() + updater.optimizer.namedTensors("adam"))
    let own = [
      Self.weightsName: weights.encoded(),
      Self.averageName: SafetensorsFile(average.average.namedTensors()).encoded(),
      Self.numbersName: writer.bytes,
    ]
    return own.merging(reward.state()) { first, _ in first }
  }

  /// Goes on from what `state` returned in a trainer that was made in the same way.
  ///
  /// - Throws: What does not fit; the trainer is of no use then.
  public func restore(_ state: [String: [UInt8]]) throws(TrainingError) {
    let weights = try Self.file(Self.weightsName, state)
    let averaged = try Self.file(Self.averageName, state)
    do {
      try parameters.load(weights)
      try updater.optimizer.load(weights, "adam")
    } catch { throw .checkpoint("\(Self.weightsName): \(error)") }
    do { try average.average.load(averaged) } catch {
      throw .checkpoint("\(Self.averageName): \(error)")
    }
    var numbers = TrainerNumbers(randomPosition: 0, nextSeed: 0, stepTotal: 0, iterationTotal: 0)
    do {
      try JSON.parse(state[Self.numbersName] ?? []).read(TrainerNumbers.fields, into: &numbers)
    } catch { throw .checkpoint("\(Self.numbersName): \(error)") }
    random = RandomStream(
      key: random.key, stream: random.stream, position: numbers.randomPosition)
    lanes.nextSeed = numbers.nextSeed
    (stepTotal, iterationTotal) = (numbers.stepTotal, numbers.iterationTotal)
    try reward.restore(state)
  }

  private static func file(
    _ name: String, _ state: [String: [UInt8]]
  ) throws(TrainingError) -> SafetensorsFile {
    do { return try SafetensorsFile(parsing: state[name] ?? []) } catch {
      throw .checkpoint("\(name): \(error)")
    }
  }

  /// Whether there is a critic to save.
  public var hasCritic: Bool { critic != nil }

  /// Has the critic write itself.
  public func saveCritic(to path: String) throws(TrainingError) {
    do { try critic?.save(to: path) } catch { throw .critic("\(error)") }
  }

  /// Has the critic go on from what it wrote.
  public func loadCritic(from path: String) throws(TrainingError) {
    do { try critic?.load(from: path) } catch { throw .checkpoint("\(path): \(error)") }
  }
}
