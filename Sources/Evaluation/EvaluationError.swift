/// Why something could not be evaluated.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
  /// There are fewer images than the measure needs.
  case tooFewImages(what: String, expected: Int, got: Int)
  /// An image of a list has a shape, `[height, width, channels]`, that the measure does not take.
  case shape(place: String, expected: String, got: [Int])
  /// Two lists that go together are of different lengths.
  case countsDiffer(what: String, Int, Int)
  /// A data file is not what it should be.
  case data(String)
  /// A file of weights is damaged or is of something else.
  case weights(place: String, expected: String, got: String)
  /// The weights that come with the program are not beside it.
  case missingWeights(path: String, reason: String)

  /// The fault in a sentence with the expected and the given values.
  public var description: String {
    switch self {
    case .tooFewImages(let what, let expected, let got):
      "\(what): expected at least \(expected) images, got \(got)"
    case .shape(let place, let expected, let got):
      "\(place): expected \(expected), got shape [height, width, channels] \(got)"
    case .countsDiffer(let what, let first, let second):
      "\(what): expected equally many, got \(first) and \(second)"
    case .data(let reason): reason
    case .weights(let place, let expected, let got):
      "\(place): expected \(expected), got \(got)"
    case .missingWeights(let path, let reason):
      "\(path): \(reason); the classifier's weights belong beside the program, in the folder that "
        + "the build makes"
    }
  }
}
