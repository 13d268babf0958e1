import EnvironmentAPI
public import NeuralNet
import PaintCore
import TensorKernels

/// A trained policy at work: one pass of its network per step.
public struct LearnedPolicy: PaintingPolicy {
  private let network: PolicyNetwork
  private let parameters: ParameterSet
  /// How much choice is left to chance: 1 samples as in training, 0 takes the most probable.
  public var temperature: Float = 1

  /// Reads a policy for an environment.
  ///
  /// - Throws: When the file is no policy, or one for another environment.
  public init(_ file: SafetensorsFile, for specification: PaintingSpecification) throws {
    (network, parameters) = try PolicyFile.open(file, for: specification)
  }

  /// Whether it paints what it is shown; otherwise it invents.
  public var needsTarget: Bool { network.layout.configuration.hasTarget }

  /// Paints until the episode or the steps are at an end.
  public func paint(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?,
    progress: @escaping (Double) -> Void
  ) throws -> Painting {
    if needsTarget, target == nil {
      throw PolicyFileError(place: "--target", expected: "a picture to paint", got: "none")
    }
    let layout = network.layout
    var random = RandomStream(key: seed, stream: 0)
    let noise = (0..<layout.configuration.noise).map { _ in random.normal() }
    let wanted = needsTarget ? target.map { layout.pooled($0, count: 1) } : nil
    let steps = min(steps, layout.configuration.maximumSteps)
    var numbers: [Double] = []
    var action: [Double]?
    var state: LSTMCell.State?
    var sum = 0.0
    try client.reset(seed: seed, target: target)
    for step in 0..<steps {
      var input = layout.emptyInput(count: 1)
      layout.fill(
        0, of: &input, canvas: layout.pooled(client.canvas, count: 1)[...],
        target: wanted.map { $0[...] }, action: action.map { $0[...] }, step: step,
        noise: noise[...])
      let chosen = choose(input, &state, &random)
      let result = try client.step(chosen[...])
      numbers += chosen
      action = chosen
      sum += result.reward
      progress(Double(step + 1) / Double(steps))
      if result.isEnd { break }
    }
    return Painting(
      actions: ActionTable(width: network.sequence.actionWidth, numbers: numbers),
      episodeReturn: sum)
  }

  private func choose(
    _ input: PolicyInput, _ state: inout LSTMCell.State?, _ random: inout RandomStream
  ) -> [Double] {
    let scope = ParameterScope(parameters, isTraining: false)
    let features = network.features(input, state: state, in: scope)
    state = features.state
    let decided = network.decide(features, in: scope) { _, distribution in
      guard temperature > 0 else { return distribution.mostProbable() }
      if temperature == 1 { return distribution.sample(using: &random) }
      return Categorical(logits: distribution.logProbabilities.scaled(by: 1 / temperature))
        .sample(using: &random)
    }
    return network.sequence.action(of: decided.choices[0])
  }
}
