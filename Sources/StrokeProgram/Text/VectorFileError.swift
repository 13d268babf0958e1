/// What a vector file has at some place, and what belongs there instead.
public struct VectorFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column, from 1, counted in bytes.
  public var column: Int
  /// What belongs there, as a noun phrase.
  public var expected: String
  /// What is there.
  public var got: String

  /// Makes an error from its place and its two halves.
  public init(line: Int, column: Int, expected: String, got: String) {
    self.line = line
    self.column = column
    self.expected = expected
    self.got = got
  }

  /// `line 3, column 14: expected a number, got "abc"`.
  public var description: String {
    "line \(line), column \(column): expected \(expected), got \(got)"
  }
}

/// Something that a reader of a vector file understood but could not keep.
public struct VectorFileWarning: Sendable, Equatable, CustomStringConvertible {
  /// The line of the first occurrence, from 1.
  public var line: Int
  /// What it is and what was done instead.
  public var message: String
  /// How often it occurs.
  public var count: Int

  /// Makes a warning.
  public init(line: Int, message: String, count: Int = 1) {
    self.line = line
    self.message = message
    self.count = count
  }

  /// `line 12: text is not drawn (3 times)`.
  public var description: String {
    "line \(line): \(message)" + (count > 1 ? " (\(count) times)" : "")
  }
}

/// Warnings in the order of their first occurrence, equal ones counted.
///
/// At most 1000 different ones are kept, so that a hostile file cannot fill the memory.
struct WarningList {
  private(set) var warnings: [VectorFileWarning] = []
  private var places: [String: Int] = [:]

  mutating func add(_ message: String, line: Int) {
    if let place = places[message] {
      warnings[place].count += 1
    } else if warnings.count < 1000 {
      places[message] = warnings.count
      warnings.append(VectorFileWarning(line: line, message: message))
    }
  }
}
