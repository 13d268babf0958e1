/// A place in a JSON text, for messages to people and for tools.
public struct JSONPosition: Sendable, Equatable, CustomStringConvertible {
  /// Bytes before this place.
  public var offset: Int
  /// The line, from 1; a line ends with LF.
  public var line: Int
  /// The column, from 1, counted in bytes.
  public var column: Int

  /// Creates a place; the default is the start of a text.
  public init(offset: Int = 0, line: Int = 1, column: Int = 1) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// `line 3, column 14`.
  public var description: String { "line \(line), column \(column)" }
}

/// What a JSON text has at some place, and what belongs there instead.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The first byte of what is wrong.
  public var position: JSONPosition
  /// What belongs there, as a noun phrase: `a number`.
  public var expected: String
  /// What is there, as written: `"abc"`.
  public var got: String

  /// Creates an error from its three parts.
  public init(position: JSONPosition, expected: String, got: String) {
    self.position = position
    self.expected = expected
    self.got = got
  }

  /// `line 3, column 14: expected a number, got "abc"`.
  public var description: String { "\(position): expected \(expected), got \(got)" }
}

/// The six kinds of JSON values.
public enum JSONKind: Sendable, Equatable, CustomStringConvertible {
  /// The literal `null`.
  case null
  /// `true` or `false`.
  case boolean
  /// A number.
  case number
  /// A string.
  case string
  /// An array.
  case array
  /// An object.
  case object

  /// The kind with its article, as error messages name it.
  public var description: String {
    switch self {
    case .null: "null"
    case .boolean: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
