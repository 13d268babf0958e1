public import NeuralNet
public import PaintCore
import TensorKernels

/// A small convolutional network that tells handwritten digits apart; its last hidden layer serves
/// as the feature space of the Frechet distance.
///
/// Three 3x3 convolutions with 24, 48 and 64 channels, each followed by a rectifier and the maximum
/// of 2x2 blocks, a layer of 64 rectified features and one of 10 logits. 104,618 weights.
public struct DigitClassifier {
  /// The number of features.
  public static let featureCount = 64
  /// The number of classes.
  public static let classCount = 10
  /// The weights.
  public let parameters: ParameterSet
  private let layers: Layers

  /// Makes a classifier that knows nothing yet.
  public init(using generator: inout some RandomNumberGenerator) {
    var layout = ParameterLayout()
    layers = Layers(in: &layout)
    parameters = ParameterSet(layout, using: &generator)
  }

  /// Returns the features, `[count, 64]`, and the logits, `[count, 10]`.
  ///
  /// - Parameter ink: Shape `[count, 32, 32, 1]`; see ``Ink``.
  public func callAsFunction(_ ink: Variable, in scope: ParameterScope) -> (
    features: Variable, logits: Variable
  ) {
    let maps = layers.convolutions.reduce(ink) { $1($0, in: scope).maxPooled() }
    let features = layers.features(maps.flattened(), in: scope)
    return (features, layers.logits(features, in: scope))
  }

  /// Returns what the classifier says about `canvases`; the result does not depend on `threads`.
  ///
  /// - Parameter canvases: Black ink on white; squares with a side that is a multiple of 32.
  /// - Throws: ``EvaluationError/shape(place:expected:got:)``.
  public func classify(_ canvases: [PixelImage], threads: Int = 2) throws(EvaluationError)
    -> Classification
  {
    let starts = Array(stride(from: 0, to: canvases.count, by: Self.chunk))
    guard !starts.isEmpty else { return Classification() }
    let pool = DataParallel(parameters, shards: min(max(1, threads), starts.count))
    let parts = pool.forEachShard { shard in
      starts[pool.range(of: shard, count: starts.count)].map { start in
        Result { () throws(EvaluationError) in
          try classify(canvases, in: start..<min(start + Self.chunk, canvases.count))
        }
      }
    }
    var result = Classification()
    for part in parts.joined() { result.append(try part.get()) }
    return result
  }

  private func classify(_ canvases: [PixelImage], in range: Range<Int>) throws(EvaluationError)
    -> Classification
  {
    let ink = Variable(try Ink.tensor(canvases[range]))
    let output = self(ink, in: ParameterScope(parameters, isTraining: false))
    return Classification(
      features: output.features.value.scalars,
      probabilities: output.logits.logSoftmax().value.exponentiated().scalars)
  }

  /// Images classified at once; fixed, because the shape of a product may change its last bits.
  private static let chunk = 125
}

/// The layers in the order of their weights.
private struct Layers {
  let convolutions: [Conv2D]
  let features: Linear
  let logits: Linear

  init(in layout: inout ParameterLayout) {
    let widths = [1, 24, 48, 64]
    convolutions = (0..<3).map { index in
      Conv2D(
        "classifier.convolution.\(index)", inputs: widths[index], outputs: widths[index + 1],
        geometry: ConvolutionGeometry(kernel: 3, padding: 1), activation: .relu, in: &layout)
    }
    features = Linear(
      "classifier.features", inputs: widths[3] * 4 * 4, outputs: DigitClassifier.featureCount,
      activation: .relu, in: &layout)
    logits = Linear(
      "classifier.logits", inputs: DigitClassifier.featureCount,
      outputs: DigitClassifier.classCount, in: &layout)
  }
}
