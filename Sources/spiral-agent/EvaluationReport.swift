import Foundation
import ImageFiles
import JSONText

/// The figures of an evaluation.
protocol EvaluationReport {
  /// For people.
  var text: String { get }
  /// The value of `kind`.
  var kind: String { get }
  /// The number of measured pictures.
  var pictureCount: Int { get }
  /// The most actions of a picture.
  var stepCount: Int { get }
  /// The wall-clock time of painting.
  var seconds: Double { get }
  /// Writes the members of the kind.
  func writeMembers(to writer: inout JSONWriter)
  /// Some of the paintings.
  func sheet() -> ContactSheet
}

/// What was measured, and how.
struct EvaluationHeading {
  let policy: String
  let data: String
  let temperature: Double
  let refine: Int?
  let seed: UInt64
}

extension EvaluationReport {
  /// The figures as a JSON object on a line.
  func json(_ heading: EvaluationHeading) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("kind")
    writer.string(kind)
    writer.key("policy")
    writer.string(heading.policy)
    writer.key("data")
    writer.string(heading.data)
    writer.key("pictures")
    writer.integer(pictureCount)
    writer.key("steps")
    writer.integer(stepCount)
    writer.key("temperature")
    writer.number(heading.temperature)
    writer.key("refine")
    if let refine = heading.refine { writer.integer(refine) } else { writer.null() }
    writer.key("seed")
    writer.unsigned64(heading.seed)
    writer.key("seconds")
    writer.number(seconds)
    writer.key("secondsPerPicture")
    writer.number(seconds / Double(pictureCount))
    writeMembers(to: &writer)
    writer.endObject()
    writer.endLine()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A line for people: a name, and figures in columns.
  func line(_ name: String, _ columns: String...) -> String {
    let widths = [22] + columns.map { _ in 12 }
    let padded = zip([name] + columns, widths).map { text, width in
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    return String(padded.joined().reversed().drop { $0 == " " }.reversed())
  }

  /// A number with so many decimals.
  func decimal(_ number: Double, _ places: Int = 4) -> String {
    String(format: "%.\(places)f", number)
  }
}

extension JSONWriter {
  /// Writes a number, or `null` for none.
  mutating func number(_ value: Double?) {
    if let value { number(value) } else { null() }
  }
}
