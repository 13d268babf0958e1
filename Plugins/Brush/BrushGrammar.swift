import EnvironmentAPI
import Glibc

/// The action space of the brush environment and what its numbers mean (SPIRAL, Ganin et al. 2018,
/// section 4; deepmind/spiral, `libmypaint.py`).
struct BrushGrammar: Sendable {
  /// A decoded action.
  struct Action: Equatable {
    /// Whether a stroke is painted; otherwise the pen only moves to `end`.
    var paints: Bool
    /// Control point of the curve, px.
    var control: SIMD2<Double>
    /// Where the pen goes, px.
    var end: SIMD2<Double>
    /// `0.1...1`.
    var pressure: Double
    /// Natural logarithm of the radius in px.
    var logRadius: Double
    /// `0...1` each, red, green, blue.
    var color: SIMD3<Double>
  }

  let space: ActionSpace
  private let canvas: Double
  private let grid: Int
  private let logRadii: [Double]
  private let offsets: Offsets

  /// Where the parts are in a row; nil for parts that are switched off.
  private struct Offsets: Sendable {
    var control: Int
    var end: Int
    var flag: Int
    var pressure: Int?
    var size: Int?
    var color: Int?
  }

  private static let pressureLevels = linearSpace(from: 0.1, to: 1, count: 10)
  private static let colorLevels = linearSpace(from: 0, to: 1, count: 20)

  init(_ options: BrushOptions) {
    canvas = Double(options.canvas)
    grid = options.grid
    logRadii = options.sizes.map { log($0) }
    let space = Self.makeSpace(options)
    func offset(_ name: String) -> Int? { space.index(of: name).map { space.offsets[$0] } }
    offsets = Offsets(
      control: offset("control") ?? 0, end: offset("end") ?? 0, flag: offset("flag") ?? 0,
      pressure: offset("pressure"), size: offset("size"), color: offset("red"))
    self.space = space
  }

  private static func makeSpace(_ options: BrushOptions) -> ActionSpace {
    let cells = LeafSpace.discrete(count: options.grid * options.grid)
    let grid = ActionPart.Meaning.grid(rows: options.grid, columns: options.grid)
    let painting = ActionPart.ActiveCondition(part: "flag", values: [1])
    func level(_ name: String, _ count: Int, _ doc: String) -> ActionPart {
      ActionPart(
        name, .discrete(count: count), meaning: .ordinal, activeWhen: painting, doc: doc)
    }
    var parts = [
      ActionPart(
        "control", cells, meaning: grid, activeWhen: painting,
        doc: "cell (row * grid + column) of the curve's control point"),
      ActionPart("end", cells, meaning: grid, doc: "cell where the pen goes"),
      ActionPart(
        "flag", .discrete(count: 2), meaning: .categorical, doc: "0 moves the pen, 1 paints"),
    ]
    if options.usesPressure { parts.append(level("pressure", 10, "pressure 0.1, 0.2 ... 1")) }
    if options.sizes.count > 1 {
      parts.append(level("size", options.sizes.count, "index into the option sizes (radii, px)"))
    }
    if options.usesColor {
      parts += ["red", "green", "blue"].map { level($0, 20, "\($0) in 20 levels, 0...1") }
    }
    let order = ["flag", "end", "control", "size", "pressure", "red", "green", "blue"]
    return ActionSpace(
      parts: parts, decodeOrder: order.filter { name in parts.contains { $0.name == name } })
  }

  /// Returns what an action says; parts that are switched off have their fixed values.
  func decode(_ row: ActionRow) -> Action {
    let color = offsets.color.map { first in
      SIMD3(
        Self.colorLevels[row.integer(at: first)], Self.colorLevels[row.integer(at: first + 1)],
        Self.colorLevels[row.integer(at: first + 2)])
    }
    return Action(
      paints: row.integer(at: offsets.flag) == 1,
      control: place(row.integer(at: offsets.control)),
      end: place(row.integer(at: offsets.end)),
      pressure: offsets.pressure.map { Self.pressureLevels[row.integer(at: $0)] } ?? 1,
      logRadius: logRadii[offsets.size.map { row.integer(at: $0) } ?? 0],
      color: color ?? SIMD3(0, 0, 0))
  }

  /// The upper left corner of a cell, px.
  private func place(_ cell: Int) -> SIMD2<Double> {
    SIMD2(
      canvas * Double(cell % grid) / Double(grid), canvas * Double(cell / grid) / Double(grid))
  }

  /// Which parts an action that paints, or only moves, makes use of: the leaf `action_mask`.
  func mask(paints: Bool) -> [UInt8] {
    space.parts.map { paints || $0.activeWhen == nil ? 1 : 0 }
  }

  /// The first radius, with which an episode starts, as a logarithm.
  var firstLogRadius: Double { logRadii[0] }

  /// The pressure of a pen that has not painted yet.
  var restingPressure: Double { offsets.pressure == nil ? 1 : 0 }

  /// Whether actions choose a colour.
  var hasColor: Bool { offsets.color != nil }
}

/// Evenly spaced numbers with NumPy's arithmetic (`numpy.linspace`), whose last bits the published
/// environment depends on: the step is computed once, multiplied, and the end point is exact.
func linearSpace(from start: Double, to end: Double, count: Int) -> [Double] {
  let step = (end - start) / Double(count - 1)
  return (0..<count).map { $0 == count - 1 ? end : Double($0) * step + start }
}
