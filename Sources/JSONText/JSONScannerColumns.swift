/// What a bulk reader of numbers has read.
public struct JSONNumberColumn: Sendable, Equatable {
  /// How many numbers the array had.
  public var count: Int
  /// The byte offset of the first number with a fraction or an exponent, nil without such.
  public var firstFraction: Int?
}

extension JSONScanner {
  /// Reads a whole array of numbers and appends them.
  ///
  /// - Parameter limit: More elements than this are an error, before memory grows with them.
  /// - Returns: The count, and where the first number stands that was not written as an integer,
  ///   so that the caller of a discrete part can refuse it: `error(at:expected:)`.
  public mutating func numbers(
    into values: inout [Double], limit: Int = .max
  ) throws(JSONError) -> JSONNumberColumn {
    var column = JSONNumberColumn(count: 0, firstFraction: nil)
    try beginArray()
    while try nextElement() {
      try checkLimit(column.count, limit)
      let token = try passNumber()
      if !token.isInteger, column.firstFraction == nil {
        column.firstFraction = token.range.lowerBound
      }
      values.append(try value(of: token))
      column.count += 1
    }
    return column
  }

  /// Reads a whole array of integers and appends them; returns their count.
  ///
  /// - Parameter limit: More elements than this are an error, before memory grows with them.
  public mutating func integers(
    into values: inout [Int64], limit: Int = .max
  ) throws(JSONError) -> Int {
    var count = 0
    try beginArray()
    while try nextElement() {
      try checkLimit(count, limit)
      values.append(try integer())
      count += 1
    }
    return count
  }

  @inline(__always)
  private func checkLimit(_ count: Int, _ limit: Int) throws(JSONError) {
    guard count < limit else {
      throw error(expected: "at most \(limit) elements", got: "one more")
    }
  }
}
