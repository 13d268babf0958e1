public import EnvironmentAPI

/// What a policy knows about the environment it paints in: nothing but its spec.
public struct PaintingSpecification: Sendable, Equatable {
  /// The actions and what their parts mean.
  public let action: ActionSpace
  /// Height, width and channels of the canvas.
  public let canvasShape: [Int]
  /// The most actions of an episode.
  public let maximumSteps: Int

  /// Makes a specification.
  public init(action: ActionSpace, canvasShape: [Int], maximumSteps: Int) {
    self.action = action
    self.canvasShape = canvasShape
    self.maximumSteps = maximumSteps
  }
}

/// The state of a painting as its environment saved it; only that environment can read it.
public struct PaintingSnapshot: Sendable, Equatable {
  /// The saved state in the environment's own form.
  public let bytes: [UInt8]

  /// Keeps what an environment saved.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }
}

/// What one step gave.
public struct PaintingStep: Sendable, Equatable {
  /// The reward.
  public let reward: Double
  /// Whether the episode has ended, by the action or because the steps are used up.
  public let isEnd: Bool

  /// Makes the result of a step.
  public init(reward: Double, isEnd: Bool) {
    self.reward = reward
    self.isEnd = isEnd
  }
}

/// What candidate programs would earn.
public struct PaintingEvaluation: Sendable, Equatable {
  /// The sum of the rewards of each program.
  public let returns: [Double]
  /// How many of its actions each program performed before its episode ended.
  public let lengths: [Int]

  /// Makes the result of an evaluation.
  public init(returns: [Double], lengths: [Int]) {
    self.returns = returns
    self.lengths = lengths
  }
}

/// The few calls that a painting policy needs, all on one canvas.
///
/// Rewards depend on nothing but the state and the actions, so that a saved state with the same
/// actions always earns the same.
public protocol PaintingClient: AnyObject {
  /// What is known about the environment.
  var specification: PaintingSpecification { get }

  /// The canvas after the last `reset`, `step` or `load`, row-major, sRGB levels.
  var canvas: [UInt8] { get }

  /// Starts an episode.
  ///
  /// - Parameter target: The picture to paint, in the canvas's shape; nil when there is none.
  func reset(seed: UInt64, target: [UInt8]?) throws

  /// Performs one action: the scalars of its parts in layout order.
  func step(_ action: ArraySlice<Double>) throws -> PaintingStep

  /// Returns what each of `count` programs of equal length would earn from here; nothing changes.
  func evaluate(_ programs: ActionTable, count: Int) throws -> PaintingEvaluation

  /// Returns the canvas as `program` would leave it from here; nothing changes.
  func canvas(after program: ActionTable) throws -> [UInt8]

  /// Returns the whole state.
  func save() throws -> PaintingSnapshot

  /// Goes back to a saved state.
  func load(_ snapshot: PaintingSnapshot) throws
}
