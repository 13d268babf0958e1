public import EnvironmentAPI
import StrokeProgram

/// `--backend scene3d`: SPIRAL's 3D scenes, built object by object or block by block and rendered
/// on a CPU after every step.
public struct Scene3DBackend: PaintingBackend {
  /// Makes the backend.
  public init() {}

  /// `scene3d`.
  public let name = "scene3d"
  /// The version of the engine.
  public let version = "1"
  /// What it is.
  public let summary = "3D scenes of solids, meshes and voxels, with exact truth"
  /// The options; see the plugin's README.
  public let options = Scene3DOptions.declarations

  /// Checks the options and loads the scene file.
  ///
  /// - Throws: `invalidOption` for a wrong value, or a scene file that is missing, broken or not
  ///   made for the grammar.
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    let options = try Scene3DOptions(options)
    let file: SceneFile
    do { file = try SceneFile.load(options.scene) } catch {
      throw .invalidOption(name: "scene", expected: "a scene file", got: "\(error)")
    }
    return ConfiguredScene(options, file, try Self.grammar(options, file))
  }

  private static func grammar(
    _ options: Scene3DOptions, _ file: SceneFile
  ) throws(EnvironmentError) -> any SceneGrammar {
    if options.grammar != .voxel, let rules = file.spiral { return SpiralGrammar(file, rules) }
    if options.grammar != .spiral, let rules = file.voxel { return VoxelGrammar(file, rules) }
    let all = (file.spiral == nil ? [] : ["spiral"]) + (file.voxel == nil ? [] : ["voxel"])
    throw .invalidOption(
      name: "grammar",
      expected: all.isEmpty
        ? "a scene with a grammar" : "what \(options.scene) has: \(all.joined(separator: ", "))",
      got: all.isEmpty ? "\(options.scene), which has none" : options.grammar.rawValue)
  }
}

/// The scene3d backend with its options resolved and its scene file loaded.
struct ConfiguredScene: ConfiguredBackend {
  let options: Scene3DOptions
  let file: SceneFile
  let grammar: any SceneGrammar

  init(_ options: Scene3DOptions, _ file: SceneFile, _ grammar: any SceneGrammar) {
    self.options = options
    self.file = file
    self.grammar = grammar
  }

  var action: ActionSpace { grammar.space }
  var counting: StepCounting { .actions }
  /// There is no paper.
  var background: StrokeColor? { nil }
  /// What the renderer has to make.
  var channels: RenderChannels {
    options.truth.reduce(.rgb) { $0.union($1.renderChannel) }
  }

  var observation: [ObservationLeaf] {
    let side = options.canvas
    return [
      ObservationLeaf(
        "canvas", .box(.uint8, shape: [side, side, 3], low: 0, high: 255),
        doc: "the picture, sRGB levels, rows from the top"),
      ObservationLeaf(
        "action_mask", .multiBinary(count: action.parts.count),
        doc: "which parts of the last action were used, in layout order"),
    ] + options.truth.map { $0.leaf(side: side) }
  }

  func makeEnvironment() -> any PaintingEnvironment { SceneEnvironment(self) }

  /// Nothing: a scene has no strokes.
  func strokes(of actions: ActionTable) -> [Stroke] { [] }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    let sides = Scene3DOptions.canvasSides
    guard pixels >= sides.lowerBound else {
      throw .invalidArgument(
        path: "size", expected: "at least \(sides.lowerBound) px", got: "\(pixels)")
    }
    guard pixels <= sides.upperBound else {
      throw .resourceLimit(what: "size", limit: "\(sides.upperBound) px", got: "\(pixels)")
    }
    var options = options
    options.canvas = pixels
    return ConfiguredScene(options, file, grammar)
  }
}
