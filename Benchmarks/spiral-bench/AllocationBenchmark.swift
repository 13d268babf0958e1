import ArgumentParser
import Foundation
import JSONText

/// How often a step of a scene asks for memory, resets included, once all is warm.
struct AllocationFigures {
  var scene: BrushScene
  /// In the engine, observation included.
  var engine: Double
  /// In the vector environment around it: the arrays of its result.
  var vector: Double

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    scene.writeMembers(to: &writer)
    writer.key("engineAllocationsPerStep")
    writer.number(engine)
    writer.key("allocationsPerStep")
    writer.number(vector)
    writer.endObject()
  }
}

/// Counts allocations in a process of its own, with the counter preloaded that Scripts/bench builds.
struct AllocationBenchmark {
  let program: String
  let counter: String

  func run() throws -> [AllocationFigures] {
    try BrushScene.all.indices.map { index in
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(filePath: program)
      process.arguments = ["allocations", "--scene", "\(index)"]
      process.environment = ProcessInfo.processInfo.environment.merging(["LD_PRELOAD": counter]) {
        $1
      }
      process.standardOutput = output
      try process.run()
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      let numbers = String(decoding: text, as: UTF8.self)
        .split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      guard numbers.count == 2 else { throw AllocationFailure() }
      return AllocationFigures(
        scene: BrushScene.all[index], engine: numbers[0], vector: numbers[1])
    }
  }
}

/// The counting process ended; it has said why.
private struct AllocationFailure: Error, CustomStringConvertible {
  var description: String { "spiral-bench allocations ended" }
}

/// `spiral-bench allocations`: the process that ``AllocationBenchmark`` starts.
struct AllocationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocations", abstract: "Print allocations per step of engine and environment.",
    shouldDisplay: false)

  @Option var scene: Int

  func run() throws {
    guard BrushScene.all.indices.contains(scene) else {
      throw ValidationError("there is no such scene")
    }
    guard let symbol = dlsym(nil, "spiral_allocation_count") else {
      throw ValidationError("the counter is not preloaded")
    }
    let count = unsafeBitCast(symbol, to: (@convention(c) () -> Int).self)
    let scene = BrushScene.all[scene]
    let workload = try BrushWorkload(scene)
    try workload.play(observing: true)
    var before = count()
    try workload.playEngine()
    let engine = count() - before
    before = count()
    try workload.play(observing: true)
    let vector = count() - before
    print(Double(engine) / Double(scene.stepCount), Double(vector) / Double(scene.stepCount))
  }
}
