/// The mean and the covariance of a set of feature vectors.
public struct FeatureStatistics: Sendable, Equatable {
  /// The number of vectors, at least 2.
  public let count: Int
  /// The mean, shape `[dimension]`.
  public let mean: [Double]
  /// The unbiased covariance (divided by `count` - 1), shape `[dimension, dimension]`, symmetric.
  public let covariance: [Double]

  /// The length of the vectors.
  public var dimension: Int { mean.count }

  /// Keeps moments that were computed elsewhere.
  ///
  /// - Precondition: The sizes agree and `count` is at least 2.
  public init(count: Int, mean: [Double], covariance: [Double]) {
    precondition(
      count >= 2 && covariance.count == mean.count * mean.count,
      "\(count) vectors, mean of \(mean.count), covariance of \(covariance.count)")
    self.count = count
    self.mean = mean
    self.covariance = covariance
  }

  /// Computes the moments of vectors in two passes: first the mean, then the products of deviations.
  ///
  /// - Parameter features: Shape `[count, dimension]`.
  /// - Throws: ``EvaluationError/tooFewImages(what:expected:got:)`` for fewer than two vectors.
  /// - Precondition: `dimension` is positive and divides the number of numbers.
  /// - Complexity: O(`count` * `dimension`^2).
  public init(features: [Float], dimension: Int) throws(EvaluationError) {
    precondition(
      dimension > 0 && features.count % dimension == 0,
      "\(features.count) numbers for vectors of length \(dimension)")
    let count = features.count / dimension
    guard count >= 2 else {
      throw .tooFewImages(what: "statistics of features", expected: 2, got: count)
    }
    var mean = [Double](repeating: 0, count: dimension)
    for (index, value) in features.enumerated() { mean[index % dimension] += Double(value) }
    for index in mean.indices { mean[index] /= Double(count) }
    self.init(
      count: count, mean: mean,
      covariance: deviationProducts(features, mean).map { $0 / Double(count - 1) })
  }

  /// Computes the moments of the features of classified images.
  ///
  /// - Throws: ``EvaluationError/tooFewImages(what:expected:got:)`` for fewer than two images.
  public init(_ classification: Classification) throws(EvaluationError) {
    try self.init(features: classification.features, dimension: DigitClassifier.featureCount)
  }
}

/// Returns the sums over all vectors of the products of two deviations from the mean.
private func deviationProducts(_ features: [Float], _ mean: [Double]) -> [Double] {
  let dimension = mean.count
  var sums = [Double](repeating: 0, count: dimension * dimension)
  var deviation = mean
  for start in stride(from: 0, to: features.count, by: dimension) {
    for index in 0..<dimension { deviation[index] = Double(features[start + index]) - mean[index] }
    for row in 0..<dimension where deviation[row] != 0 {
      let factor = deviation[row]
      for column in 0...row { sums[row * dimension + column] += factor * deviation[column] }
    }
  }
  for row in 0..<dimension {
    for column in 0..<row { sums[column * dimension + row] = sums[row * dimension + column] }
  }
  return sums
}
