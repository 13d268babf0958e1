import Glibc
public import PaintCore

/// How much a set of painted canvases is like a set of real digits.
public struct GenerationScore: Sendable, Equatable {
  /// The number of canvases.
  public let count: Int
  /// The Frechet distance of the features to those of real digits; see ``FrechetDistance``. The
  /// only one of these figures that scribbles cannot make look good.
  public let frechet: Double
  /// The mean probability of the most probable digit, `0.1...1`.
  public let meanConfidence: Double
  /// The share of canvases whose most probable digit has a probability above 0.9.
  public let shareAbove90: Double
  /// The entropy of the histogram's shares in nats, 0 when all canvases are one digit, 2.303 (ln 10)
  /// when all digits are equally frequent.
  public let classEntropy: Double
  /// How many canvases are most probably which digit, shape `[10]`.
  public let histogram: [Int]

  /// Computes the figures from what the classifier says.
  ///
  /// - Throws: ``EvaluationError/tooFewImages(what:expected:got:)`` for fewer than two canvases.
  public init(_ painted: Classification, against real: FeatureStatistics) throws(EvaluationError) {
    let features = try FeatureStatistics(painted)
    count = painted.count
    frechet = FrechetDistance.between(features, real)
    let confidences = painted.confidences
    meanConfidence = confidences.reduce(0) { $0 + Double($1) } / Double(confidences.count)
    shareAbove90 = Double(confidences.count { $0 > 0.9 }) / Double(confidences.count)
    var histogram = [Int](repeating: 0, count: DigitClassifier.classCount)
    for digit in painted.digits { histogram[digit] += 1 }
    self.histogram = histogram
    let shares = histogram.map { Double($0) / Double(painted.count) }
    classEntropy = shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
  }
}

/// What a painter's score lies between.
public struct GenerationBrackets: Sendable, Equatable {
  /// The Frechet distance between two halves of a set of real digits: as good as it gets.
  public let realHalves: Double
  /// The score of random strokes: what a painter reaches without learning.
  public let randomStrokes: GenerationScore

  /// Keeps both ends.
  public init(realHalves: Double, randomStrokes: GenerationScore) {
    self.realHalves = realHalves
    self.randomStrokes = randomStrokes
  }

  /// Returns where a Frechet distance lies on a logarithmic scale: 0 for random strokes and 1 for
  /// real digits; beyond them below 0 or above 1.
  public func progress(ofFrechet distance: Double) -> Double {
    log(distance / randomStrokes.frechet) / log(realHalves / randomStrokes.frechet)
  }
}

extension DigitScorer {
  /// Returns the brackets: the held-out digits' halves as they were measured after training, and the
  /// score of random strokes, of which the caller paints as many as it scores of its own.
  ///
  /// - Throws: ``EvaluationError`` as ``score(_:against:threads:)``.
  public func brackets(randomStrokes canvases: [PixelImage]) throws(EvaluationError)
    -> GenerationBrackets
  {
    GenerationBrackets(realHalves: record.realHalves, randomStrokes: try score(canvases))
  }
}
