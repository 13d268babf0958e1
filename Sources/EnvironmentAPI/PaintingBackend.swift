public import PaintCore
public import StrokeProgram

/// An engine as a plugin: what it is called, what it can be told, and how to configure it.
public protocol PaintingBackend: Sendable {
  /// The name after `--backend`.
  var name: String { get }
  /// The version of the engine; saved states and programs carry it.
  var version: String { get }
  /// One line for `spiral-env list`.
  var summary: String { get }
  /// Where it comes from: `built-in`, or the path of a plugin.
  var origin: String { get }
  /// The options it takes, beside those of the core.
  var options: [OptionDeclaration] { get }

  /// Checks the options, reads what files they name, and returns the configured engine.
  ///
  /// - Throws: `invalidOption`, `resourceLimit` or `unsupported`.
  func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend
}

extension PaintingBackend {
  /// It is part of the program.
  public var origin: String { "built-in" }
}

/// An engine with its options resolved: the spaces, and a factory that cannot fail.
public protocol ConfiguredBackend: Sendable {
  /// The leaves of its observation; the first is `canvas`, uint8 of shape
  /// `[height, width, channels]`. The core appends its own.
  var observation: [ObservationLeaf] { get }
  /// Its actions.
  var action: ActionSpace { get }
  /// How it counts the steps of an episode.
  var counting: StepCounting { get }
  /// The colour of the paper; nil when it is transparent.
  var background: StrokeColor? { get }

  /// What its environments report of an episode beside the observation, in the order in which they
  /// write it.
  var info: [InfoField] { get }
  /// Whether steps can cost something; see ``PaintingEnvironment/lastCost``.
  var hasCosts: Bool { get }

  /// What a person should know about these options although they are valid.
  var warnings: [String] { get }

  /// Makes one environment. It has not been reset yet.
  func makeEnvironment() -> any PaintingEnvironment

  /// Returns the visible strokes that an episode with these actions paints.
  func strokes(of actions: ActionTable) -> [Stroke]

  /// Returns the same engine with a canvas `pixels` wide and everything in proportion.
  ///
  /// - Throws: `resourceLimit`, `invalidOption`, or `unsupported`.
  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend
}

extension ConfiguredBackend {
  /// Nothing.
  public var warnings: [String] { [] }
  /// Nothing.
  public var info: [InfoField] { [] }
  /// They cannot.
  public var hasCosts: Bool { false }
}

/// One number that an engine reports of an episode: a member of `info`.
public struct InfoField: Sendable, Equatable {
  /// The key in `info`; none of `episode`, `seed`, `final_obs`, nor one that begins with `_`.
  public let name: String
  /// A line for people, with the unit.
  public let doc: String

  /// Makes a field.
  public init(_ name: String, doc: String) {
    self.name = name
    self.doc = doc
  }
}

/// How the `episodeLength` option and the `episode_step` leaf count.
public enum StepCounting: Sendable, Equatable {
  /// `episodeLength` actions; `episode_step` is the number of actions so far.
  case actions
  /// As the published SPIRAL environment (deepmind/spiral, `libmypaint.py`): the reset is the first
  /// step, so there are `episodeLength - 1` actions, and the observation of a reset still shows the
  /// counter of the episode before.
  case resetIsFirstStep
}

/// One canvas that is painted on: the state of one lane's engine.
///
/// It is owned by one thread at a time. Actions were validated before they come here. Time limits,
/// statistics, rewards and autoreset are the core's.
public protocol PaintingEnvironment: AnyObject {
  /// Why this environment is of no use any more; nil while it is. Calls that cannot throw leave it
  /// here, and the core ends the session with it.
  var failure: String? { get }

  /// Starts an episode. All randomness of the episode comes from `random`.
  func reset(random: RandomStream)

  /// Performs one action.
  ///
  /// - Returns: Whether the agent has ended the painting (Gymnasium's `terminated`).
  func step(_ action: ActionRow) -> Bool

  /// What the last step cost beside what it did to the picture, at least 0; the core takes it off
  /// the reward. Not part of the state.
  var lastCost: Double { get }

  /// Writes the numbers of `ConfiguredBackend.info`: totals of the episode so far, all finite.
  ///
  /// - Parameter numbers: As many as there are fields.
  func writeInfo(into numbers: UnsafeMutableBufferPointer<Double>)

  /// Writes leaf `index` of `ConfiguredBackend.observation`, row-major and little-endian.
  ///
  /// - Parameter bytes: As many bytes as the leaf has.
  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer)

  /// Takes over the whole state of `other`, which the same configured backend made.
  func copyState(from other: any PaintingEnvironment)

  /// Writes the whole state.
  func save(into writer: inout StateWriter)

  /// Reads what `save` wrote. When it throws, the state of this environment is undefined and the
  /// caller discards it.
  ///
  /// - Throws: `stateIncompatible` when the bytes are damaged.
  func load(from reader: inout StateReader) throws(EnvironmentError)

  /// What the engine carries from one episode into the next; nil when that is nothing, as it should
  /// be. A program that starts with something carried must record it to be replayed.
  func carriedState() -> [UInt8]?

  /// Puts back what `carriedState` returned, before a reset.
  ///
  /// - Throws: `stateIncompatible` when the bytes are damaged.
  func adopt(carriedState: [UInt8]) throws(EnvironmentError)
}

extension PaintingEnvironment {
  /// It cannot fail.
  public var failure: String? { nil }

  /// Nothing.
  public var lastCost: Double { 0 }

  /// There is nothing to write.
  public func writeInfo(into numbers: UnsafeMutableBufferPointer<Double>) {}

  /// Nothing is carried.
  public func carriedState() -> [UInt8]? { nil }

  /// Nothing can be adopted.
  public func adopt(carriedState: [UInt8]) throws(EnvironmentError) {
    throw .stateIncompatible(
      expected: "no carried state", got: "\(carriedState.count) bytes of one")
  }
}
