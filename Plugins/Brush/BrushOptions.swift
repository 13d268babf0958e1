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

  /// What an action is.
  enum Actions: String, CaseIterable, Sendable {
    /// SPIRAL's: places on a grid, and levels.
    case grid
    /// SPIRAL's with real numbers, all in one box.
    case continuous
    /// SPIRAL++'s: points of a stroke, which is painted when it is finished.
    case compound
  }

  /// Width and height of the observed canvas, px.
  var canvas: Int
  /// Pixels that are painted on along the side of an observed one.
  var renderScale: Int
  /// What an action is.
  var actions: Actions
  /// Cells per side of the location grid.
  var grid: Int
  /// The radii an action chooses from, px.
  var sizes: [Double]
  /// The names or paths of the brushes an action chooses from.
  var brushes: [String]
  /// Whether a brush with settings or inputs that libmypaint 1.3.0 does not know is refused.
  var isStrict: Bool
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
  /// The cost of a stroke that begins with the pen in the air.
  var strokeCost: Double
  /// The cost of a stroke as long as the canvas is wide.
  var lengthCost: Double

  /// The canvas widths that may be asked for, px.
  static let canvasSides = 28...1024

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "canvas", .integer(canvasSides), default: .integer(64), limitsResources: true,
      doc: "width and height of the canvas, px"),
    OptionDeclaration(
      "renderScale", .integer(1...16), default: .integer(1), limitsResources: true,
      doc: "paint on a canvas so many times as wide and show the mean of its pixels; at most "
        + "\(FixedCanvas.sides.upperBound) px in all"),
    OptionDeclaration(
      "actions", .choice(Actions.allCases.map(\.rawValue)), default: .string("grid"),
      doc: "grid: a place and levels for each stroke; continuous: the same in numbers from 0 to 1; "
        + "compound: points of a stroke that is painted when it is finished"),
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
        + "such as classic/pen, or the path of a .myb file; with several, separated by commas, the "
        + "action says which one paints"),
    OptionDeclaration(
      "strict", .boolean, default: .boolean(false),
      doc: "refuse a brush with anything that libmypaint 1.3.0 does not know; otherwise there is a "
        + "warning, and settings and inputs are left out"),
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
    OptionDeclaration(
      "strokeCost", .number(0...1000), default: .number(0),
      doc: "taken off the reward of a stroke that begins with the pen in the air"),
    OptionDeclaration(
      "lengthCost", .number(0...1000), default: .number(0),
      doc: "taken off the reward of a stroke for each canvas width of its length"),
  ]

  /// Takes the options out of the resolved ones.
  ///
  /// - Throws: `invalidOption` for a background that is no colour and for what the published
  ///   environment does not have, `resourceLimit` for a surface that is too large.
  init(_ options: OptionValues) throws(EnvironmentError) {
    canvas = options.integer("canvas")
    renderScale = options.integer("renderScale")
    actions = Actions(rawValue: options.string("actions")) ?? .grid
    strokeCost = options.number("strokeCost")
    lengthCost = options.number("lengthCost")
    grid = options.integer("grid")
    sizes = options.numbers("sizes")
    brushes = try Self.brushes(options.string("brush"))
    isStrict = options.boolean("strict")
    usesColor = options.boolean("color")
    usesPressure = options.boolean("pressure")
    showsAlpha = options.boolean("alpha")
    compatibility = Compatibility(rawValue: options.string("compat")) ?? .none
    background = try CanvasBackground(option: options.string("background"))
    try checkCompatibility()
    try checkSurface()
  }

  private static func brushes(_ list: String) throws(EnvironmentError) -> [String] {
    let names = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard (1...64).contains(names.count), !names.contains("") else {
      throw .invalidOption(
        name: "brush", expected: "1 to 64 brushes, separated by commas", got: "\"\(list)\"")
    }
    return names
  }

  private func checkCompatibility() throws(EnvironmentError) {
    let isPublished = actions == .grid && renderScale == 1 && brushes.count == 1
    guard compatibility == .none || isPublished else {
      throw .invalidOption(
        name: "compat",
        expected: "none with actions=\(actions.rawValue), renderScale=\(renderScale) and "
          + "\(brushes.count) brushes", got: compatibility.rawValue)
    }
  }

  /// Throws `resourceLimit` when the surface has more pixels than a canvas may have.
  func checkSurface() throws(EnvironmentError) {
    let limit = FixedCanvas.sides.upperBound
    let (side, overflow) = canvas.multipliedReportingOverflow(by: renderScale)
    guard !overflow, side <= limit else {
      throw .resourceLimit(
        what: "canvas times renderScale", limit: "\(limit) px",
        got: "\(canvas) * \(renderScale)")
    }
  }

  /// Width and height of what is painted on, px.
  var surface: Int { canvas * renderScale }

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
