import StrokeProgram

/// How a step is rewarded by the core.
public enum RewardKind: String, Sendable, CaseIterable {
  /// Always 0.
  case none
  /// By how much the mean squared error to the target fell, in units of `0...1` per element.
  case l2
  /// By how much the mean absolute error to the target fell, in units of `0...1` per element.
  case l1
  /// What a critic beside the environment says; see ``CanvasReward``.
  case critic
}

/// What happens when a lane's episode has ended: Gymnasium's three modes.
public enum Autoreset: String, Sendable, CaseIterable {
  /// The next step resets the lane and ignores its action.
  case nextStep = "NextStep"
  /// The step that ends an episode also starts the next one.
  case sameStep = "SameStep"
  /// The caller resets.
  case disabled = "Disabled"
}

/// The options that every backend has because the core carries them out.
public struct CoreOptions: Sendable, Equatable {
  /// The `episodeLength` option; see `StepCounting` for what it counts.
  public let episodeLength: Int
  /// The `reward` option.
  public let reward: RewardKind
  /// The `target` option: whether the target is a leaf of the observation.
  public let observesTarget: Bool
  /// The `blankCost` option: what an episode costs that ends with the canvas it began with.
  public let blankCost: Double

  /// The declarations, for the spec.
  public static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "episodeLength", .integer(1...1_000_000), default: .integer(20),
      doc: "number of actions in an episode"),
    OptionDeclaration(
      "reward", .choice(RewardKind.allCases.map(\.rawValue)), default: .string("none"),
      doc: "reward of a step: how much the mean squared (l2) or absolute (l1) error to the target "
        + "fell, in 0...1; critic: what the critic of --reward-from says; or none"),
    OptionDeclaration(
      "target", .boolean, default: .boolean(false),
      doc: "whether the observation has the leaf target"),
    OptionDeclaration(
      "blankCost", .number(0...1_000_000), default: .number(0),
      doc: "taken off the last reward of an episode that leaves the canvas as it was"),
  ]

  /// Takes the core's options out of the resolved ones.
  public init(_ options: OptionValues) {
    episodeLength = options.integer("episodeLength")
    reward = RewardKind(rawValue: options.string("reward")) ?? .none
    observesTarget = options.boolean("target")
    blankCost = options.number("blankCost")
  }

  /// Whether no episode can start without a target.
  public var needsTarget: Bool { measuresDistance || observesTarget }

  /// Whether the reward is the fall of a distance to the target.
  var measuresDistance: Bool { reward == .l2 || reward == .l1 }
}
