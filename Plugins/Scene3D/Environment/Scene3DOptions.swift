import EnvironmentAPI
import StrokeProgram

/// The resolved options of the scene3d backend.
struct Scene3DOptions: Sendable, Equatable {
  /// What actions build with.
  enum Grammar: String, CaseIterable, Sendable {
    /// The first that the scene file has.
    case automatic = "auto"
    /// Objects on the ground.
    case spiral
    /// Blocks in a grid.
    case voxel
  }

  /// The name or path of the scene file.
  var scene: String
  /// What actions build with.
  var grammar: Grammar
  /// Width and height of the canvas, px.
  var canvas: Int
  /// Samples a pixel.
  var samples: Int
  /// Whether lights throw shadows.
  var shadows: Bool
  /// The channels of truth in the observation.
  var truth: [TruthChannel]

  /// The canvas widths that may be asked for, px.
  static let canvasSides = 8...2048

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "scene", .string, default: .string("spiral"),
      doc: "a scene that ships (\(ShippedScenes.names.joined(separator: ", "))) or the path of a "
        + "scene file (.json)"),
    OptionDeclaration(
      "grammar", .choice(Grammar.allCases.map(\.rawValue)), default: .string("auto"),
      doc: "what actions build: spiral, objects on the ground; voxel, blocks in a grid; auto, what "
        + "the scene file is for"),
    OptionDeclaration(
      "canvas", .integer(canvasSides), default: .integer(64), limitsResources: true,
      doc: "width and height of the canvas, px"),
    OptionDeclaration(
      "samples", .choice(["1", "4", "9", "16"]), default: .string("4"),
      doc: "samples per pixel, on a fixed square grid"),
    OptionDeclaration(
      "shadows", .boolean, default: .boolean(true), doc: "whether lights throw shadows"),
    OptionDeclaration(
      "truth", .string, default: .string(""),
      doc: "channels of truth to observe beside the canvas, separated by commas: "
        + TruthChannel.allCases.map(\.rawValue).joined(separator: ", ")),
  ]

  /// Takes the options out of the resolved ones.
  ///
  /// - Throws: `invalidOption` for a channel that does not exist or is named twice.
  init(_ options: OptionValues) throws(EnvironmentError) {
    scene = options.string("scene")
    grammar = Grammar(rawValue: options.string("grammar")) ?? .automatic
    canvas = options.integer("canvas")
    samples = Int(options.string("samples")) ?? 4
    shadows = options.boolean("shadows")
    truth = try TruthChannel.list(options.string("truth"))
  }

  /// How the scene is made into pixels.
  var renderSettings: RenderSettings {
    RenderSettings(width: canvas, height: canvas, samples: samples, shadows: shadows)
  }
}
