import EnvironmentAPI
import PaintCore

/// An action space read as a grammar of scalars: what each number means, and when it matters.
///
/// This is all that proposals are made from, so that they suit engines nobody has seen yet.
struct ActionGrammar {
  /// How a scalar may be varied.
  enum Scale: Equatable {
    /// A place: cell `row * columns + column` of a grid that covers the canvas.
    case grid(rows: Int, columns: Int)
    /// One of so many levels in order.
    case ordinal(count: Int)
    /// One of so many choices without order.
    case categorical(count: Int)
    /// A number in a range, whole or not.
    case continuous(ClosedRange<Double>, isInteger: Bool, isSingle: Bool)
  }

  /// One number of an action.
  struct Scalar {
    let scale: Scale
    /// The scalar that decides whether this one matters, and the values with which it does.
    var condition: (decider: Int, values: [Double])?
  }

  /// The scalars in layout order.
  let scalars: [Scalar]
  /// The scalars that are places.
  let places: [Int]
  /// The scalars that are levels or ranges.
  let levels: [Int]
  /// The scalars that are choices.
  let choices: [Int]

  /// The number of scalars of an action.
  var width: Int { scalars.count }

  init(_ space: ActionSpace) {
    var scalars: [Scalar] = []
    for part in space.parts {
      for index in 0..<part.space.elementCount {
        scalars.append(Scalar(scale: Self.scale(of: part, at: index), condition: nil))
      }
    }
    for (part, offset) in zip(space.parts, space.offsets) {
      guard let active = part.activeWhen, let decider = space.index(of: active.part),
        space.parts[decider].space.elementCount == 1
      else { continue }
      for index in 0..<part.space.elementCount {
        scalars[offset + index].condition = (
          space.offsets[decider], active.values.map(Double.init)
        )
      }
    }
    self.scalars = scalars
    places = scalars.indices.filter { if case .grid = scalars[$0].scale { true } else { false } }
    levels = scalars.indices.filter {
      switch scalars[$0].scale {
      case .ordinal, .continuous: true
      default: false
      }
    }
    choices = scalars.indices.filter {
      if case .categorical = scalars[$0].scale { true } else { false }
    }
  }

  private static func scale(of part: ActionPart, at index: Int) -> Scale {
    let count: Int
    switch part.space {
    case .box(let type, _, let low, let high):
      return .continuous(
        range(of: type, low, high), isInteger: type.isInteger, isSingle: type == .float32)
    case .discrete(let choices): count = choices
    case .multiDiscrete(let counts): count = counts[index]
    case .multiBinary: return .categorical(count: 2)
    }
    switch part.meaning {
    case .grid(let rows, let columns) where rows > 0 && columns > 0 && rows * columns == count:
      return .grid(rows: rows, columns: columns)
    case .categorical: return .categorical(count: count)
    default: return .ordinal(count: count)
    }
  }

  /// The bounds of a box; where there are none, room for two units.
  private static func range(
    of type: ElementType, _ low: Double?, _ high: Double?
  ) -> ClosedRange<Double> {
    let least = type == .uint8 ? 0.0 : -1
    let lower = low ?? (high.map { $0 - 2 } ?? least)
    return lower...max(lower, high ?? lower + 2)
  }

  /// Whether `scalar` has an effect in the action that starts at `start` of `numbers`.
  func isActive(_ scalar: Int, in numbers: [Double], at start: Int) -> Bool {
    guard let condition = scalars[scalar].condition else { return true }
    return condition.values.contains(numbers[start + condition.decider])
  }

  /// Returns a uniform random value of `scalar`.
  func randomValue(of scalar: Int, _ random: inout RandomStream) -> Double {
    switch scalars[scalar].scale {
    case .grid(let rows, let columns): Double(random.integer(below: rows * columns))
    case .ordinal(let count), .categorical(let count): Double(random.integer(below: count))
    case .continuous(let range, let isInteger, let isSingle):
      Self.fitted(
        range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform(), to: range,
        isInteger: isInteger, isSingle: isSingle)
    }
  }

  /// Returns the number of the space nearest to `number`, more or less.
  static func fitted(
    _ number: Double, to range: ClosedRange<Double>, isInteger: Bool, isSingle: Bool
  ) -> Double {
    let inside = min(max(number, range.lowerBound), range.upperBound)
    if isInteger { return max(inside.rounded(.down), range.lowerBound.rounded(.up)) }
    guard isSingle else { return inside }
    // rounding to single precision must not step over a bound
    let single = Float(inside)
    if Double(single) > range.upperBound { return Double(single.nextDown) }
    if Double(single) < range.lowerBound { return Double(single.nextUp) }
    return Double(single)
  }
}
