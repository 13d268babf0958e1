public import PaintCore

/// What measures painted digits: a trained classifier and the features of real digits that it did
/// not learn from.
public struct DigitScorer {
  /// The network.
  public let classifier: DigitClassifier
  /// The features of the held-out real digits.
  public let real: FeatureStatistics
  /// Where the classifier comes from and how good it is.
  public let record: TrainingRecord

  /// Puts a scorer together.
  public init(classifier: DigitClassifier, real: FeatureStatistics, record: TrainingRecord) {
    self.classifier = classifier
    self.real = real
    self.record = record
  }

  /// Returns the score of painted canvases against the held-out real digits, or others.
  ///
  /// - Parameters:
  ///   - canvases: Black ink on white; squares with a side that is a multiple of 32. Compare only
  ///     scores of equally many canvases.
  ///   - real: What to compare with, such as the features of zeros and ones only.
  /// - Throws: ``EvaluationError`` for fewer than two canvases and canvases of other shapes.
  public func score(
    _ canvases: [PixelImage], against real: FeatureStatistics? = nil, threads: Int = 2
  ) throws(EvaluationError) -> GenerationScore {
    try GenerationScore(classifier.classify(canvases, threads: threads), against: real ?? self.real)
  }
}

/// Where a classifier comes from and how good it is.
public struct TrainingRecord: Sendable, Equatable {
  /// The file of images.
  public let source: DataSource
  /// How it was trained.
  public let options: DigitClassifierTraining.Options
  /// The share of held-out digits it tells right.
  public let accuracy: Double
  /// The Frechet distance between two halves of the held-out digits: the lower bracket of all scores.
  public let realHalves: Double
}
