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
    discussion: "Run it as Scripts/bench. All figures are from one run.",
    subcommands: [LanesCommand.self, AllocationsCommand.self])

  /// What can be measured.
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case brush, engine, wire, plotter, learner
  }

  @Option(
    parsing: .upToNextOption,
    help: "Parts: brush (against libmypaint, and cores), engine, wire, plotter, learner.")
  var only: [Part] = Part.allCases

  @Option(help: "The harness of libmypaint, which Scripts/bench builds.")
  var peer: String?

  @Option(help: "The library that counts allocations, which Scripts/bench builds.")
  var counter: String?

  @Option(help: "Seconds per measurement.")
  var seconds = 2.0

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    guard seconds > 0, seconds < 600 else { throw ValidationError("--seconds must be in 0...600") }
    let server = Self.programFolder.appending(path: "spiral-env").path
    let cores = ProcessInfo.processInfo.activeProcessorCount
    var report = BenchReport(cores: cores)
    if only.contains(.brush) {
      let program = Self.programFolder.appending(path: "spiral-bench").path
      report.peers = try PeerBenchmark(harness: peer, seconds: seconds).run()
      report.lanes = try LanesBenchmark(program: program, seconds: seconds, coreCount: cores).run()
      if let counter {
        report.allocations = try AllocationBenchmark(program: program, counter: counter).run()
      }
    }
    if only.contains(.engine) {
      report.engine = try EngineBenchmark(server: server, seconds: seconds, coreCount: cores).run()
    }
    if only.contains(.wire) {
      report.wire = try WireBenchmark(server: server, seconds: seconds).run()
    }
    if only.contains(.plotter) {
      report.plotter = try PlotterBenchmark(server: server, seconds: seconds).run()
    }
    if only.contains(.learner) {
      report.learner = LearnerBenchmark(seconds: seconds, coreCount: cores).run()
    }
    print(json ? report.json : report.text)
  }

  /// Where this program is, and the others with it.
  private static var programFolder: URL {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
  }
}
