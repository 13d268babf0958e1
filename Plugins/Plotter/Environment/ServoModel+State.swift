import EnvironmentAPI
import PaintCore

/// Drives in saved states.
extension ServoModel {
  func save(into writer: inout StateWriter) {
    for stage in stages {
      for word in [stage.random.key, stage.random.stream, stage.random.position] {
        writer.write(word)
      }
      for number in [stage.pulse, stage.output] {
        writer.write(number != nil)
        writer.write(number ?? 0)
      }
      writer.write(stage.noise)
    }
  }

  /// Reads what `save` wrote of the drives of the same machine.
  mutating func load(from reader: inout StateReader) throws(EnvironmentError) {
    for index in stages.indices {
      stages[index].random = RandomStream(
        key: try reader.read(), stream: try reader.read(), position: try reader.read())
      stages[index].pulse = try Self.optionalNumber(from: &reader)
      stages[index].output = try Self.optionalNumber(from: &reader)
      stages[index].noise = try reader.readDouble()
      guard abs(stages[index].noise) < 1e6 else {
        throw reader.damaged("noise of a drive", "\(stages[index].noise)")
      }
    }
  }

  private static func optionalNumber(
    from reader: inout StateReader
  ) throws(EnvironmentError) -> Double? {
    let isThere = try reader.readBool()
    let number = try reader.readDouble()
    guard abs(number) < 1e6 else { throw reader.damaged("a drive's position", "\(number)") }
    return isThere ? number : nil
  }
}
