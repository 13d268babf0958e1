import EnvironmentAPI
import JSONText
import PaintCore
import Scene3D
import Synchronization

/// Times the renderer of 3D scenes: whole pictures, and pictures in which one object changes.
struct SceneMeasure {
  /// One way to render and how fast it was.
  struct Row {
    /// Width and height, px.
    var size: Int
    var shadows: Bool
    /// How many renderers worked at the same time.
    var cores: Int
    /// Pictures from nothing, of all cores together, per second.
    var full = 0.0
    /// Pictures in which the last object is another one, of all cores together, per second.
    var incremental = 0.0
  }

  /// Scenes that take turns; they differ in the last object only.
  private let scenes: [Scene]
  private let samples: Int

  /// Scatters objects over the ground as random actions do.
  ///
  /// - Throws: what the scene file throws, and `unsupported` when it has no grammar `spiral`.
  init(_ configuration: EnvironmentConfiguration, objectCount: Int, seed: UInt64) throws {
    let file = try SceneFile.load(configuration.options.string("scene"))
    guard let space = file.spiralActions, let kind = space.index(of: "kind") else {
      throw EnvironmentError.unsupported("measuring a scene file without the grammar spiral")
    }
    var random = RandomStream(key: seed, stream: 0)
    var actions = space.sample(count: objectCount, from: &random)
    let others = space.sample(count: 64, from: &random)
    for row in 0..<objectCount { actions.numbers[row * space.width + space.offsets[kind]] = 0 }
    scenes = try (0..<64).map { index in
      var actions = actions
      for column in 0..<space.width where column != space.offsets[kind] && objectCount > 0 {
        actions.numbers[(objectCount - 1) * space.width + column] =
          others.numbers[index * space.width + column]
      }
      return try file.scene(afterSpiral: actions)
    }
    samples = Int(configuration.options.string("samples")) ?? 4
  }

  /// Measures all sizes, with and without shadows, on one core and on all.
  func rows(for duration: Duration) -> [Row] {
    var rows: [Row] = []
    for size in [64, 128, 256] {
      for shadows in [true, false] {
        for cores in Set([1, Parallel.coreCount]).sorted() {
          var row = Row(size: size, shadows: shadows, cores: cores)
          row.full = rate(row, for: duration) { renderer, index, frame in
            renderer.render(scenes[index], into: &frame)
          }
          row.incremental = rate(row, for: duration) { renderer, index, frame in
            renderer.update(scenes[index], changed: scenes[index].objects.count - 1, into: &frame)
          }
          rows.append(row)
        }
      }
    }
    return rows
  }

  /// Calls `work` on all cores of the row until the time is up.
  private func rate(
    _ row: Row, for duration: Duration,
    _ work: (SceneRenderer, _ scene: Int, inout RenderedFrame) -> Void
  ) -> Double {
    let total = Mutex(0.0)
    Parallel.forEach(row.cores, workers: row.cores) { _, _ in
      let renderer = SceneRenderer(
        RenderSettings(
          width: row.size, height: row.size, samples: samples, shadows: row.shadows))
      var frame = RenderedFrame(width: row.size, height: row.size)
      work(renderer, 0, &frame)
      let clock = ContinuousClock()
      let start = clock.now
      var count = 0
      while clock.now - start < duration {
        count += 1
        work(renderer, count % scenes.count, &frame)
      }
      let rate = Double(count) / ((clock.now - start) / .seconds(1))
      total.withLock { $0 += rate }
    }
    return total.withLock(\.self)
  }
}

extension SceneMeasure {
  /// The figures as a table for people.
  static func table(_ rows: [Row]) -> String {
    let head = "size  shadows  cores  full frames/s  incremental frames/s"
    return
      ([head]
      + rows.map { row in
        pad("\(row.size)", 4) + pad(row.shadows ? "on" : "off", 9) + pad("\(row.cores)", 7)
          + pad("\(Int(row.full))", 15) + pad("\(Int(row.incremental))", 22)
      }).joined(separator: "\n")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Writes the figures as an array of objects.
  static func write(_ rows: [Row], to writer: inout JSONWriter) {
    writer.beginArray()
    for row in rows {
      writer.beginObject()
      writer.key("size")
      writer.integer(row.size)
      writer.key("shadows")
      writer.boolean(row.shadows)
      writer.key("cores")
      writer.integer(row.cores)
      writer.key("fullFramesPerSecond")
      writer.number(row.full)
      writer.key("incrementalFramesPerSecond")
      writer.number(row.incremental)
      writer.endObject()
    }
    writer.endArray()
  }
}
