import JSONText
import Learning

/// The numbers of a reward beside its replayed pictures.
private struct RewardNumbers {
  var scaleMean: Float
  var scaleDeviation: Float
  var scaleBatches: Int
  var replayNext: Int

  static var fields: [JSONField<RewardNumbers>] {
    [
      .number("scaleMean", \.scaleMean, -1e30...1e30),
      .number("scaleDeviation", \.scaleDeviation, 1e-30...1e30),
      .integer("scaleBatches", \.scaleBatches, 0...Int.max),
      .integer("replayNext", \.replayNext, 0...Int.max),
    ]
  }
}

extension CriticReward {
  private static let (numbersName, replayName) = ("reward.json", "replay.bin")

  func state() -> [String: [UInt8]] {
    var writer = JSONWriter()
    writer.object(
      RewardNumbers.fields,
      of: RewardNumbers(
        scaleMean: scale.mean, scaleDeviation: scale.deviation, scaleBatches: scale.batchCount,
        replayNext: replay.next))
    return [Self.numbersName: writer.bytes, Self.replayName: replay.contents]
  }

  func restore(_ state: [String: [UInt8]]) throws(TrainingError) {
    var numbers = RewardNumbers(
      scaleMean: 0, scaleDeviation: 1, scaleBatches: 0, replayNext: 0)
    do {
      try JSON.parse(state[Self.numbersName] ?? []).read(RewardNumbers.fields, into: &numbers)
    } catch { throw .checkpoint("\(Self.numbersName): \(error)") }
    scale.restore(
      mean: numbers.scaleMean, deviation: numbers.scaleDeviation, batchCount: numbers.scaleBatches)
    let pictures = state[Self.replayName] ?? []
    guard replay.restore(pictures, next: numbers.replayNext) else {
      throw .checkpoint(
        "\(Self.replayName): expected up to \(replay.capacity) pictures of "
          + "\(replay.itemByteCount) bytes, got \(pictures.count) bytes")
    }
  }
}
