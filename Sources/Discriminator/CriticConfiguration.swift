/// What a critic minimises.
public enum CriticLoss: Sendable, Hashable {
  /// mean max(0, 1 - D(real)) + mean max(0, 1 + D(fake)) (Lim and Ye, "Geometric GAN", 2017).
  case hinge
  /// mean ln(1 + e^-D(real)) + mean ln(1 + e^D(fake)) (Goodfellow et al., NeurIPS 2014).
  case logistic
  /// mean D(fake) - mean D(real) + weight * mean (|dD/dx| - 1)^2 between real and fake (Gulrajani et
  /// al., "Improved training of Wasserstein GANs", NeurIPS 2017), without spectral norms.
  case wassersteinPenalty(weight: Float = 10)
}

/// How a conditional critic is shown what a picture should look like.
public enum Conditioning: String, Sendable, Hashable, CaseIterable {
  /// The picture's planes beside the target's (Ganin et al., "SPIRAL", ICML 2018, section 3.2).
  case pair
  /// The picture on one half and the target on the other, which half being random, beside a plane
  /// that marks the picture's half (Mellor et al., "SPIRAL++", 2019: the complement discriminator).
  case complement
}

/// The shape of a critic and how it learns.
public struct CriticConfiguration: Sendable, Hashable {
  /// The height of the pictures scored, in pixels.
  public var imageHeight: Int
  /// The width of the pictures scored, in pixels.
  public var imageWidth: Int
  /// Bytes per pixel: 1 for grey, 3 for colour.
  public var channels: Int
  /// Whether every picture comes with a target.
  public var isConditional: Bool
  /// The side of the square to which pictures are averaged before the network sees them.
  public var poolTo: Int
  /// The channels of the convolutions, each of which halves the side.
  public var widths: [Int]
  /// What is minimised.
  public var loss: CriticLoss
  /// The standard deviation of the noise added to the planes while training.
  public var inputNoise: Float
  /// Adam's rate.
  public var learningRate: Float
  /// Adam's decay of the gradient's average.
  public var beta1: Float
  /// Adam's decay of the squared gradient's average.
  public var beta2: Float
  /// How targets are shown.
  public var conditioning: Conditioning

  /// Makes a configuration; what is left out is the measured recipe for digits on two cores.
  public init(
    imageHeight: Int, imageWidth: Int, channels: Int, isConditional: Bool = false,
    poolTo: Int = 32, widths: [Int] = [24, 48, 96], loss: CriticLoss = .hinge,
    inputNoise: Float = 0.05, learningRate: Float = 1e-3, beta1: Float = 0.5,
    beta2: Float = 0.99, conditioning: Conditioning = .pair
  ) {
    self.imageHeight = imageHeight
    self.imageWidth = imageWidth
    self.channels = channels
    self.isConditional = isConditional
    self.poolTo = poolTo
    self.widths = widths
    self.loss = loss
    self.inputNoise = inputNoise
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.conditioning = conditioning
  }

  /// Bytes of one picture.
  public var pictureByteCount: Int { imageHeight * imageWidth * channels }

  /// The channels of the network's input.
  var planeCount: Int {
    guard isConditional else { return channels }
    return conditioning == .pair ? 2 * channels : channels + 1
  }
}

extension CriticConfiguration {
  /// Refuses what no network can be built for: for configurations that come from outside.
  ///
  /// - Throws: ``CriticError/impossibleConfiguration(_:)`` naming the member.
  public func validate() throws(CriticError) {
    try check((1...4096).contains(imageHeight), "imageHeight \(imageHeight) is not in 1...4096")
    try check((1...4096).contains(imageWidth), "imageWidth \(imageWidth) is not in 1...4096")
    try check([1, 3].contains(channels), "channels is \(channels), not 1 or 3")
    try check((1...8).contains(widths.count), "\(widths.count) widths, not 1 to 8")
    try check(widths.allSatisfy((1...1024).contains), "widths \(widths) are not in 1...1024")
    let least = 1 << min(max(widths.count, 1), 8)
    try check(
      (least...256).contains(poolTo),
      "poolTo \(poolTo) is not in \(least)...256 for \(widths.count) halvings")
    try check(
      inputNoise >= 0 && inputNoise <= 1, "inputNoise \(inputNoise) is not between 0 and 1")
    try check(
      learningRate >= 0 && learningRate <= 1, "learningRate \(learningRate) is not between 0 and 1")
    for beta in [beta1, beta2] {
      try check(beta >= 0 && beta < 1, "a beta of \(beta) is not at least 0 and below 1")
    }
    if case .wassersteinPenalty(let weight) = loss {
      try check(weight >= 0 && weight <= 1e6, "penalty weight \(weight) is not between 0 and 1e6")
    }
  }

  private func check(_ isFine: Bool, _ complaint: String) throws(CriticError) {
    guard isFine else { throw .impossibleConfiguration(complaint) }
  }
}
