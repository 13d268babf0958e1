import EnvironmentAPI
import StrokeProgram

/// The actions of the environment and what their numbers mean.
///
/// The brush grammar has the parts, counts and meanings of the brush backend, so that its policies
/// and programs can be carried over.
struct PlotterGrammar: Sendable {
  /// A decoded action.
  struct Action: Equatable {
    /// Whether the pen draws; otherwise it only goes to its goal.
    var draws: Bool
    /// Where the pen goes.
    var goal: Goal
    /// `0.1...1`.
    var pressure: Double
    /// An index into the option `sizes`.
    var size: Int
    /// The ink.
    var color: StrokeColor
  }

  /// Where the pen goes.
  enum Goal: Equatable {
    /// Along a quadratic Bezier curve, in parts of the page.
    case curve(control: SIMD2<Double>, end: SIMD2<Double>)
    /// Along a straight line in joint space to parts of the joints' ranges over the page.
    case joints(SIMD2<Double>)
  }

  let space: ActionSpace
  private let grid: Int
  private let offsets: Offsets

  /// Where the parts are in a row; nil for parts that are switched off.
  private struct Offsets: Sendable {
    var control: Int?
    var end: Int?
    var joints: Int?
    var flag: Int
    var pressure: Int?
    var size: Int?
    var color: Int?
  }

  init(_ options: PlotterOptions) {
    grid = options.grid
    space = Self.makeSpace(options)
    let space = space
    func offset(_ name: String) -> Int? { space.index(of: name).map { space.offsets[$0] } }
    offsets = Offsets(
      control: offset("control"), end: offset("end"), joints: offset("joints"),
      flag: offset("flag") ?? 0, pressure: offset("pressure"), size: offset("size"),
      color: offset("red"))
  }

  private static func makeSpace(_ options: PlotterOptions) -> ActionSpace {
    let drawing = ActionPart.ActiveCondition(part: "flag", values: [1])
    func level(_ name: String, _ count: Int, _ doc: String) -> ActionPart {
      ActionPart(name, .discrete(count: count), meaning: .ordinal, activeWhen: drawing, doc: doc)
    }
    var parts = places(options, drawing)
    parts.append(
      ActionPart(
        "flag", .discrete(count: 2), meaning: .categorical,
        doc: "0 lifts the pen and moves it, 1 draws"))
    if options.usesPressure { parts.append(level("pressure", 10, "pressure 0.1, 0.2 ... 1")) }
    if options.sizes.count > 1 {
      parts.append(level("size", options.sizes.count, "index into the option sizes: the pen"))
    }
    if options.usesColor {
      parts += ["red", "green", "blue"].map {
        level($0, 20, "\($0) of the ink in 20 levels, 0...1")
      }
    }
    let order = ["flag", "end", "joints", "control", "size", "pressure", "red", "green", "blue"]
    return ActionSpace(
      parts: parts, decodeOrder: order.filter { name in parts.contains { $0.name == name } })
  }

  private static func places(
    _ options: PlotterOptions, _ drawing: ActionPart.ActiveCondition
  ) -> [ActionPart] {
    guard options.grammar == .brush else {
      return [
        ActionPart(
          "joints", .box(.float32, shape: [2], low: 0, high: 1), meaning: .ordinal,
          doc: "where the joints go, in parts of their ranges over the page")
      ]
    }
    let cells = LeafSpace.discrete(count: options.grid * options.grid)
    let grid = ActionPart.Meaning.grid(rows: options.grid, columns: options.grid)
    return [
      ActionPart(
        "control", cells, meaning: grid, activeWhen: drawing,
        doc: "cell (row * grid + column) of the curve's control point"),
      ActionPart("end", cells, meaning: grid, doc: "cell where the pen goes"),
    ]
  }

  /// Returns what an action says; parts that are switched off have their fixed values.
  func decode(_ row: ActionRow) -> Action {
    func level(_ offset: Int, of count: Int) -> Double {
      Double(row.integer(at: offset)) / Double(count - 1)
    }
    let color = offsets.color.map { first in
      StrokeColor(
        red: level(first, of: 20), green: level(first + 1, of: 20), blue: level(first + 2, of: 20))
    }
    return Action(
      draws: row.integer(at: offsets.flag) == 1, goal: goal(row),
      pressure: offsets.pressure.map { Double(row.integer(at: $0) + 1) / 10 } ?? 1,
      size: offsets.size.map { row.integer(at: $0) } ?? 0, color: color ?? .black)
  }

  private func goal(_ row: ActionRow) -> Goal {
    if let joints = offsets.joints {
      return .joints(SIMD2(row.number(at: joints), row.number(at: joints + 1)))
    }
    guard let control = offsets.control, let end = offsets.end else {
      preconditionFailure("a grammar without places")
    }
    return .curve(
      control: place(row.integer(at: control)), end: place(row.integer(at: end)))
  }

  /// The upper left corner of a cell, in parts of the page.
  private func place(_ cell: Int) -> SIMD2<Double> {
    SIMD2(Double(cell % grid), Double(cell / grid)) / Double(grid)
  }

  /// Which parts an action that draws, or only moves, makes use of: the leaf `action_mask`.
  func mask(draws: Bool) -> [UInt8] {
    space.parts.map { draws || $0.activeWhen == nil ? 1 : 0 }
  }

  /// The pressure of a pen that has not drawn yet.
  var restingPressure: Double { offsets.pressure == nil ? 1 : 0 }
}
