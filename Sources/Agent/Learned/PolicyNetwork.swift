import NeuralNet
import TensorKernels

/// The network of a learned policy: convolutions over the planes, a decoder that makes one decision
/// after the other, and a value (after SPIRAL, Ganin et al. 2018, appendix A; sized for a CPU).
struct PolicyNetwork: Sendable {
  /// What the network makes of an input.
  struct Features {
    /// The running vector of the decoder, `[count, width]`.
    let vector: Variable
    /// The expected return, `[count, 1]`.
    let value: Variable
  }

  /// What teacher forcing gives, each `[count, 1]`.
  struct Judgement {
    /// The log-probability of the choices that matter.
    let logProbability: Variable
    /// The entropy of the decisions that matter, in nats.
    let entropy: Variable
    let value: Variable
  }

  private struct Head: Sendable {
    /// Mixes the running vector before the decision; the first decision needs none.
    let mixing: Linear?
    let logits: Linear
    let embedding: Embedding
  }

  let layout: PolicyInputLayout
  let sequence: DecisionSequence
  let parameters: ParameterLayout
  private let convolutions: [Conv2D]
  private let pictureLayer: Linear
  private let vectorLayer: Linear
  private let block: ResidualBlock
  private let heads: [Head]
  private let valueHidden: Linear
  private let valueOutput: Linear

  init(_ layout: PolicyInputLayout, _ sequence: DecisionSequence) {
    self.layout = layout
    self.sequence = sequence
    let configuration = layout.configuration
    let width = configuration.width
    var parameters = ParameterLayout()
    let geometry = ConvolutionGeometry(kernel: 4, stride: 2, padding: 1)
    var side = configuration.side
    var inputs = layout.planeCount
    convolutions = configuration.channels.enumerated().map { index, outputs in
      defer {
        inputs = outputs
        side = geometry.outputExtent(of: side)
      }
      return Conv2D(
        "policy.convolution\(index)", inputs: inputs, outputs: outputs, geometry: geometry,
        activation: .relu, in: &parameters)
    }
    pictureLayer = Linear(
      "policy.picture", inputs: side * side * inputs, outputs: width, in: &parameters)
    vectorLayer = Linear(
      "policy.vector", inputs: layout.vectorWidth, outputs: width, in: &parameters)
    block = ResidualBlock("policy.block", width: width, hidden: width, in: &parameters)
    heads = sequence.decisions.enumerated().map { index, decision in
      let name = "policy.decision.\(decision.name)"
      return Head(
        mixing: index == 0
          ? nil
          : Linear(
            "\(name).mixing", inputs: width, outputs: width, activation: .relu, in: &parameters),
        logits: Linear(
          "\(name).logits", inputs: width, outputs: decision.count, gain: 0.1, in: &parameters),
        embedding: Embedding(
          "\(name).choice", classes: decision.count, width: width, standardDeviation: 0.3,
          in: &parameters))
    }
    valueHidden = Linear(
      "policy.value.hidden", inputs: width, outputs: 128, activation: .relu, in: &parameters)
    valueOutput = Linear("policy.value.output", inputs: 128, outputs: 1, in: &parameters)
    self.parameters = parameters
  }

  func features(_ input: PolicyInput, in scope: ParameterScope) -> Features {
    let side = layout.configuration.side
    var picture = Variable(
      Tensor(input.planes, shape: [input.count, side, side, layout.planeCount]))
    for convolution in convolutions { picture = convolution(picture, in: scope) }
    let vector = Variable(Tensor(input.vectors, shape: [input.count, layout.vectorWidth]))
    let sum = pictureLayer(picture.flattened(), in: scope) + vectorLayer(vector, in: scope)
    let mixed = block(sum.relu(), in: scope)
    return Features(
      vector: mixed, value: valueOutput(valueHidden(mixed, in: scope), in: scope))
  }

  /// Decides, one decision after the other.
  ///
  /// - Parameter choose: Returns a class for every row from the distribution of a decision.
  /// - Returns: The choices, `[count][decision]`, and the log-probabilities of those that matter.
  func decide(
    _ features: Features, in scope: ParameterScope,
    choose: (_ decision: Int, Categorical) -> [Int]
  ) -> (choices: [[Int]], logProbabilities: [Float]) {
    let count = features.value.shape[0]
    var choices = [[Int]](repeating: [], count: count)
    var sums = [Float](repeating: 0, count: count)
    var vector = features.vector
    for (index, head) in heads.enumerated() {
      let distribution = self.distribution(head, &vector, in: scope)
      let chosen = choose(index, distribution)
      let logProbabilities = distribution.logProbability(of: chosen).value.scalars
      for row in 0..<count {
        if sequence.isActive(index, after: choices[row]) { sums[row] += logProbabilities[row] }
        choices[row].append(chosen[row])
      }
      vector = vector + head.embedding(chosen, in: scope)
    }
    return (choices, sums)
  }

  /// Judges choices that were made before.
  ///
  /// - Parameter choices: `[count][decision]`.
  func judge(
    _ input: PolicyInput, choices: [[Int]], in scope: ParameterScope
  ) -> Judgement {
    let features = features(input, in: scope)
    var vector = features.vector
    var logProbability: Variable?
    var entropy: Variable?
    for (index, head) in heads.enumerated() {
      let distribution = self.distribution(head, &vector, in: scope)
      let chosen = choices.map { $0[index] }
      let mask = self.mask(index, choices)
      let term = distribution.logProbability(of: chosen, mask: mask)
      let disorder = distribution.entropy(mask: mask)
      logProbability = logProbability.map { $0 + term } ?? term
      entropy = entropy.map { $0 + disorder } ?? disorder
      vector = vector + head.embedding(chosen, in: scope)
    }
    guard let logProbability, let entropy else {
      preconditionFailure("an action without parts")
    }
    return Judgement(logProbability: logProbability, entropy: entropy, value: features.value)
  }

  private func distribution(
    _ head: Head, _ vector: inout Variable, in scope: ParameterScope
  ) -> Categorical {
    if let mixing = head.mixing { vector = vector + mixing(vector, in: scope) }
    return Categorical(logits: head.logits(vector, in: scope))
  }

  /// 1 where decision `index` matters, `[count, 1]`.
  private func mask(_ index: Int, _ choices: [[Int]]) -> Tensor {
    Tensor(
      choices.map { sequence.isActive(index, after: $0) ? 1 : 0 }, shape: [choices.count, 1])
  }
}
