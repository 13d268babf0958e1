import NeuralNet
import TensorKernels

/// The network of a learned policy: a torso over what it sees, a memory if it has one, a decoder that
/// makes one decision after the other, and a value (after SPIRAL, Ganin et al. 2018, appendix A;
/// sized for a CPU).
struct PolicyNetwork: Sendable {
  /// What the network makes of an input.
  struct Features {
    /// The running vector of the decoder, `[count, width]`.
    let vector: Variable
    /// The maps of the torso.
    let maps: [Variable]
    /// The expected return, `[count, 1]`.
    let value: Variable
    /// What the next step is to be given; nil without memory.
    let state: LSTMCell.State?
  }

  /// What teacher forcing gives, each `[count, 1]`.
  struct Judgement {
    /// The log-probability of the choices that matter.
    let logProbability: Variable
    /// The entropy of the decisions that matter, in nats.
    let entropy: Variable
    let value: Variable
  }

  let layout: PolicyInputLayout
  /// The decisions as this network makes them: cells whole or as row and column.
  let sequence: DecisionSequence
  let parameters: ParameterLayout
  private let torso: PolicyTorso
  private let memory: LSTMCell?
  private let heads: [DecisionHead]
  private let valueHidden: Linear
  private let valueOutput: Linear

  /// - Parameter sequence: Of the action space; the network decides cells as its configuration says.
  init(_ layout: PolicyInputLayout, _ sequence: DecisionSequence) {
    self.layout = layout
    let configuration = layout.configuration
    self.sequence = sequence.deciding(configuration.placeHead)
    let width = configuration.width
    var parameters = ParameterLayout()
    let torso = PolicyTorso(layout, in: &parameters)
    self.torso = torso
    memory =
      configuration.core == .recurrent
      ? LSTMCell("policy.memory", inputs: width, width: width, in: &parameters) : nil
    heads = self.sequence.decisions.enumerated().map { index, decision in
      DecisionHead(
        decision, isFirst: index == 0, width: width, torso: torso.levels, in: &parameters)
    }
    valueHidden = Linear(
      "policy.value.hidden", inputs: width, outputs: 128, activation: .relu, in: &parameters)
    valueOutput = Linear("policy.value.output", inputs: 128, outputs: 1, in: &parameters)
    self.parameters = parameters
  }

  /// Whether a step depends on more than its input, so that episodes must be judged whole.
  var isRecurrent: Bool { memory != nil }

  // MARK: Seeing

  /// Returns what one step of several episodes looks like.
  ///
  /// - Parameter state: What the step before gave; nil at the first step.
  func features(
    _ input: PolicyInput, state: LSTMCell.State? = nil, in scope: ParameterScope
  ) -> Features {
    let seen = torso(input, in: scope)
    guard let memory else { return features(seen.vector, seen.maps, nil, in: scope) }
    let next = memory(
      seen.vector, state ?? memory.initialState(count: input.count), in: scope)
    return features(next.output, seen.maps, next, in: scope)
  }

  /// Returns the features of `stepCount` steps of equally many episodes each, step after step.
  private func features(
    _ input: PolicyInput, stepCount: Int, in scope: ParameterScope
  ) -> Features {
    guard let memory, stepCount > 1 else { return features(input, in: scope) }
    let seen = torso(input, in: scope)
    let vector = unrolled(memory, seen.vector, stepCount: stepCount, in: scope)
    return features(vector, seen.maps, nil, in: scope)
  }

  private func features(
    _ vector: Variable, _ maps: [Variable], _ state: LSTMCell.State?, in scope: ParameterScope
  ) -> Features {
    Features(
      vector: vector, maps: maps, value: valueOutput(valueHidden(vector, in: scope), in: scope),
      state: state)
  }

  /// Only the memory goes step by step; everything before and after takes all steps at once.
  private func unrolled(
    _ memory: LSTMCell, _ vector: Variable, stepCount: Int, in scope: ParameterScope
  ) -> Variable {
    let count = vector.shape[0] / stepCount
    precondition(
      count * stepCount == vector.shape[0], "\(vector.shape[0]) rows, \(stepCount) steps")
    let size = count * memory.width
    let steps = vector.reshaped([1, stepCount * size])
    var state = memory.initialState(count: count)
    let outputs = (0..<stepCount).map { step in
      let input = steps.slice((step * size)..<((step + 1) * size))
      state = memory(input.reshaped([count, memory.width]), state, in: scope)
      return state.output.reshaped([1, size])
    }
    return Variable.concatenated(outputs).reshaped(vector.shape)
  }

  // MARK: Deciding

  /// Decides, one decision after the other.
  ///
  /// - Parameter choose: Returns a class for every row from the distribution of a decision. The
  ///   classes of a place map are in an order of its own (`DecisionHead.choices(of:)`).
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
      let distribution = head.distribution(&vector, features.maps, in: scope)
      let classes = choose(index, distribution)
      let chosen = head.choices(of: classes)
      let logProbabilities = distribution.logProbability(of: classes).value.scalars
      for row in 0..<count {
        if sequence.isActive(index, after: choices[row]) { sums[row] += logProbabilities[row] }
        choices[row].append(chosen[row])
      }
      if index < heads.count - 1 { vector = vector + head.embedding(chosen, in: scope) }
    }
    return (choices, sums)
  }

  /// Judges choices that were made before.
  ///
  /// - Parameters:
  ///   - choices: `[count][decision]`.
  ///   - stepCount: The rows are so many steps, each of the same episodes from their start; a policy
  ///     without memory does not care.
  func judge(
    _ input: PolicyInput, choices: [[Int]], stepCount: Int = 1, in scope: ParameterScope
  ) -> Judgement {
    let features = features(input, stepCount: stepCount, in: scope)
    var vector = features.vector
    var logProbability: Variable?
    var entropy: Variable?
    for (index, head) in heads.enumerated() {
      let distribution = head.distribution(&vector, features.maps, in: scope)
      let chosen = choices.map { $0[index] }
      let mask = self.mask(index, choices)
      let term = distribution.logProbability(of: head.classes(of: chosen), mask: mask)
      let disorder = distribution.entropy(mask: mask)
      logProbability = logProbability.map { $0 + term } ?? term
      entropy = entropy.map { $0 + disorder } ?? disorder
      if index < heads.count - 1 { vector = vector + head.embedding(chosen, in: scope) }
    }
    guard let logProbability, let entropy else {
      preconditionFailure("an action without parts")
    }
    return Judgement(logProbability: logProbability, entropy: entropy, value: features.value)
  }

  /// 1 where decision `index` matters, `[count, 1]`.
  private func mask(_ index: Int, _ choices: [[Int]]) -> Tensor {
    Tensor(
      choices.map { sequence.isActive(index, after: $0) ? 1 : 0 }, shape: [choices.count, 1])
  }
}
