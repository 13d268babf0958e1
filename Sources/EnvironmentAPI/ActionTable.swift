public import PaintCore

/// Actions as a table of numbers: one row per lane (or per step of a program), shape
/// `[rowCount, width]`, row-major. Discrete parts hold whole numbers.
public struct ActionTable: Sendable, Equatable {
  /// The number of scalars of one action.
  public let width: Int
  /// The numbers, `rowCount * width` of them.
  public var numbers: [Double]

  /// Makes a table of zeros.
  public init(rowCount: Int, width: Int) {
    self.width = width
    self.numbers = [Double](repeating: 0, count: rowCount * width)
  }

  /// Makes a table from its numbers.
  ///
  /// - Precondition: the numbers fill whole rows.
  public init(width: Int, numbers: [Double]) {
    precondition(
      width > 0 && numbers.count % width == 0, "\(numbers.count) numbers, rows of \(width)")
    self.width = width
    self.numbers = numbers
  }

  /// The number of rows.
  public var rowCount: Int { width == 0 ? 0 : numbers.count / width }

  /// Calls `body` with one row; nothing is copied.
  @inlinable
  public func withRow<Result>(_ row: Int, _ body: (ActionRow) throws -> Result) rethrows -> Result {
    try numbers.withUnsafeBufferPointer { all in
      try body(ActionRow(UnsafeBufferPointer(rebasing: all[(row * width)..<((row + 1) * width)])))
    }
  }
}

/// One action: the scalars of its parts in layout order. Valid only during the call it is passed to.
public struct ActionRow {
  /// The scalars.
  public let numbers: UnsafeBufferPointer<Double>

  /// Makes a view of scalars that somebody else owns.
  @inlinable
  public init(_ numbers: UnsafeBufferPointer<Double>) {
    self.numbers = numbers
  }

  /// The number at `offset` (see `ActionSpace.offsets`).
  @inlinable
  public func number(at offset: Int) -> Double { numbers[offset] }

  /// The whole number at `offset`; validation has made sure that it is one.
  @inlinable
  public func integer(at offset: Int) -> Int { Int(numbers[offset]) }
}

extension ActionSpace {
  /// Throws unless every row of `table` is an action of this space.
  ///
  /// - Parameter laneOfRow: The lane to name in the error.
  /// - Throws: `EnvironmentError.invalidAction` for the first wrong number.
  public func validate(
    _ table: ActionTable, laneOfRow: (Int) -> Int = { $0 }
  ) throws(EnvironmentError) {
    if isValid(table) { return }
    for row in 0..<table.rowCount {
      for (part, offset) in zip(parts, offsets) {
        for index in 0..<part.space.elementCount {
          let number = table.numbers[row * width + offset + index]
          guard part.space.contains(number, at: index) else {
            throw .invalidAction(
              InvalidAction(
                path: part.name, lane: laneOfRow(row), expected: part.space, got: .number(number)))
          }
        }
      }
    }
  }

  /// Whether every row is an action; column by column, which is faster than finding the first wrong
  /// number.
  private func isValid(_ table: ActionTable) -> Bool {
    table.numbers.withUnsafeBufferPointer { numbers in
      for (part, offset) in zip(parts, offsets) {
        for index in 0..<part.space.elementCount {
          for place in stride(from: offset + index, to: numbers.count, by: width)
          where !part.space.contains(numbers[place], at: index) {
            return false
          }
        }
      }
      return true
    }
  }

  /// Returns `count` uniform random actions; an unbounded box is drawn from `-1...1`.
  public func sample(count: Int, from random: inout RandomStream) -> ActionTable {
    var table = ActionTable(rowCount: count, width: width)
    var next = 0
    for _ in 0..<count {
      for part in parts {
        for index in 0..<part.space.elementCount {
          table.numbers[next] = part.space.sample(at: index, from: &random)
          next += 1
        }
      }
    }
    return table
  }
}

extension LeafSpace {
  fileprivate func sample(at index: Int, from random: inout RandomStream) -> Double {
    switch self {
    case .discrete(let count): return Double(random.integer(below: count))
    case .multiDiscrete(let counts): return Double(random.integer(below: counts[index]))
    case .multiBinary: return Double(random.integer(below: 2))
    case .box(let type, _, let low, let high):
      let lower = low ?? (high.map { $0 - 2 } ?? -1)
      let upper = high ?? lower + 2
      let number = lower + (upper - lower) * random.uniform()
      if type.isInteger { return min(number.rounded(.down), upper) }
      return type == .float32 ? Double(Float(number)) : number
    }
  }
}
