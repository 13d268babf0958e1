import Brush
import EnvironmentAPI
import Glibc
import JSONText
import PaintCore
import StrokeProgram

/// A brush, a canvas and uniform random actions: the same for every engine that is measured.
struct BrushScene {
  /// A brush of mypaint-brushes, without its folder `classic`.
  let brush: String
  /// Pixels.
  let canvas: Int
  /// Radii, pixels.
  let sizes: [Double]
  /// Actions and resets of one pass.
  let stepCount: Int

  /// The scenes in which others have measured libmypaint.
  static let all = ["dry_brush", "pen"].flatMap { brush in
    [
      BrushScene(brush: brush, canvas: 64, sizes: [1, 2, 4, 8, 12, 24], stepCount: 1050),
      BrushScene(brush: brush, canvas: 256, sizes: [4, 8, 16, 32, 48, 96], stepCount: 420),
    ]
  }

  /// The brush's file; nil when mypaint-brushes is not installed.
  var file: String? { BrushLibrary.installedFile(named: "classic/\(brush)") }

  /// Writes the members of a JSON object that name the scene.
  func writeMembers(to writer: inout JSONWriter) {
    writer.key("brush")
    writer.string(brush)
    writer.key("canvas")
    writer.integer(canvas)
  }

  /// The brush environment of this scene.
  func configuration() throws -> EnvironmentConfiguration {
    try EnvironmentConfiguration(
      backend: BrushBackend(),
      given: [
        "brush": .string(file ?? "classic/\(brush)"), "canvas": .integer(canvas),
        "sizes": .numbers(sizes),
      ])
  }
}

/// The lanes of a scene, stepped on one core or several; every pass repeats the same actions.
final class BrushWorkload {
  private let lanes: VectorEnvironment
  private let actions: [ActionTable]
  /// Where the observations go, one after the other.
  private let pixels: UnsafeMutableRawBufferPointer
  private let pixelBytes: Int

  init(_ scene: BrushScene, laneCount: Int = 1, workerCount: Int = 1) throws {
    let configuration = try scene.configuration()
    lanes = try VectorEnvironment(configuration, laneCount: laneCount, workerCount: workerCount)
    var random = RandomStream(key: 1, stream: 0)
    actions = (0..<scene.stepCount).map { _ in
      configuration.engine.action.sample(count: laneCount, from: &random)
    }
    pixelBytes = configuration.observation[0].space.byteCount
    pixels = .allocate(byteCount: laneCount * pixelBytes, alignment: 64)
  }

  deinit { pixels.deallocate() }

  /// Steps through all actions once, resets included.
  ///
  /// - Parameters:
  ///   - observing: Whether every step writes the picture, uint8.
  ///   - steps: How many of the steps; nil plays all.
  func play(observing: Bool, steps: Int? = nil) throws {
    try reset()
    for batch in actions.prefix(steps ?? actions.count) { try step(batch, observing: observing) }
  }

  /// Steps the first lane's engine through all actions, observations included and resets too.
  func playEngine() throws {
    let engine = lanes.engine(of: 0)
    let episodeLength = lanes.configuration.maximumActions
    let row = UnsafeMutableRawBufferPointer(rebasing: pixels[0..<pixelBytes])
    for (index, batch) in actions.enumerated() {
      if index % (episodeLength + 1) == 0 {
        engine.reset(random: RandomStream(key: 1, stream: UInt64(index)))
      } else {
        _ = batch.withRow(0) { engine.step($0) }
      }
      engine.writeObservation(leaf: 0, into: row)
    }
  }

  /// Steps of all lanes per second, observations included, over about `duration`.
  func rate(for duration: Duration) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while clock.now - start < duration {
      try step(actions[count % actions.count], observing: true)
      count += 1
    }
    return Double(count * lanes.laneCount) / ((clock.now - start) / .seconds(1))
  }

  /// The processor time that ``play(observing:)`` takes on one core, seconds.
  func time(observing: Bool) throws -> Double {
    let start = Self.processorSeconds
    try play(observing: observing)
    return Self.processorSeconds - start
  }

  /// What the first lane asks of its brush in one pass; `step` ends each step.
  func callList() throws -> String {
    var text = try BrushCallList.calls(of: lanes) { try reset() } + "step\n"
    for batch in actions {
      text += try BrushCallList.calls(of: lanes) { try step(batch, observing: false) } + "step\n"
    }
    return text
  }

  private func reset() throws {
    _ = try lanes.reset(seeds: (0..<lanes.laneCount).map { UInt64($0) })
  }

  private func step(_ batch: ActionTable, observing: Bool) throws {
    guard observing else {
      _ = try lanes.step(batch)
      return
    }
    let (pixels, size) = (pixels, pixelBytes)
    _ = try lanes.step(
      batch,
      observe: { lane, view in
        let row = pixels[(lane * size)..<((lane + 1) * size)]
        view.writeObservation(leaf: 0, into: UnsafeMutableRawBufferPointer(rebasing: row))
      })
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
