import EnvironmentClient
import Foundation
import JSONText

/// Steps a server for long and watches what it holds: memory and descriptors must not grow.
struct SoakRun {
  /// What the server held after a part of the steps.
  struct Sample {
    /// Steps of all lanes so far.
    var steps: Int
    /// Resident memory of the server, KiB.
    var residentKiB: Int
    /// Open descriptors of the server.
    var descriptors: Int
  }

  /// What the whole run gave.
  struct Report {
    /// Hundred samples and the one at the end.
    var samples: [Sample] = []
    /// Seconds of all steps.
    var seconds = 0.0
    /// Episodes that ended.
    var episodes = 0

    /// The samples after the first tenth, which is for caches to fill.
    var settled: ArraySlice<Sample> { samples.dropFirst(samples.count / 10) }

    /// By what share of the memory after a tenth of the steps it was ever more or less afterwards.
    var memoryChange: Double {
      guard let base = settled.first?.residentKiB, base > 0 else { return 1 }
      return settled.reduce(0) { max($0, Double(abs($1.residentKiB - base)) / Double(base)) }
    }

    /// Whether the number of descriptors stayed what it was after a tenth.
    var descriptorsAreFlat: Bool { Set(settled.map(\.descriptors)).count == 1 }
  }

  /// The server's program and its arguments.
  let command: [String]
  let laneCount: Int
  let encoding: String
  /// Steps of all lanes together.
  let stepCount: Int

  /// Rounds between two resets, and between two saves with loads.
  private static let resetRounds = 997
  private static let saveRounds = 499
  /// Lanes that are saved, and replaced by the first of them.
  private static let savedLanes = 4

  /// Runs it.
  func run() throws -> Report {
    let client = try LeanClient(command, laneCount: laneCount, encoding: encoding, options: [:])
    defer { client.close() }
    var report = Report()
    let rounds = max(100, stepCount / laneCount)
    let start = ContinuousClock.now
    try client.reset(seed: 1)
    for round in 1...rounds {
      try client.step(round, want: client.pictures)
      report.episodes += client.endCount
      if round % Self.resetRounds == 1 { try client.reset(seed: round) }
      if round % Self.saveRounds == 1 { try saveAndLoad(client) }
      if round % (rounds / 100) == 0 || round == rounds {
        report.samples.append(try sample(client, steps: round * laneCount))
      }
    }
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    return report
  }

  private func saveAndLoad(_ client: LeanClient) throws {
    let lanes = Array(0..<min(Self.savedLanes, laneCount))
    let states = try client.call("save") { writer in
      writer.key("lanes")
      writer.beginArray()
      for lane in lanes { writer.integer(lane) }
      writer.endArray()
    }
    guard let first = try states.member("states").array().first else { return }
    try client.load(first, into: lanes)
  }

  private func sample(_ client: LeanClient, steps: Int) throws -> Sample {
    let server = client.server.identifier
    guard let resident = ProcessFigures.residentKiB(server),
      let descriptors = ProcessFigures.descriptorCount(server)
    else { throw LeanClient.Failure(description: "the server is gone after \(steps) steps") }
    return Sample(steps: steps, residentKiB: resident, descriptors: descriptors)
  }
}
