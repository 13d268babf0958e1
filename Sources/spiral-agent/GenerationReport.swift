import Agent
import Datasets
import Evaluation
import Foundation
import ImageFiles
import JSONText
import PaintCore

/// How a policy's inventions compare with real pictures and with random strokes.
struct GenerationReport: EvaluationReport {
  let kind = "generate"
  let pictureCount: Int
  let stepCount: Int
  let seconds: Double
  private let isDigits: Bool
  private let painted: GenerationFigures
  private let real: GenerationFigures
  private let random: GenerationFigures
  private let realHalves: Double
  private let paintings: [PixelImage]

  /// The pictures of a sheet.
  private static let sheetCount = 64

  /// Scores pictures against real ones.
  ///
  /// Real pictures are scored against each other: some of them, drawn at random, at most half,
  /// against the rest.
  ///
  /// - Parameters:
  ///   - painted: At least two.
  ///   - scribbled: As many pictures of random strokes.
  ///   - pictures: The real ones, at least four.
  init(
    _ painted: PaintedPictures, random scribbled: PaintedPictures, pictures: ImageSet,
    stepCount: Int, isDigits: Bool
  ) throws {
    let scorer = try DigitScorer.shipped()
    let images = (0..<pictures.count).map { pictures.image(at: $0) }
    let classified = try scorer.classifier.classify(images)
    // always the same order
    var shuffling = RandomStream(key: 0, stream: 0)
    let order = Array(0..<pictures.count).shuffled(using: &shuffling)
    let someCount = min(painted.images.count, pictures.count / 2)
    let some = order[..<someCount]
    let rest = try FeatureStatistics(classified.selecting(order[someCount...]))
    let everything = try FeatureStatistics(classified)
    func figures(_ images: [PixelImage]) throws -> GenerationFigures {
      GenerationFigures(
        try GenerationScore(try scorer.classifier.classify(images), against: everything), images,
        blank: painted.blank)
    }
    self.painted = try figures(painted.images)
    random = try figures(scribbled.images)
    real = GenerationFigures(
      try GenerationScore(classified.selecting(some), against: rest), some.map { images[$0] },
      blank: painted.blank)
    realHalves = scorer.record.realHalves
    pictureCount = painted.images.count
    self.stepCount = stepCount
    self.isDigits = isDigits
    seconds = painted.seconds
    paintings = Array(painted.images.prefix(Self.sheetCount))
  }

  /// Where the Frechet distance lies between random strokes and real digits, by its logarithm.
  private var progress: Double {
    GenerationBrackets(realHalves: real.score.frechet, randomStrokes: random.score)
      .progress(ofFrechet: painted.score.frechet)
  }

  // MARK: Words, members, pictures

  var text: String {
    func row(_ name: String, _ places: Int, _ value: (GenerationFigures) -> Double) -> String {
      line(
        name, decimal(value(painted), places), decimal(value(real), places),
        decimal(value(random), places))
    }
    var lines = [
      line("", "painted", "real", "random"),
      line(
        "pictures", "\(painted.score.count)", "\(real.score.count)", "\(random.score.count)"),
      row("blank share", 4) { $0.blankShare },
      row("mean ink", 4) { $0.meanInk },
      row("Frechet distance", 3) { $0.score.frechet },
    ]
    if isDigits {
      lines += [
        row("recognised share", 4) { $0.score.shareAbove90 },
        row("mean confidence", 4) { $0.score.meanConfidence },
        row("class entropy", 4) { $0.score.classEntropy },
        line("digits 0 to 9", painted.score.histogram.map(String.init).joined(separator: " ")),
        line("progress", decimal(progress), "0 random strokes, 1 real digits"),
      ]
    } else {
      lines.append(
        "The data are no digits, so that scores of digits do not apply; the distance is in the "
          + "features of a classifier of digits.")
    }
    lines.append(line("seconds per picture", decimal(seconds / Double(pictureCount))))
    return lines.joined(separator: "\n")
  }

  func writeMembers(to writer: inout JSONWriter) {
    writer.key("isDigits")
    writer.boolean(isDigits)
    writer.key("painted")
    painted.write(to: &writer, isDigits: isDigits)
    writer.key("real")
    real.write(to: &writer, isDigits: isDigits)
    writer.key("random")
    random.write(to: &writer, isDigits: isDigits)
    writer.key("realHalves")
    writer.number(isDigits ? realHalves : nil)
    writer.key("progress")
    writer.number(isDigits ? progress : nil)
  }

  func sheet() -> ContactSheet { ContactSheet(paintings, columns: 16) }
}
