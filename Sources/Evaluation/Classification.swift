/// What the classifier says about a list of images.
public struct Classification: Sendable, Equatable {
  /// The features, shape `[count, 64]`, none negative.
  public private(set) var features: [Float]
  /// The probability of every digit, shape `[count, 10]`.
  public private(set) var probabilities: [Float]

  /// Makes a classification of nothing.
  public init() {
    features = []
    probabilities = []
  }

  /// Makes a classification of images, one after the other.
  ///
  /// - Precondition: There are 64 features and 10 probabilities for each image.
  public init(features: [Float], probabilities: [Float]) {
    precondition(
      features.count % DigitClassifier.featureCount == 0
        && features.count / DigitClassifier.featureCount * DigitClassifier.classCount
          == probabilities.count,
      "\(features.count) features and \(probabilities.count) probabilities")
    self.features = features
    self.probabilities = probabilities
  }

  /// The number of images.
  public var count: Int { features.count / DigitClassifier.featureCount }

  /// The most probable digit of every image, the first among equals.
  public var digits: [Int] {
    (0..<count).map { image in
      let start = image * DigitClassifier.classCount
      return (0..<DigitClassifier.classCount).reduce(0) {
        probabilities[start + $1] > probabilities[start + $0] ? $1 : $0
      }
    }
  }

  /// The probability of the most probable digit of every image.
  public var confidences: [Float] {
    digits.enumerated().map { probabilities[$0 * DigitClassifier.classCount + $1] }
  }

  /// Returns the classification of the images with these indices, in this order.
  ///
  /// - Precondition: Every index is in `0..<count`.
  public func selecting(_ indices: some Sequence<Int>) -> Classification {
    var result = Classification()
    for index in indices {
      let (features, classes) = (DigitClassifier.featureCount, DigitClassifier.classCount)
      result.features += self.features[index * features..<(index + 1) * features]
      result.probabilities += probabilities[index * classes..<(index + 1) * classes]
    }
    return result
  }

  /// Returns the share of images whose most probable digit is their label; 0 without images.
  ///
  /// - Precondition: There are as many labels as images.
  public func accuracy(labels: some Collection<UInt8>) -> Double {
    precondition(labels.count == count, "\(labels.count) labels for \(count) images")
    let right = zip(digits, labels).count { $0 == Int($1) }
    return count == 0 ? 0 : Double(right) / Double(count)
  }

  mutating func append(_ other: Classification) {
    features += other.features
    probabilities += other.probabilities
  }
}
