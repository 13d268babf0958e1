import EnvironmentAPI
import StrokeProgram

/// The resolved options of the plotter backend.
struct PlotterOptions: Sendable, Equatable {
  /// What an action says.
  enum Grammar: String, CaseIterable, Sendable {
    /// The brush backend's actions: curves on a grid.
    case brush
    /// Where the joints go, and whether the pen is down.
    case joint
  }

  /// What a unit of each effort costs.
  struct Costs: Sendable, Equatable {
    /// Per second.
    var time: Double
    /// Per lift of the pen.
    var lifts: Double
    /// Per mm^2 of paper covered.
    var ink: Double
    /// Per mm of the pen's way, on the paper or above it.
    var distance: Double
  }

  /// The name or path of the machine's profile.
  var machine: String
  /// The side of the square page, mm.
  var page: Double
  /// Width and height of the canvas, px.
  var canvas: Int
  /// Cells per side of the location grid.
  var grid: Int
  /// The pens an action chooses from: half their widths, px.
  var sizes: [Double]
  /// What an action says.
  var grammar: Grammar
  /// Whether actions choose a colour; otherwise all ink is black and the canvas is grey.
  var usesColor: Bool
  /// Whether actions choose a pressure; otherwise it is 1.
  var usesPressure: Bool
  /// Whether backlash, dead band and noise of the joints bend the line.
  var hasFaults: Bool
  /// The paper that one filling of a pen covers, mm^2; nil is what the machine's profile says.
  var ink: Double?
  /// The paper.
  var background: StrokeColor
  /// What a unit of each effort costs.
  var costs: Costs

  /// The width of the pen of a size, mm.
  func nib(_ size: Int) -> Double { 2 * sizes[size] * page / Double(canvas) }

  /// Channels of the observed canvas: 1 without colour, else 3.
  var channels: Int { usesColor ? 3 : 1 }

  /// The canvas widths that may be asked for, px.
  static let canvasSides = 28...1024

  static let declarations: [OptionDeclaration] = [
    OptionDeclaration(
      "machine", .string, default: .string(MachineLibrary.names[0]),
      doc: "a machine (\(MachineLibrary.names.joined(separator: ", "))) or the path of a profile"),
    OptionDeclaration(
      "page", .number(5...2000), default: .number(100),
      doc: "side of the square page, mm; it is laid where the machine reaches most of it"),
    OptionDeclaration(
      "grammar", .choice(Grammar.allCases.map(\.rawValue)), default: .string("brush"),
      doc: "brush: the actions of the brush backend; joint: where the two joints go"),
    OptionDeclaration(
      "canvas", .integer(canvasSides), default: .integer(64), limitsResources: true,
      doc: "width and height of the canvas, px"),
    OptionDeclaration(
      "grid", .integer(2...256), default: .integer(32),
      doc: "cells per side of the location grid"),
    OptionDeclaration(
      "sizes", .numbers(count: 1...64, each: 0.01...1000),
      default: .numbers([1, 2, 4, 8, 12, 24]),
      doc: "pens to choose from: half the width of their lines, px of the canvas; with one the "
        + "action has no size"),
    OptionDeclaration(
      "color", .boolean, default: .boolean(true),
      doc: "whether actions choose red, green and blue; otherwise ink is black on one channel"),
    OptionDeclaration(
      "pressure", .boolean, default: .boolean(true),
      doc: "whether actions choose a pressure; otherwise it is 1"),
    OptionDeclaration(
      "background", .string, default: .string("white"), doc: "the paper: white or #rrggbb"),
    OptionDeclaration(
      "faults", .boolean, default: .boolean(true),
      doc: "whether backlash, dead band, steps and noise of the machine's joints bend the line"),
    OptionDeclaration(
      "ink", .number(0...1e9), default: .number(0),
      doc: "paper that one filling of a pen covers, mm^2; 0 is what the machine's profile says"),
    cost("timeCost", "a second"), cost("liftCost", "a lift of the pen"),
    cost("inkCost", "a mm^2 of paper covered with ink"),
    cost("distanceCost", "a mm of the pen's way, on the paper or above it"),
  ]

  private static func cost(_ name: String, _ unit: String) -> OptionDeclaration {
    OptionDeclaration(
      name, .number(0...1e6), default: .number(0), doc: "what \(unit) takes off the reward")
  }

  /// Takes the options out of the resolved ones.
  ///
  /// - Throws: `invalidOption` for a background that is no colour.
  init(_ options: OptionValues) throws(EnvironmentError) {
    machine = options.string("machine")
    page = options.number("page")
    canvas = options.integer("canvas")
    grid = options.integer("grid")
    sizes = options.numbers("sizes")
    grammar = Grammar(rawValue: options.string("grammar")) ?? .brush
    usesColor = options.boolean("color")
    usesPressure = options.boolean("pressure")
    hasFaults = options.boolean("faults")
    ink = options.number("ink") > 0 ? options.number("ink") : nil
    costs = Costs(
      time: options.number("timeCost"), lifts: options.number("liftCost"),
      ink: options.number("inkCost"), distance: options.number("distanceCost"))
    let paper = options.string("background")
    guard let color = StrokeColor(hexadecimal: paper == "white" ? "#ffffff" : paper) else {
      throw .invalidOption(name: "background", expected: "white or #rrggbb", got: paper)
    }
    background = color
  }
}
