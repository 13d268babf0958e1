import EnvironmentAPI
import Glibc

/// The action space of the brush environment and what its numbers mean (SPIRAL, Ganin et al. 2018,
/// section 4; deepmind/spiral, `libmypaint.py`).
///
/// With `actions=continuous` one part holds all numbers, in the order of ``components``; with
/// `compound` an action is a point of a stroke (SPIRAL++, Mellor et al. 2019).
struct BrushGrammar: Sendable {
  /// A decoded action.
  struct Action: Equatable {
    /// Whether a stroke is painted; otherwise the pen only moves to `end`.
    var paints: Bool
    /// Control point of the curve, px; `end` where actions have none.
    var control: SIMD2<Double>
    /// Where the pen goes, px.
    var end: SIMD2<Double>
    /// How the stroke looks.
    var look: BrushLook
  }

  let space: ActionSpace
  /// What the leaf `action_mask` has an element for, in layout order.
  let components: [String]
  /// The leaf `action_mask` of an action that uses all components.
  let completeMask: [UInt8]
  /// That of one that only goes somewhere.
  let movingMask: [UInt8]
  private let kind: BrushOptions.Actions
  private let canvas: Double
  private let grid: Int
  private let logRadii: [Double]
  private let brushCount: Int
  private let offsets: Offsets

  /// Where the components are in a row; nil for those that are switched off.
  private struct Offsets: Sendable {
    var control: Int?
    var end: Int
    var flag: Int
    var pressure: Int?
    var size: Int?
    var color: Int?
    var brush: Int?

    init(_ components: [String]) {
      control = components.firstIndex { $0 == "control" || $0 == "controlX" }
      end = components.firstIndex { ["end", "endX", "location"].contains($0) } ?? 0
      flag = components.firstIndex(of: "flag") ?? 0
      pressure = components.firstIndex(of: "pressure")
      size = components.firstIndex(of: "size")
      color = components.firstIndex(of: "red")
      brush = components.firstIndex(of: "brush")
    }
  }

  private static let pressureLevels = linearSpace(from: 0.1, to: 1, count: 10)
  private static let colorLevels = linearSpace(from: 0, to: 1, count: 20)

  init(_ options: BrushOptions) {
    kind = options.actions
    canvas = Double(options.surface)
    grid = options.grid
    logRadii = options.sizes.map { log($0 * Double(options.renderScale)) }
    brushCount = options.brushes.count
    components = Self.components(options)
    let moving: Set<String> = ["end", "endX", "endY", "location", "flag"]
    completeMask = components.map { _ in 1 }
    movingMask = components.map { moving.contains($0) ? 1 : 0 }
    space =
      kind == .continuous
      ? Self.continuousSpace(components) : Self.gridSpace(options, components)
    offsets = Offsets(components)
  }

  // MARK: Spaces

  private static func components(_ options: BrushOptions) -> [String] {
    var names =
      switch options.actions {
      case .grid: ["control", "end", "flag"]
      case .continuous: ["controlX", "controlY", "endX", "endY", "flag"]
      case .compound: ["location", "flag"]
      }
    if options.usesPressure { names.append("pressure") }
    if options.sizes.count > 1 { names.append("size") }
    if options.usesColor { names += ["red", "green", "blue"] }
    if options.brushes.count > 1 { names.append("brush") }
    return names
  }

  private static func continuousSpace(_ components: [String]) -> ActionSpace {
    let part = ActionPart(
      "stroke", .box(.float32, shape: [components.count], low: 0, high: 1), meaning: .ordinal,
      doc: "\(components.joined(separator: ", ")): places in canvas widths, flag paints from 0.5, "
        + "size from the smallest to the largest radius by its logarithm, brush in equal shares")
    return ActionSpace(parts: [part], decodeOrder: ["stroke"])
  }

  private static func gridSpace(_ options: BrushOptions, _ components: [String]) -> ActionSpace {
    let isCompound = options.actions == .compound
    let parts = components.map { name in
      switch name {
      case "control", "end", "location": placePart(name, options.grid)
      case "flag":
        ActionPart(
          name, .discrete(count: 2), meaning: .categorical,
          doc: isCompound
            ? "0 adds the location to the stroke, 1 also finishes and paints it"
            : "0 moves the pen, 1 paints")
      default: levelPart(name, options, isAlwaysUsed: isCompound)
      }
    }
    let order = [
      "flag", "location", "end", "control", "brush", "size", "pressure", "red", "green", "blue",
    ]
    return ActionSpace(parts: parts, decodeOrder: order.filter(components.contains))
  }

  private static let whilePainting = ActionPart.ActiveCondition(part: "flag", values: [1])

  private static func placePart(_ name: String, _ grid: Int) -> ActionPart {
    let docs = [
      "control": "cell (row * grid + column) of the curve's control point",
      "end": "cell where the pen goes",
      "location": "cell (row * grid + column) of a point that bends the stroke",
    ]
    return ActionPart(
      name, .discrete(count: grid * grid), meaning: .grid(rows: grid, columns: grid),
      activeWhen: name == "control" ? whilePainting : nil, doc: docs[name] ?? "")
  }

  private static func levelPart(
    _ name: String, _ options: BrushOptions, isAlwaysUsed: Bool
  ) -> ActionPart {
    let (count, doc) =
      switch name {
      case "pressure": (10, "pressure 0.1, 0.2 ... 1")
      case "size": (options.sizes.count, "index into the option sizes (radii, px)")
      case "brush": (options.brushes.count, options.brushes.joined(separator: ", "))
      default: (20, "\(name) in 20 levels, 0...1")
      }
    return ActionPart(
      name, .discrete(count: count),
      meaning: name == "brush" ? .categorical : .ordinal,
      activeWhen: isAlwaysUsed ? nil : whilePainting,
      doc: isAlwaysUsed ? "\(doc); the first point of a stroke decides" : doc)
  }

  // MARK: Decoding

  /// Returns what an action says; components that are switched off have their fixed values.
  func decode(_ row: ActionRow) -> Action {
    kind == .continuous ? decodeNumbers(row) : decodeLevels(row)
  }

  private func decodeLevels(_ row: ActionRow) -> Action {
    let color = offsets.color.map { first in
      SIMD3(
        Self.colorLevels[row.integer(at: first)], Self.colorLevels[row.integer(at: first + 1)],
        Self.colorLevels[row.integer(at: first + 2)])
    }
    let end = place(row.integer(at: offsets.end))
    return Action(
      paints: row.integer(at: offsets.flag) == 1,
      control: offsets.control.map { place(row.integer(at: $0)) } ?? end, end: end,
      look: BrushLook(
        brush: offsets.brush.map { row.integer(at: $0) } ?? 0,
        pressure: offsets.pressure.map { Self.pressureLevels[row.integer(at: $0)] } ?? 1,
        logRadius: logRadii[offsets.size.map { row.integer(at: $0) } ?? 0],
        color: color ?? SIMD3(0, 0, 0)))
  }

  private func decodeNumbers(_ row: ActionRow) -> Action {
    func place(_ offset: Int) -> SIMD2<Double> {
      SIMD2(row.number(at: offset), row.number(at: offset + 1)) * canvas
    }
    let color = offsets.color.map { first in
      SIMD3(row.number(at: first), row.number(at: first + 1), row.number(at: first + 2))
    }
    let radii = radiusRange
    let logRadius = offsets.size.map { offset in
      let share = row.number(at: offset)
      let mixed = radii.lowerBound * (1 - share) + radii.upperBound * share
      return min(max(mixed, radii.lowerBound), radii.upperBound)
    }
    let brush = offsets.brush.map {
      min(Int(row.number(at: $0) * Double(brushCount)), brushCount - 1)
    }
    return Action(
      paints: row.number(at: offsets.flag) >= 0.5, control: place(offsets.control ?? 0),
      end: place(offsets.end),
      look: BrushLook(
        brush: brush ?? 0, pressure: offsets.pressure.map { row.number(at: $0) } ?? 1,
        logRadius: logRadius ?? logRadii[0], color: color ?? SIMD3(0, 0, 0)))
  }

  /// The upper left corner of a cell, px.
  private func place(_ cell: Int) -> SIMD2<Double> {
    SIMD2(
      canvas * Double(cell % grid) / Double(grid), canvas * Double(cell / grid) / Double(grid))
  }

  /// The first radius, with which an episode starts, as a logarithm.
  var firstLogRadius: Double { logRadii[0] }

  /// The logarithms of the smallest and the largest radius.
  var radiusRange: ClosedRange<Double> {
    (logRadii.min() ?? 0)...(logRadii.max() ?? 0)
  }

  /// The pressure of a pen that has not painted yet.
  var restingPressure: Double { offsets.pressure == nil ? 1 : 0 }

  /// Reads which brush a saved state means.
  func brush(from reader: inout StateReader) throws(EnvironmentError) -> Int {
    let number: UInt64 = try reader.read()
    guard number < UInt64(brushCount) else {
      throw reader.damaged("a brush below \(brushCount)", "\(number)")
    }
    return Int(number)
  }

  /// Whether actions choose a colour.
  var hasColor: Bool { offsets.color != nil }
}

/// Evenly spaced numbers with NumPy's arithmetic (`numpy.linspace`), whose last bits the published
/// environment depends on: the step is computed once, multiplied, and the end point is exact.
func linearSpace(from start: Double, to end: Double, count: Int) -> [Double] {
  let step = (end - start) / Double(count - 1)
  return (0..<count).map { $0 == count - 1 ? end : Double($0) * step + start }
}
