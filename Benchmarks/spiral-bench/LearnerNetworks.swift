import NeuralNet
import TensorKernels

private let halving = ConvolutionGeometry(kernel: 4, stride: 2, padding: 1)

/// The critic that is measured: three convolutions over 32x32 ink, 94,000 weights, 2.5 million
/// multiplications per image.
struct BenchmarkCritic {
  private let convolutions: [Conv2D]
  private let score: Linear

  init(in layout: inout ParameterLayout) {
    let channels = [1, 24, 48, 96]
    convolutions = (0..<3).map { index in
      Conv2D(
        "convolution.\(index)", inputs: channels[index], outputs: channels[index + 1],
        geometry: halving, activation: .leakyRelu(0.2), spectralNorm: true, in: &layout)
    }
    score = Linear("score", inputs: 1536, outputs: 1, spectralNorm: true, in: &layout)
  }

  /// Returns `[images, 1]` from `[images, 32, 32, 1]`.
  func callAsFunction(_ images: Variable, in scope: ParameterScope) -> Variable {
    score(convolutions.reduce(images) { $1($0, in: scope) }.flattened(), in: scope)
  }
}

/// The policy that is measured: three convolutions, a residual block and a chain of seven choices,
/// 0.8 million multiplications per step.
struct BenchmarkPolicy {
  /// The classes of flag, end x, end y, control x, control y, size and pressure.
  static let classes = [2, 32, 32, 32, 32, 4, 10]
  /// The length of the vector of numbers beside the picture.
  static let sideWidth = 26
  private static let width = 192

  private let convolutions: [Conv2D]
  private let picture: Linear
  private let side: Linear
  private let core: ResidualBlock
  private let heads: [Linear]
  private let mixers: [Linear]
  private let embeddings: [Embedding]
  private let value: MLP

  init(in layout: inout ParameterLayout) {
    let (width, channels) = (Self.width, [4, 8, 16, 32])
    convolutions = (0..<3).map { index in
      Conv2D(
        "convolution.\(index)", inputs: channels[index], outputs: channels[index + 1],
        geometry: halving, activation: .relu, in: &layout)
    }
    picture = Linear("picture", inputs: 512, outputs: width, in: &layout)
    side = Linear("side", inputs: Self.sideWidth, outputs: width, in: &layout)
    core = ResidualBlock("core", width: width, hidden: width, in: &layout)
    heads = Self.classes.enumerated().map { index, classes in
      Linear("head.\(index)", inputs: width, outputs: classes, gain: 0.1, in: &layout)
    }
    mixers = (0..<5).map { index in
      Linear(
        "mixer.\(index)", inputs: width, outputs: width, activation: .relu, in: &layout)
    }
    embeddings = Self.classes.dropLast().enumerated().map { index, classes in
      Embedding(
        "embedding.\(index)", classes: classes, width: width, standardDeviation: 0.3, in: &layout)
    }
    value = MLP("value", widths: [width, 128, 1], in: &layout)
  }

  /// Returns a loss of the shape of a policy gradient's: log-probability, entropy and value of every
  /// step.
  ///
  /// - Parameter choices: The class of every part of the action, then of every step.
  func loss(_ images: Tensor, _ numbers: Tensor, _ choices: [[Int]], in scope: ParameterScope)
    -> Variable
  {
    let planes = convolutions.reduce(Variable(images)) { $1($0, in: scope) }.flattened()
    let sums = picture(planes, in: scope) + side(Variable(numbers), in: scope)
    let features = core(sums.relu(), in: scope)
    let isPainting = Tensor(choices[0].map { Float($0) }, shape: [choices[0].count, 1])
    var state = features
    var loss = value(features, in: scope).squared().scaled(by: 0.5)
    for (part, chosen) in choices.enumerated() {
      // flag and pressure have no mixer of their own
      if part > 0, part < 6 { state = state + mixers[part - 1](state, in: scope) }
      let choice = Categorical(logits: heads[part](state, in: scope))
      let mask = part < 3 ? nil : isPainting
      loss = loss - choice.logProbability(of: chosen, mask: mask)
      loss = loss - 0.003 * choice.entropy(mask: mask)
      if part < embeddings.count { state = state + embeddings[part](chosen, in: scope) }
    }
    return loss
  }
}
