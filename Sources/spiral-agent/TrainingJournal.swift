import Agent
import Foundation
import ImageFiles
import PaintCore
import Terminal
import TrainingLog

/// What a training leaves in its folder for people: figures, curves, pictures and the policy.
final class TrainingJournal {
  private let folder: String
  private let shape: [Int]
  private let metrics: MetricsFile
  private let events: EventFile
  private let start = ContinuousClock.now
  private let startSteps: Int

  /// Opens the logs.
  ///
  /// - Parameters:
  ///   - shape: Height, width and channels of the canvas.
  ///   - step: The step of the checkpoint to go on from; what was logged past it is cut off.
  init(in folder: String, shape: [Int], resumingAfter step: Int?) throws {
    self.folder = folder
    self.shape = shape
    startSteps = step ?? 0
    metrics = try MetricsFile("\(folder)/metrics.jsonl", resumingAfter: step)
    let now = Date().timeIntervalSince1970
    let name = EventFile.name(wallTime: now, program: "\(getpid())")
    events = try EventFile("\(folder)/\(name)", wallTime: now)
    if let step { try events.resume(atStep: step, wallTime: now) }
  }

  // MARK: Figures

  /// Whether an iteration is logged, looks apart: all of the first, then every tenth.
  static func isLogged(iteration: Int) -> Bool { iteration <= 100 || iteration % 10 == 0 }

  /// Logs figures. Those that depend on the machine come last.
  func log(step: Int, _ values: [(name: String, value: Double)], minutes: Double) throws {
    let all = values + [("stepsPerSecond", stepsPerSecond(step)), ("minutes", minutes)]
    try metrics.append(step: step, all)
    let now = Date().timeIntervalSince1970
    for (name, value) in all { try events.scalar(name, value, step: step, wallTime: now) }
  }

  /// Since this process began.
  func stepsPerSecond(_ step: Int) -> Double {
    Double(step - startSteps) / max(1e-9, (ContinuousClock.now - start).inSeconds)
  }

  // MARK: Pictures

  private static let columns = 16
  private static let mostPictures = 64

  /// Writes a sheet of pictures, also as the latest one.
  func keep(_ sample: PaintingTrainer.Sample, as name: String, step: Int) throws {
    let canvases = try PixelImage.images(sample.canvases, shape: shape)
    let half = Self.mostPictures / 2
    let sheet =
      try sample.targets.map {
        ContactSheet(
          targets: Array(try PixelImage.images($0, shape: shape).prefix(half)),
          reconstructions: Array(canvases.prefix(half)), columns: Self.columns)
      } ?? ContactSheet(Array(canvases.prefix(Self.mostPictures)), columns: Self.columns)
    let picture = try sheet.render()
    let png = try PNG.encode(picture)
    for name in [name, "sheet.png"] { try FileBytes.write(png, to: "\(folder)/\(name)") }
    try events.image(
      "pictures", png: png, height: picture.height, width: picture.width, colors: .rgb, step: step,
      wallTime: Date().timeIntervalSince1970)
  }

  // MARK: The curve

  /// What the curve shows, if it was logged: the first list of which there is anything.
  private static let curves = [["heldOutError", "error"], ["frechet"], ["criticGap", "reward"]]

  private static let labels = [
    "heldOutError": "mean squared error", "frechet": "Frechet distance of the sheet's pictures",
  ]

  /// Draws the figures that matter against the minutes.
  func drawCurve(title: String) throws {
    for names in Self.curves {
      let series = try names.compactMap { name in
        let points = try TrainingCurve.points(of: name, in: "\(folder)/metrics.jsonl")
        return points.count > 1 ? LinePlot.Series(name, points) : nil
      }
      guard !series.isEmpty else { continue }
      let plot = LinePlot(
        series, title: title, xLabel: "CPU minutes on two cores",
        yLabel: Self.labels[names[0]] ?? "")
      try ImageFile.write(plot.render(), to: "\(folder)/curve.png")
      return
    }
  }
}
