import Foundation
import JSONText

/// Everything one run measured; what was not measured is empty.
struct BenchReport {
  let cores: Int
  var peers: [PeerFigures] = []
  var lanes: [LanesFigures] = []
  var allocations: [AllocationFigures] = []
  var engine: [EngineFigures] = []
  var wire: [WireFigures] = []
  var plotter: [PlotterFigures] = []
  var learner: [LearnerFigures] = []

  // MARK: Text

  /// Tables, one after the other.
  var text: String {
    [
      peerText, lanesText, allocationText, engineText, wireText, plotterText, learnerText,
    ].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var peerText: [String] {
    guard !peers.isEmpty else { return [] }
    let hasPeer = peers.contains { $0.peer != nil }
    return [
      "brush engine on one core, microseconds of processor time a step, the same calls for both;"
        + " ours with the uint8 observation, libmypaint drawing only"
        + (hasPeer ? "" : " (SKIPPED: there is no libmypaint)"),
      Self.row("brush", "px", "ours", "drawing only", "libmypaint", "times faster"),
    ]
      + peers.map {
        Self.row(
          $0.scene.brush, "\($0.scene.canvas)", Self.short($0.observed), Self.short($0.drawn),
          $0.peer.map(Self.short) ?? "-", $0.ratio.map { Self.short($0) } ?? "-")
      }
  }

  private var lanesText: [String] {
    guard !lanes.isEmpty else { return [] }
    return [
      "lanes, steps/s with the uint8 observation: one process on \(cores) cores, and one process"
        + " on each",
      Self.row("brush", "px", "one process", "one per core", "ratio"),
    ]
      + lanes.map {
        Self.row(
          $0.scene.brush, "\($0.scene.canvas)", "\(Int($0.together))", "\(Int($0.apart))",
          Self.short($0.ratio))
      }
  }

  private var allocationText: [String] {
    guard !allocations.isEmpty else { return [] }
    return [
      "allocations a step, warm: in the engine with its observation, and with the lane's results",
      Self.row("brush", "px", "engine", "environment"),
    ]
      + allocations.map {
        Self.row(
          $0.scene.brush, "\($0.scene.canvas)", Self.short($0.engine), Self.short($0.vector))
      }
  }

  private var engineText: [String] {
    guard !engine.isEmpty else { return [] }
    return [
      "brush engine: uniform random actions, sizes 1,2,4,8,12,24, grid 32, colour and pressure;"
        + " programs of 8 steps through evaluate",
      Self.row("brush", "px", "cores", "steps/s", "with observation", "programs/s (8)"),
    ]
      + engine.map {
        Self.row(
          $0.brush, "\($0.canvas)", "\($0.isParallel ? cores : 1)", "\(Int($0.steps))",
          "\(Int($0.observedSteps))", "\(Int($0.programs))")
      }
  }

  private var wireText: [String] {
    guard !wire.isEmpty else { return [] }
    return [
      "wire, one client in Swift over a pipe, 64 px, brush ink",
      Self.row("engine", "lanes", "encoding", "what", "trips/s", "steps/s", "p50 us, p99 us"),
    ]
      + wire.map {
        Self.row(
          $0.engine, "\($0.lanes)", $0.encoding, $0.what, "\(Int($0.trips))", "\(Int($0.steps))",
          "\(Int($0.median)), \(Int($0.percentile99))")
      }
  }

  private var plotterText: [String] {
    guard !plotter.isEmpty else { return [] }
    return [
      "plotter, one lane; plans of 20 curves; 100,000 random strokes ordered on A4",
      Self.row("machine", "steps/s", "plans/s", "ordered in s"),
    ]
      + plotter.map {
        Self.row(
          $0.machine, "\(Int($0.steps))", "\(Int($0.plans))",
          "\(($0.optimize * 10).rounded() / 10)")
      }
  }

  private var learnerText: [String] {
    guard !learner.isEmpty else { return [] }
    return [
      "learner, 32x32 pictures; training is forward, backward and Adam",
      Self.row("network", "batch", "threads", "trained/s", "scored/s", ""),
    ]
      + learner.map {
        Self.row(
          $0.network, "\($0.batch)", "\($0.threads)", "\(Int($0.trained))", "\(Int($0.scored))",
          "")
      }
  }

  private static func short(_ number: Double) -> String { String(format: "%.2f", number) }

  private static func row(_ cells: String...) -> String {
    cells.enumerated().map { index, cell in
      cell.padding(toLength: index == 0 ? 12 : 18, withPad: " ", startingAt: 0)
    }.joined().trimmingCharacters(in: .whitespaces)
  }

  // MARK: JSON

  /// One object; an array for each part.
  var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    write("brush", peers, to: &writer) { $0.write(to: &$1) }
    write("lanes", lanes, to: &writer) { $0.write(to: &$1) }
    write("allocations", allocations, to: &writer) { $0.write(to: &$1) }
    write("engine", engine, to: &writer) { $0.write(to: &$1) }
    write("wire", wire, to: &writer) { $0.write(to: &$1) }
    write("plotter", plotter, to: &writer) { $0.write(to: &$1) }
    write("learner", learner, to: &writer) { $0.write(to: &$1) }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write<Figures>(
    _ name: StaticString, _ figures: [Figures], to writer: inout JSONWriter,
    _ body: (Figures, inout JSONWriter) -> Void
  ) {
    writer.key(name)
    writer.beginArray()
    for figures in figures { body(figures, &writer) }
    writer.endArray()
  }
}
