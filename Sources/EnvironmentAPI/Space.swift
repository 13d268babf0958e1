/// The type of one number of a leaf, with Gymnasium's (NumPy's) names.
public enum ElementType: String, Sendable, CaseIterable {
  /// 8-bit unsigned.
  case uint8
  /// 32-bit signed.
  case int32
  /// 64-bit signed.
  case int64
  /// IEEE single precision.
  case float32
  /// IEEE double precision.
  case float64

  /// The number of bytes of one element.
  public var byteCount: Int {
    switch self {
    case .uint8: 1
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether only whole numbers are representable.
  public var isInteger: Bool { self != .float32 && self != .float64 }
}

/// The set of values that one leaf of an observation or action may take: Gymnasium's spaces.
public enum LeafSpace: Sendable, Equatable {
  /// An array of `shape` (row-major) with uniform bounds; a nil bound is no bound.
  case box(ElementType, shape: [Int], low: Double?, high: Double?)
  /// One integer in `0..<count`.
  case discrete(count: Int)
  /// Several integers, the i-th in `0..<counts[i]`.
  case multiDiscrete([Int])
  /// `count` zeros and ones.
  case multiBinary(count: Int)

  /// The shape of a value; empty for a single number.
  public var shape: [Int] {
    switch self {
    case .box(_, let shape, _, _): shape
    case .discrete: []
    case .multiDiscrete(let counts): [counts.count]
    case .multiBinary(let count): [count]
    }
  }

  /// The type of the value's elements.
  public var elementType: ElementType {
    switch self {
    case .box(let type, _, _, _): type
    case .discrete, .multiDiscrete: .int64
    case .multiBinary: .uint8
    }
  }

  /// The number of elements of a value.
  public var elementCount: Int { shape.reduce(1, *) }

  /// The number of bytes of a value.
  public var byteCount: Int { elementCount * elementType.byteCount }

  /// Whether element `index` of a value may be `number`.
  @inlinable
  public func contains(_ number: Double, at index: Int) -> Bool {
    switch self {
    case .discrete(let count):
      number >= 0 && number < Double(count) && number == number.rounded(.down)
    case .multiDiscrete(let counts):
      number >= 0 && number < Double(counts[index]) && number == number.rounded(.down)
    case .multiBinary: number == 0 || number == 1
    case .box(let type, _, let low, let high):
      number.isFinite && (low.map { number >= $0 } ?? true) && (high.map { number <= $0 } ?? true)
        && (!type.isInteger || number == number.rounded(.down))
    }
  }
}

/// One named leaf of an observation.
public struct ObservationLeaf: Sendable, Equatable {
  /// The key in the observation.
  public let name: String
  /// The values it may take.
  public let space: LeafSpace
  /// A line for people, with the unit.
  public let doc: String

  /// Makes a leaf.
  public init(_ name: String, _ space: LeafSpace, doc: String) {
    self.name = name
    self.space = space
    self.doc = doc
  }
}

/// One named part of an action.
public struct ActionPart: Sendable, Equatable {
  /// What a value means, so that a policy or search works on engines that it does not know.
  public enum Meaning: Sendable, Equatable {
    /// Cell `row * columns + column` of a grid: near numbers in a row or column are near places.
    case grid(rows: Int, columns: Int)
    /// Levels in order: near numbers have like effects.
    case ordinal
    /// Choices without order.
    case categorical
  }

  /// The part matters only while another part has one of these values.
  public struct ActiveCondition: Sendable, Equatable {
    /// The name of the deciding part.
    public let part: String
    /// Its values under which this part is used.
    public let values: [Int]

    /// Makes a condition.
    public init(part: String, values: [Int]) {
      self.part = part
      self.values = values
    }
  }

  /// The key in the action.
  public let name: String
  /// The values it may take.
  public let space: LeafSpace
  /// What the values mean.
  public let meaning: Meaning
  /// When the part is used; nil means always.
  public let activeWhen: ActiveCondition?
  /// A line for people, with the unit.
  public let doc: String

  /// Makes a part.
  public init(
    _ name: String, _ space: LeafSpace, meaning: Meaning, activeWhen: ActiveCondition? = nil,
    doc: String
  ) {
    self.name = name
    self.space = space
    self.meaning = meaning
    self.activeWhen = activeWhen
    self.doc = doc
  }
}

/// The actions of an environment: named parts in layout order.
public struct ActionSpace: Sendable, Equatable {
  /// The parts in layout order.
  public let parts: [ActionPart]
  /// The order in which an autoregressive policy should choose the parts.
  public let decodeOrder: [String]
  /// Where each part's scalars start in a row of an `ActionTable`.
  public let offsets: [Int]
  /// The number of scalars of one action.
  public let width: Int

  /// Makes a space.
  ///
  /// - Precondition: `decodeOrder` names every part once.
  public init(parts: [ActionPart], decodeOrder: [String]) {
    precondition(
      Set(parts.map(\.name)) == Set(decodeOrder) && parts.count == decodeOrder.count,
      "decodeOrder \(decodeOrder) does not name the parts \(parts.map(\.name))")
    self.parts = parts
    self.decodeOrder = decodeOrder
    var offsets: [Int] = []
    var width = 0
    for part in parts {
      offsets.append(width)
      width += part.space.elementCount
    }
    self.offsets = offsets
    self.width = width
  }

  /// The index of the part called `name`.
  public func index(of name: String) -> Int? {
    parts.firstIndex { $0.name == name }
  }
}
