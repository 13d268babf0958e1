import EnvironmentAPI
import ImageFiles
import JSONText
import PaintCore
import StrokeProgram

extension WatchScene {
  /// Writes the members of the scene into an object that has begun.
  func write(to writer: inout JSONWriter) throws {
    writer.key("backend")
    writer.string("\(configuration.backend.name) \(configuration.backend.version)")
    writer.key("options")
    configuration.options.values.write(to: &writer)
    writer.key("autoreset")
    writer.string(autoreset.rawValue)
    writer.key("laneCount")
    writer.integer(laneCount)
    writer.key("maximumActions")
    writer.integer(configuration.maximumActions)
    writer.key("stepsPerSecond")
    writer.shortNumber(stepsPerSecond)
    writer.key("finishedReturns")
    writer.beginArray()
    for value in finishedReturns { writer.shortNumber(value) }
    writer.endArray()
    let shape = configuration.canvasShape
    writer.key("width")
    writer.integer(shape[1])
    writer.key("height")
    writer.integer(shape[0])
    writer.key("lanes")
    writer.beginArray()
    for lane in lanes { try lane.write(shape: shape, to: &writer) }
    writer.endArray()
  }
}

extension WatchedLane {
  fileprivate func write(shape: [Int], to writer: inout JSONWriter) throws {
    writer.beginObject()
    writer.key("lane")
    writer.integer(index)
    writer.key("seed")
    writer.string("\(progress.seed)")
    writer.key("episode")
    writer.string("\(progress.episode)")
    writer.key("step")
    writer.integer(progress.stepCount)
    writer.key("return")
    writer.shortNumber(progress.episodeReturn)
    writer.key("ended")
    writer.boolean(progress.isEnded)
    writer.key("finished")
    writer.integer(progress.finishedCount)
    writer.key("returns")
    writer.beginArray()
    for point in returns {
      writer.integer(point.step)
      writer.shortNumber(point.value)
    }
    writer.endArray()
    writer.key("png")
    try Self.write(canvas, shape: shape, to: &writer)
    if let target = record.target {
      writer.key("target")
      try Self.write(target, shape: shape, to: &writer)
    }
    writer.endObject()
  }

  private static func write(
    _ pixels: [UInt8], shape: [Int], to writer: inout JSONWriter
  ) throws {
    let picture = try PixelImage(
      width: shape[1], height: shape[0], channels: shape[2], pixels: pixels)
    try PNG.encodeFast(picture).withUnsafeBytes { writer.base64($0) }
  }
}
