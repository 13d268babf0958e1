import Glibc

/// How one setting follows the inputs: a base value plus one piecewise-linear curve per input.
struct BrushMapping: Equatable, Sendable {
  /// The value before the curves are added.
  var baseValue: Float
  /// The curves that exist, at most one per input, in the order of ``BrushInput``.
  private(set) var curves: [BrushCurve]

  init(baseValue: Float = 0, curves: [BrushCurve] = []) {
    self.baseValue = baseValue
    self.curves = curves.sorted { $0.input.rawValue < $1.input.rawValue }
  }

  /// Whether no input drives the setting.
  var isConstant: Bool { curves.isEmpty }
}

/// A piecewise-linear curve over one input; its first and last segments extend for ever.
struct BrushCurve: Equatable, Sendable {
  /// The number of points a curve may have (`mypaint-mapping.c` of libmypaint 1.6).
  static let pointCounts = 2...64
  /// How many libmypaint 1.3.0 takes.
  static let mostPointsOfOldLibrary = 8

  let input: BrushInput
  /// The corners, `x` never decreasing.
  let points: [SIMD2<Float>]

  /// A curve, or nil when the points are too few, too many, not finite, or step back in `x`.
  init?(input: BrushInput, points: [SIMD2<Float>]) {
    guard Self.pointCounts.contains(points.count),
      points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }),
      zip(points, points.dropFirst()).allSatisfy({ $0.x <= $1.x })
    else { return nil }
    self.input = input
    self.points = points
  }
}

extension BrushDefinition {
  /// By how much pressure widens or narrows a stroke of a given radius, all other inputs aside.
  func widening(atPressure pressure: Float) -> Double {
    let curve = self[.radiusLogarithmic].curves.first { $0.input == .pressure }
    return curve.map { exp(Double($0.height(at: pressure))) } ?? 1
  }
}

extension BrushCurve {
  /// The height of the curve at `x`.
  func height(at x: Float) -> Float {
    let last = points.dropFirst().dropLast().firstIndex { x <= $0.x } ?? points.count - 1
    let (start, end) = (points[last - 1], points[last])
    guard start.x != end.x else { return start.y }
    return (end.y * (x - start.x) + start.y * (end.x - x)) / (end.x - start.x)
  }
}
