import EnvironmentAPI
import StrokeProgram

/// The resolved options of the brush backend.
struct BrushOptions: Sendable, Equatable {
  /// Which environment is behaved like.
  enum Compatibility: String, CaseIterable, Sendable {
    /// Gymnasium's rules: every episode depends on its seed alone and the pen is where it went.
    case none
    /// The published SPIRAL environment, bit for bit and with its slips.
    case deepmind
  }

  /// Width and height of the canvas, px.
  var canvas: Int
  /// Cells per side of the location grid.
  var grid: Int
  /// The radii an action chooses from, px.
  var sizes: [Double]
  /// The name or path of the brush.
  var brush: String
  /// Whether actions choose a colour; otherwise all strokes are black and the canvas is grey.
  var usesColor: Bool
  /// Whether actions choose a pressure; otherwise it is 1.
  var usesPressure: Bool
  /// Whether the observed canvas has an alpha channel.
  var showsAlpha: Bool
  /// The paper.
  var background: CanvasBackground
  /// Which environment is behaved like.
  var compatibility: Compatibility

  /// The canvas widths that may be asked for, px.
  static let canvasSides = 28...1024

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "canvas", .integer(canvasSides), default: .integer(64), limitsResources: true,
      doc: "width and height of the canvas, px"),
    OptionDeclaration(
      "grid", .integer(2...256), default: .integer(32),
      doc: "cells per side of the location grid"),
    OptionDeclaration(
      "sizes", .numbers(count: 1...64, each: 0.2...1000),
      default: .numbers([1, 2, 4, 8, 12, 24]),
      doc: "brush radii to choose from, px; with one radius the action has no size"),
    OptionDeclaration(
      "brush", .string, default: .string("ink"),
      doc: "a preset (\(BrushPresets.names.joined(separator: ", "))), an installed MyPaint brush "
        + "such as classic/pen, or the path of a .myb file"),
    OptionDeclaration(
      "color", .boolean, default: .boolean(true),
      doc: "whether actions choose red, green and blue; otherwise paint is black on one channel"),
    OptionDeclaration(
      "pressure", .boolean, default: .boolean(true),
      doc: "whether actions choose a pressure; otherwise it is 1"),
    OptionDeclaration(
      "alpha", .boolean, default: .boolean(false),
      doc: "whether the canvas of a colour environment has a fourth channel, alpha"),
    OptionDeclaration(
      "background", .string, default: .string("white"),
      doc: "the paper: white, transparent or #rrggbb"),
    OptionDeclaration(
      "compat", .choice(Compatibility.allCases.map(\.rawValue)), default: .string("none"),
      doc: "deepmind: behave like the published SPIRAL environment, bit for bit"),
  ]

  /// Takes the options out of the resolved ones.
  ///
  /// - Throws: `invalidOption` for a background that is no colour.
  init(_ options: OptionValues) throws(EnvironmentError) {
    canvas = options.integer("canvas")
    grid = options.integer("grid")
    sizes = options.numbers("sizes")
    brush = options.string("brush")
    usesColor = options.boolean("color")
    usesPressure = options.boolean("pressure")
    showsAlpha = options.boolean("alpha")
    compatibility = Compatibility(rawValue: options.string("compat")) ?? .none
    background = try CanvasBackground(option: options.string("background"))
  }

  /// Channels of the observed canvas: 1 without colour, else 3, or 4 with alpha.
  var channels: Int { usesColor ? (showsAlpha ? 4 : 3) : 1 }
}

extension CanvasBackground {
  fileprivate init(option text: String) throws(EnvironmentError) {
    switch text {
    case "white": self = .white
    case "transparent": self = .transparent
    default:
      guard let color = StrokeColor(hexadecimal: text) else {
        throw .invalidOption(
          name: "background", expected: "white, transparent or #rrggbb", got: text)
      }
      self = .paper(color)
    }
  }

  /// The colour of the paper; nil when there is none.
  var color: StrokeColor? {
    switch self {
    case .white: StrokeColor(red: 1, green: 1, blue: 1)
    case .transparent: nil
    case .paper(let color): color
    }
  }
}
