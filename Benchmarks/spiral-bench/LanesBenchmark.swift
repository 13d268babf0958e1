import ArgumentParser
import Foundation
import JSONText

/// How much of two independent processes lanes on all cores of one process reach.
struct LanesFigures {
  var scene: BrushScene
  /// Steps per second with observations: one process on all cores, and one process per core.
  var together: Double
  var apart: Double
  /// The median of the rounds.
  var ratio: Double

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    scene.writeMembers(to: &writer)
    writer.key("oneProcess")
    writer.number(together)
    writer.key("oneProcessPerCore")
    writer.number(apart)
    writer.key("ratio")
    writer.number(ratio)
    writer.endObject()
  }
}

/// Compares one process on all cores with one process per core, in turns.
struct LanesBenchmark {
  private static let lanesPerCore = 32
  private static let rounds = 11

  let program: String
  let seconds: Double
  let coreCount: Int

  func run() throws -> [LanesFigures] {
    try BrushScene.all.indices.map { try measure($0) }
  }

  private func measure(_ index: Int) throws -> LanesFigures {
    let lanes = Self.lanesPerCore
    var (together, apart, ratios) = ([Double](), [Double](), [Double]())
    for _ in 0..<Self.rounds {
      together.append(
        try rate([LanesProcess(program, index, lanes * coreCount, coreCount, seconds / 4)]))
      apart.append(
        try rate(
          (0..<coreCount).map { _ in try LanesProcess(program, index, lanes, 1, seconds / 4) }))
      ratios.append((together.last ?? 0) / (apart.last ?? 1))
    }
    return LanesFigures(
      scene: BrushScene.all[index], together: together.max() ?? 0, apart: apart.max() ?? 0,
      ratio: ratios.sorted()[Self.rounds / 2])
  }

  /// Lets all begin when all are ready.
  private func rate(_ processes: [LanesProcess]) throws -> Double {
    for process in processes { _ = try process.line() }
    for process in processes { try process.start() }
    return try processes.map { process in
      guard let rate = Double(try process.line()) else { throw LanesFailure() }
      return rate
    }.reduce(0, +)
  }
}

/// A process that stepped lanes ended; it has said why.
private struct LanesFailure: Error, CustomStringConvertible {
  var description: String { "spiral-bench lanes ended" }
}

/// A process of this program that steps lanes.
private final class LanesProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  init(_ program: String, _ scene: Int, _ lanes: Int, _ workers: Int, _ seconds: Double) throws {
    process.executableURL = URL(filePath: program)
    process.arguments = [
      "lanes", "--scene", "\(scene)", "--lanes", "\(lanes)", "--workers", "\(workers)",
      "--duration", "\(seconds)",
    ]
    // Threads of OpenBLAS, which this program has for the learner, spin for a while at the start.
    process.environment = ProcessInfo.processInfo.environment.merging([
      "OPENBLAS_NUM_THREADS": "1"
    ]) { $1 }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  func start() throws { try input.fileHandleForWriting.write(contentsOf: Data("go\n".utf8)) }

  func line() throws -> String {
    var line = ""
    while !line.hasSuffix("\n") {
      let bytes = output.fileHandleForReading.availableData
      guard !bytes.isEmpty else { break }
      line += String(decoding: bytes, as: UTF8.self)
    }
    return String(line.dropLast())
  }
}

/// `spiral-bench lanes`: one of the processes that ``LanesBenchmark`` compares.
struct LanesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lanes", abstract: "Step lanes once told to, and print steps per second.",
    shouldDisplay: false)

  @Option var scene: Int
  @Option var lanes: Int
  @Option var workers: Int
  @Option var duration: Double

  func run() throws {
    guard BrushScene.all.indices.contains(scene), lanes > 0, workers > 0, duration > 0 else {
      throw ValidationError("there is no such measurement")
    }
    let workload = try BrushWorkload(
      BrushScene.all[scene], laneCount: lanes, workerCount: workers)
    try workload.play(observing: true, steps: 40)
    print("ready")
    fflush(nil)
    _ = readLine()
    print(try workload.rate(for: .seconds(duration)))
  }
}
