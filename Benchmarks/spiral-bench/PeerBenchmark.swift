import Foundation
import JSONText

/// One scene on one core: our engine and libmypaint, each the processor time of a step.
struct PeerFigures {
  var scene: BrushScene
  /// Microseconds, the best of the rounds: drawing and writing the uint8 observation.
  var observed: Double
  /// The same without observations.
  var drawn: Double
  /// libmypaint, drawing only; nil when it is not installed.
  var peer: Double?
  /// How many times faster ours with the observation is than the peer, the median of the rounds.
  var ratio: Double?

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    scene.writeMembers(to: &writer)
    writer.key("microsecondsObserved")
    writer.number(observed)
    writer.key("microsecondsDrawn")
    writer.number(drawn)
    if let peer, let ratio {
      writer.key("microsecondsOfLibmypaint")
      writer.number(peer)
      writer.key("ratio")
      writer.number(ratio)
    }
    writer.endObject()
  }
}

/// Compares with libmypaint: the same calls, one core, in turns so that a busy machine slows both.
struct PeerBenchmark {
  /// The harness that Scripts/bench builds; nil when there is no libmypaint to build it with.
  let harness: String?
  /// Seconds to spend on one scene, about.
  let seconds: Double

  func run() throws -> [PeerFigures] {
    try BrushScene.all.map { try measure($0) }
  }

  private func measure(_ scene: BrushScene) throws -> PeerFigures {
    let workload = try BrushWorkload(scene)
    let peer = try harness.flatMap { try PeerProcess($0, scene, workload.callList()) }
    let clock = ContinuousClock()
    let start = clock.now
    var (observed, drawn, peers, ratios) = ([Double](), [Double](), [Double](), [Double]())
    repeat {
      observed.append(try workload.time(observing: true))
      if let peer {
        peers.append(try peer.time())
        ratios.append((peers.last ?? 0) / (observed.last ?? 1))
      }
      drawn.append(try workload.time(observing: false))
    } while clock.now - start < .seconds(seconds) || observed.count < 5
    let microseconds = { (times: [Double]) in (times.min() ?? 0) / Double(scene.stepCount) * 1e6 }
    return PeerFigures(
      scene: scene, observed: microseconds(observed), drawn: microseconds(drawn),
      peer: peer == nil ? nil : microseconds(peers),
      ratio: peer == nil ? nil : ratios.sorted()[ratios.count / 2])
  }
}

/// libmypaint with one scene's calls in memory: every line it is sent is a pass.
private final class PeerProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let callFile: URL

  /// Nil when the brush is not installed.
  init?(_ harness: String, _ scene: BrushScene, _ calls: String) throws {
    guard let brush = scene.file else { return nil }
    callFile = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(calls.utf8).write(to: callFile)
    process.executableURL = URL(filePath: harness)
    process.arguments = [brush, callFile.path, "\(scene.canvas)"]
    process.environment = ProcessInfo.processInfo.environment.merging(["OMP_NUM_THREADS": "1"]) {
      $1
    }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    _ = try time()
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: callFile)
  }

  /// The processor seconds of one pass.
  func time() throws -> Double {
    try input.fileHandleForWriting.write(contentsOf: Data("pass\n".utf8))
    var line = ""
    while !line.hasSuffix("\n") {
      let bytes = output.fileHandleForReading.availableData
      guard !bytes.isEmpty else { throw PeerFailure() }
      line += String(decoding: bytes, as: UTF8.self)
    }
    guard let seconds = Double(line.dropLast()) else { throw PeerFailure() }
    return seconds
  }
}

/// The harness ended; it has said why.
private struct PeerFailure: Error, CustomStringConvertible {
  var description: String { "the harness of libmypaint ended" }
}
