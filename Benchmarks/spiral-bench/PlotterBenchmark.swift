import JSONText

/// What `spiral-env bench` measured of a plotter.
struct PlotterFigures {
  var machine: String
  /// Steps per second of one lane, each a stroke planned, driven and inked.
  var steps: Double
  /// Drawings of twenty curves planned per second.
  var plans: Double
  /// Seconds to order 100,000 random strokes on A4.
  var optimize: Double

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("machine")
    writer.string(machine)
    writer.key("stepsPerSecond")
    writer.number(steps)
    writer.key("plansPerSecond")
    writer.number(plans)
    writer.key("optimizeSeconds")
    writer.number(optimize)
    writer.endObject()
  }
}

/// Runs `spiral-env bench` for a gantry and an arm.
struct PlotterBenchmark {
  let server: String
  let seconds: Double

  func run() throws -> [PlotterFigures] {
    try ["axidraw-v3", "arm-2r"].map { machine in
      let node = try serverBench(
        server, ["--backend", "plotter", "--option", "machine=\(machine)"], seconds: seconds)
      return PlotterFigures(
        machine: machine, steps: try node.member("stepsPerSecond").number(),
        plans: try node.member("plansPerSecond").number(),
        optimize: try node.member("optimizeSeconds").number())
    }
  }
}
