import EnvironmentAPI
import ImageFiles
import PaintCore
import StrokeProgram

/// An episode painted again, picture by picture, as far as it has been asked for.
final class EpisodeFilm {
  /// What one step did.
  struct Step {
    /// What it changed; nil for nothing.
    var change: FrameChange?
    /// The strokes that it painted.
    var strokes: [Stroke]
    /// Its action, one number after the other, in the order of the action's parts.
    var action: [Double]
  }

  /// Names this film: another episode, or the same one continued differently, is another film.
  let identifier: Int
  let engine: any ConfiguredBackend
  private(set) var record: EpisodeRecord
  /// The picture before the first step.
  let start: FrameChange
  private(set) var steps: [Step] = []
  /// The picture after the last of ``steps``, RGBA.
  private(set) var picture: PixelImage
  private let replay: EpisodeReplay
  private let limits: Limits
  private var strokeCount = 0
  private var byteCount = 0

  /// How much of an episode is kept.
  struct Limits {
    /// The most steps.
    var stepCount = Int.max
    /// No step is painted once their pictures have so many bytes.
    var byteCount = Int.max

    /// For a server that runs on and on.
    static let live = Limits(stepCount: 2000, byteCount: 16 << 20)
  }

  /// Starts a film; no step has been painted.
  ///
  /// - Throws: `EnvironmentError` when the record is not one of `engine`, or `ImageFileError`.
  init(
    _ record: EpisodeRecord, on engine: any ConfiguredBackend, identifier: Int,
    limits: Limits = Limits()
  ) throws {
    self.identifier = identifier
    self.engine = engine
    self.record = record
    self.limits = limits
    replay = try EpisodeReplay(record, on: engine)
    let canvas = try replay.canvas()
    start = try FrameChange(whole: canvas)
    picture = canvas.rgba()
  }

  /// The steps of the record that are shown.
  var stepCount: Int { min(record.actions.rowCount, limits.stepCount) }

  /// Whether every step that is shown has been painted.
  var isComplete: Bool { steps.count >= stepCount || byteCount >= limits.byteCount }

  /// Takes a later record of the same episode; false when `later` is not one.
  func extend(to later: EpisodeRecord) throws -> Bool {
    guard try replay.extend(to: later) else { return false }
    record = later
    return true
  }

  /// Paints until all steps are there or `deadline` has passed.
  func paint(until deadline: ContinuousClock.Instant? = nil) throws {
    while !isComplete, replay.step() {
      let next = try replay.canvas().rgba()
      let change = try FrameChange(from: picture, to: next)
      picture = next
      byteCount += change?.png.count ?? 0
      let width = record.actions.width
      let row = steps.count
      let action = Array(record.actions.numbers[(row * width)..<((row + 1) * width)])
      steps.append(Step(change: change, strokes: newStrokes(after: row + 1), action: action))
      if let deadline, ContinuousClock.now >= deadline { return }
    }
  }

  /// The strokes that the last of the first `count` actions has added.
  private func newStrokes(after count: Int) -> [Stroke] {
    let width = record.actions.width
    let numbers = Array(record.actions.numbers[..<(count * width)])
    let strokes = engine.strokes(of: ActionTable(width: width, numbers: numbers))
    defer { strokeCount = strokes.count }
    return Array(strokes.dropFirst(strokeCount))
  }
}
