import ArgumentParser
import Foundation

/// `spiral-env soak`: whether a server stays small for long and leaves nothing behind.
struct SoakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Step a server for long and end many, and look for what grows or stays.",
    discussion: """
      First the brush paints on a small canvas over the wire, with resets, saved and loaded states;
      after a tenth of the steps the server's memory may change by 1 % and its descriptors by none.
      Then servers are started and ended: by the end of input, shutdown, signals, and by killing
      the client. Exit status 1 when something grew or stayed.

      EXAMPLES
        spiral-env soak
        spiral-env soak --steps 300000 --starts 28
      """)

  @Option(help: "Steps of all lanes together.")
  var steps = 10_000_000

  @Option(help: "Servers to start and end.")
  var starts = 1000

  @Option(help: "Environments in the server.")
  var lanes = 64

  @Option(help: "How pictures travel: shm, raw, b64 or json.")
  var encoding = "shm"

  @Option(help: "The brush.")
  var brush = "ink"

  @Flag(help: .hidden)
  var forever = false

  func run() throws {
    guard steps >= 0, starts >= 0, (1...4096).contains(lanes) else {
      throw ValidationError("--steps and --starts are at least 0, --lanes is in 1...4096")
    }
    let program = try CurrentProgram.path()
    let arguments = [
      "--backend", "brush", "--wire", "stdio", "--option", "canvas=32", "--option",
      "brush=\(brush)",
    ]
    let ends = StartsAndEnds(program: program, arguments: arguments, laneCount: min(lanes, 4))
    if forever { return try ends.stepForever(encoding: encoding) }
    var isClean = true
    if steps > 0 {
      let run = SoakRun(
        command: [program] + arguments, laneCount: lanes, encoding: encoding, stepCount: steps)
      isClean = print(try run.run())
    }
    if starts > 0 {
      let start = ContinuousClock.now
      let left = try ends.run(starts)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      Swift.print("\(starts) starts and ends in \(Int(seconds)) s, left behind: ", terminator: "")
      Swift.print(left.isEmpty ? "nothing" : left.joined(separator: ", "))
      isClean = isClean && left.isEmpty
    }
    if !isClean { throw ExitCode(1) }
  }

  /// Prints a report; returns whether nothing grew.
  private func print(_ report: SoakRun.Report) -> Bool {
    let total = report.samples.last?.steps ?? 0
    Swift.print(
      "\(total) steps of \(lanes) lanes in \(encoding), \(report.episodes) episodes, "
        + "\(Int(report.seconds)) s")
    Swift.print("     steps  memory KiB  descriptors")
    for (index, sample) in report.samples.enumerated()
    where index == 0 || (index + 1) % 10 == 0 || index == report.samples.count - 1 {
      Swift.print(
        String(format: "%10d  %10d  %11d", sample.steps, sample.residentKiB, sample.descriptors))
    }
    let percent = String(format: "%.2f", report.memoryChange * 100)
    Swift.print(
      "after the first tenth: memory within \(percent) %, descriptors "
        + (report.descriptorsAreFlat ? "the same" : "CHANGED"))
    return report.memoryChange <= 0.01 && report.descriptorsAreFlat
  }
}
