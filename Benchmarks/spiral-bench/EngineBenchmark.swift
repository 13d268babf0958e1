import JSONText

/// What `spiral-env bench` measured of one brush at one size.
struct EngineFigures {
  var brush: String
  /// Pixels.
  var canvas: Int
  /// Whether all cores worked.
  var isParallel: Bool
  /// Steps per second.
  var steps: Double
  /// Steps per second with the observation written and encoded.
  var observedSteps: Double
  /// Programs of eight steps per second through `evaluate`, which always uses all cores.
  var programs: Double

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("brush")
    writer.string(brush)
    writer.key("canvas")
    writer.integer(canvas)
    writer.key("parallel")
    writer.boolean(isParallel)
    writer.key("stepsPerSecond")
    writer.number(steps)
    writer.key("stepsPerSecondWithObservation")
    writer.number(observedSteps)
    writer.key("programsPerSecond")
    writer.number(programs)
    writer.endObject()
  }
}

/// Runs `spiral-env bench` for the brushes and sizes that others have measured.
struct EngineBenchmark {
  let server: String
  let seconds: Double
  let coreCount: Int

  func run() throws -> [EngineFigures] {
    var figures: [EngineFigures] = []
    for brush in ["dry_brush", "pen"] {
      for canvas in [64, 256] {
        for isParallel in [false, true] {
          figures.append(try measure(brush: brush, canvas: canvas, isParallel: isParallel))
        }
      }
    }
    return figures
  }

  private func measure(brush: String, canvas: Int, isParallel: Bool) throws -> EngineFigures {
    let node = try serverBench(
      server,
      [
        "--backend", "brush", "--option", "brush=classic/\(brush)", "--option",
        "canvas=\(canvas)", "--num-envs", "\(isParallel ? 8 * coreCount : 1)",
      ], seconds: seconds)
    return EngineFigures(
      brush: brush, canvas: canvas, isParallel: isParallel,
      steps: try node.member("stepsPerSecond").number(),
      observedSteps: try node.member("stepsPerSecondWithObservation").number(),
      programs: try node.member("programsPerSecond").number())
  }
}
