import ArgumentParser
import Foundation
import JSONText

/// Measures the programs of this package as their users run them: the engine through
/// `spiral-env bench`, the wire through a pipe.
@main
struct SpiralBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spiral-bench",
    abstract: "Measure engine, search, wire, plotter and learner on this machine.",
    discussion: "Run it as Scripts/bench. All figures are from one run.")

  @Option(help: "Seconds per measurement.")
  var seconds = 2.0

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    guard seconds > 0, seconds < 600 else { throw ValidationError("--seconds must be in 0...600") }
    let server = Self.programFolder.appending(path: "spiral-env").path
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let engine = try EngineBenchmark(server: server, seconds: seconds, coreCount: cores).run()
    let wire = try WireBenchmark(server: server, seconds: seconds).run()
    let plotter = try PlotterBenchmark(server: server, seconds: seconds).run()
    let learner = LearnerBenchmark(seconds: seconds, coreCount: cores).run()
    print(
      json
        ? Self.jsonText(engine, wire, plotter, learner)
        : Self.text(engine, wire, plotter, learner, cores: cores))
  }

  /// Where this program is, and the others with it.
  private static var programFolder: URL {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
  }

  private static func text(
    _ engine: [EngineFigures], _ wire: [WireFigures], _ plotter: [PlotterFigures],
    _ learner: [LearnerFigures], cores: Int
  ) -> String {
    var lines = [
      "brush engine: uniform random actions, sizes 1,2,4,8,12,24, grid 32, colour and pressure;"
        + " programs of 8 steps through evaluate",
      column("brush", "px", "cores", "steps/s", "with observation", "programs/s (8)"),
    ]
    lines += engine.map {
      column(
        $0.brush, "\($0.canvas)", "\($0.isParallel ? cores : 1)", "\(Int($0.steps))",
        "\(Int($0.observedSteps))", "\(Int($0.programs))")
    }
    lines += ["", "wire, one client over a pipe, brush ink at 64 px, observations in base64"]
    lines += [column("lanes", "ping/s", "steps/s", "steps/s, want []", "round trips/s", "")]
    lines += wire.map {
      column(
        "\($0.lanes)", "\(Int($0.pings))", "\(Int($0.roundTrips * Double($0.lanes)))",
        "\(Int($0.blindRoundTrips * Double($0.lanes)))", "\(Int($0.roundTrips))", "")
    }
    lines += ["", "plotter, one lane; plans of 20 curves; 100,000 random strokes ordered on A4"]
    lines += [column("machine", "steps/s", "plans/s", "ordered in s")]
    lines += plotter.map {
      column(
        $0.machine, "\(Int($0.steps))", "\(Int($0.plans))",
        "\(($0.optimize * 10).rounded() / 10)")
    }
    lines += ["", "learner, 32x32 pictures; training is forward, backward and Adam"]
    lines += [column("network", "batch", "threads", "trained/s", "scored/s", "")]
    lines += learner.map {
      column(
        $0.network, "\($0.batch)", "\($0.threads)", "\(Int($0.trained))", "\(Int($0.scored))", "")
    }
    return lines.joined(separator: "\n")
  }

  private static func column(_ cells: String...) -> String {
    cells.enumerated().map { index, cell in
      cell.padding(toLength: index == 0 ? 12 : 18, withPad: " ", startingAt: 0)
    }.joined().trimmingCharacters(in: .whitespaces)
  }

  private static func jsonText(
    _ engine: [EngineFigures], _ wire: [WireFigures], _ plotter: [PlotterFigures],
    _ learner: [LearnerFigures]
  ) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("engine")
    writer.beginArray()
    for figures in engine { figures.write(to: &writer) }
    writer.endArray()
    writer.key("wire")
    writer.beginArray()
    for figures in wire { figures.write(to: &writer) }
    writer.endArray()
    writer.key("plotter")
    writer.beginArray()
    for figures in plotter { figures.write(to: &writer) }
    writer.endArray()
    writer.key("learner")
    writer.beginArray()
    for figures in learner { figures.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
