import EnvironmentAPI
import JSONText
import PaintCore
import StrokeProgram

extension EpisodeFilm {
  /// Writes the film from step `first` on, as the page reads it: an object with `film`, `seed`,
  /// `episode`, `width`, `height`, `from`, `stepCount`, `parts` and `steps`, and `start` when it is from the first step.
  func write(from first: Int, to writer: inout JSONWriter) {
    let first = min(max(0, first), steps.count)
    writer.beginObject()
    writer.key("film")
    writer.integer(identifier)
    writer.key("seed")
    writer.string("\(record.seed)")
    writer.key("episode")
    writer.string("\(record.episode)")
    writer.key("width")
    writer.integer(picture.width)
    writer.key("height")
    writer.integer(picture.height)
    writer.key("stepCount")
    writer.integer(stepCount)
    writer.key("from")
    writer.integer(first)
    if first == 0 {
      writer.key("start")
      start.write(to: &writer)
      writer.key("parts")
      writeParts(to: &writer)
    }
    writer.key("steps")
    writer.beginArray()
    for step in steps[first...] { step.write(to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  /// Describes the numbers of an action; those of a part with several are numbered.
  private func writeParts(to writer: inout JSONWriter) {
    writer.beginArray()
    for part in engine.action.parts {
      let count = part.space.elementCount
      for index in 0..<count {
        part.write(named: count == 1 ? part.name : "\(part.name) \(index + 1)", to: &writer)
      }
    }
    writer.endArray()
  }
}

extension ActionPart {
  /// Writes what the page needs in order to put a number of this part into words.
  fileprivate func write(named name: String, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("name")
    writer.string(name)
    writer.key("doc")
    writer.string(doc)
    if case .discrete(let count) = space {
      writer.key("levels")
      writer.integer(count)
    }
    if case .grid(let rows, let columns) = meaning {
      writer.key("grid")
      writer.briefNumbers([Double(rows), Double(columns)])
    }
    if let activeWhen {
      writer.key("when")
      writer.string(activeWhen.part)
      writer.key("values")
      writer.briefNumbers(activeWhen.values.map(Double.init))
    }
    writer.endObject()
  }
}

extension EpisodeFilm.Step {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if let change {
      writer.key("frame")
      change.write(to: &writer)
    }
    if !strokes.isEmpty {
      writer.key("strokes")
      writer.beginArray()
      for stroke in strokes { stroke.writeBriefly(to: &writer) }
      writer.endArray()
    }
    writer.key("action")
    writer.beginArray()
    for number in action { writer.shortNumber(number) }
    writer.endArray()
    writer.endObject()
  }
}

extension FrameChange {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("x")
    writer.integer(x)
    writer.key("y")
    writer.integer(y)
    if replaces {
      writer.key("replaces")
      writer.boolean(true)
    }
    writer.key("png")
    png.withUnsafeBytes { writer.base64($0) }
    writer.endObject()
  }
}

extension Stroke {
  /// Writes the colour, the width and the three points, in parts of the page, and the pressures.
  fileprivate func writeBriefly(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("color")
    writer.string(color.hexadecimal)
    writer.key("width")
    writer.shortNumber(width)
    writer.key("points")
    writer.beginArray()
    for point in [start, control, end] {
      writer.shortNumber(point.x)
      writer.shortNumber(point.y)
    }
    writer.endArray()
    writer.key("pressure")
    writer.beginArray()
    writer.shortNumber(pressure.start)
    writer.shortNumber(pressure.end)
    writer.endArray()
    writer.endObject()
  }
}

extension JSONWriter {
  /// Writes a number with at most four digits behind the point, which is enough to look at.
  mutating func shortNumber(_ value: Double) {
    guard value.isFinite, abs(value) < 1e9 else { return number(value.isFinite ? value : 0) }
    briefNumber((value * 10_000).rounded() / 10_000)
  }
}
