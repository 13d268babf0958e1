/// A named tensor of a network: something to train, or state that is kept with the weights.
public struct Parameter: Sendable, Hashable {
  /// What it is called in checkpoints, such as `policy.encoder.weight`.
  public let name: String
  /// The extents of its axes.
  public let shape: [Int]
  /// Its place among the parameters of its kind.
  let index: Int
  /// Where its numbers start in the flat vector of its kind.
  let offset: Int
  /// How its numbers start.
  let initializer: Initializer

  /// The number of numbers.
  public var count: Int { shape.reduce(1, *) }
}

/// The parameters of a network in their order: layers add theirs when they are made.
public struct ParameterLayout: Sendable, Hashable {
  /// What is trained.
  public private(set) var weights: [Parameter] = []
  /// What is kept with the weights but not trained, such as the vectors of spectral norms.
  public private(set) var states: [Parameter] = []
  /// The spectral norms of the network.
  public internal(set) var spectralNorms: [SpectralNorm] = []
  /// The number of numbers to train.
  public private(set) var weightCount = 0
  /// The number of numbers of state.
  public private(set) var stateCount = 0
  private var names: Set<String> = []

  /// Makes an empty layout.
  public init() {}

  /// Adds something to train.
  ///
  /// - Precondition: The name is new.
  public mutating func addWeight(
    _ name: String, shape: [Int], _ initializer: Initializer
  ) -> Parameter {
    reserve(name)
    let weight = Parameter(
      name: name, shape: shape, index: weights.count, offset: weightCount,
      initializer: initializer)
    weights.append(weight)
    weightCount += weight.count
    return weight
  }

  /// Adds state that is not trained.
  ///
  /// - Precondition: The name is new.
  public mutating func addState(
    _ name: String, shape: [Int], _ initializer: Initializer
  ) -> Parameter {
    reserve(name)
    let state = Parameter(
      name: name, shape: shape, index: states.count, offset: stateCount, initializer: initializer)
    states.append(state)
    stateCount += state.count
    return state
  }

  private mutating func reserve(_ name: String) {
    precondition(names.insert(name).inserted, "two parameters are called \(name)")
  }
}
