/// What a bulk reader of numbers has read.
public struct JSONNumberColumn: Sendable, Equatable {
  /// How many numbers the array had.
  public var count: Int
  /// The byte offset of the first number with a fraction or an exponent, nil without such.
  public var firstFraction: Int?
}

extension JSONScanner {
  /// Reads a whole array of numbers and appends them; on an error those before it stay appended.
  ///
  /// - Parameter limit: More elements than this are an error, before memory grows with them.
  /// - Returns: The count, and where the first number stands that was not written as an integer,
  ///   so that the caller of a discrete part can refuse it: `error(at:expected:)`.
  public mutating func numbers(
    into values: inout [Double], limit: Int = .max
  ) throws(JSONError) -> JSONNumberColumn {
    var count = 0
    var firstFraction: Int?
    try beginArray()
    while try nextElement() {
      try checkLimit(count, limit)
      count += 1
      if let integer = plainInteger(maximumDigits: 15) {  // exact in a double
        values.append(Double(integer))
      } else {
        let (value, fraction) = try anyNumber()
        values.append(value)
        firstFraction = firstFraction ?? fraction
      }
    }
    return JSONNumberColumn(count: count, firstFraction: firstFraction)
  }

  /// Reads one number of any form, and where it stands unless it was written as an integer.
  ///
  /// Apart, to leave the registers to the loop over integers.
  @inline(never)
  private mutating func anyNumber() throws(JSONError) -> (value: Double, fraction: Int?) {
    let token = try passNumber()
    return (try value(of: token), token.isInteger ? nil : token.range.lowerBound)
  }

  /// Reads a whole array of integers and appends them; on an error those before it stay appended.
  ///
  /// - Parameter limit: More elements than this are an error, before memory grows with them.
  /// - Returns: How many they are.
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
  private mutating func checkLimit(_ count: Int, _ limit: Int) throws(JSONError) {
    guard count < limit else {
      throw error(expected: "at most \(limit) elements", got: "one more")
    }
  }
}
