import PaintCore
public import StrokeProgram

/// A backend with all its options resolved: everything that determines what episodes do.
public struct EnvironmentConfiguration: Sendable {
  /// The backend as it was registered.
  public let backend: any PaintingBackend
  /// Every option, the core's included.
  public let options: OptionValues
  /// The engine, configured.
  public let engine: any ConfiguredBackend
  /// The core's part of the options.
  public let core: CoreOptions
  /// All leaves of the observation: the engine's, then the core's.
  public let observation: [ObservationLeaf]

  /// Resolves the options and configures the engine.
  ///
  /// - Throws: what `PaintingBackend.configure` throws.
  public init(
    backend: any PaintingBackend, given: [String: OptionValue]
  ) throws(EnvironmentError) {
    self.backend = backend
    options = try OptionValues(given, declarations: backend.options + CoreOptions.declarations)
    engine = try backend.configure(options)
    core = CoreOptions(options)
    let maximumStep = Double(core.episodeLength)
    var leaves = engine.observation
    leaves.append(
      ObservationLeaf(
        "episode_step", .box(.int32, shape: [], low: 0, high: maximumStep),
        doc: "number of actions so far in this episode"))
    leaves.append(
      ObservationLeaf(
        "episode_length", .box(.int32, shape: [], low: 0, high: maximumStep),
        doc: "the option episodeLength"))
    if core.observesTarget {
      leaves.append(
        ObservationLeaf("target", leaves[0].space, doc: "the picture to paint, sRGB levels"))
    }
    observation = leaves
  }

  /// The declarations of every option: the backend's, then the core's.
  public var declarations: [OptionDeclaration] { backend.options + CoreOptions.declarations }

  /// The number of actions after which an episode is truncated.
  public var maximumActions: Int {
    switch engine.counting {
    case .actions: core.episodeLength
    case .resetIsFirstStep: max(1, core.episodeLength - 1)
    }
  }

  /// The canvas leaf's shape: height, width, channels.
  public var canvasShape: [Int] { observation[0].space.shape }

  /// The range of the reward of one step.
  public var rewardRange: ClosedRange<Double> {
    let range: ClosedRange<Double> =
      switch core.reward {
      case .none: 0...0
      case .l1, .l2: -1...1
      case .critic: -.infinity ... .infinity
      }
    return engine.hasCosts || core.blankCost > 0 ? -.infinity...range.upperBound : range
  }

  /// A name for everything that a saved state depends on.
  public var digest: String {
    var digest = Digest()
    digest.append(Array(backend.name.utf8))
    for (name, value) in options.values.sorted(by: { $0.key < $1.key }) {
      digest.append(Array("\(name)=\(value);".utf8))
    }
    return digest.hexadecimal
  }
}

extension EnvironmentConfiguration {
  /// Returns the reward if it is wanted.
  ///
  /// - Throws: `invalidOption` when it is wanted and missing, or is one of other canvases.
  func checked(_ reward: CanvasReward?) throws(EnvironmentError) -> CanvasReward? {
    guard core.reward == .critic else { return nil }
    guard let reward else {
      throw .invalidOption(
        name: "reward", expected: "none, l2 or l1, because no critic was given by --reward-from",
        got: "critic")
    }
    guard reward.scorer.canvasShape == canvasShape else {
      throw .invalidOption(
        name: "reward", expected: "a critic of canvases of shape \(canvasShape)",
        got: "one of \(reward.scorer.canvasShape)")
    }
    return reward
  }
}
