/// A JSON value and where it stands in its text.
public struct JSONNode: Sendable, Equatable {
  /// The value.
  public var value: JSONValue
  /// The first byte of the value; the start of a text for values made in code.
  public var position: JSONPosition

  /// Creates a node.
  public init(_ value: JSONValue, at position: JSONPosition = JSONPosition()) {
    self.value = value
    self.position = position
  }

  /// Whether the values are equal, wherever they stand.
  public static func == (left: JSONNode, right: JSONNode) -> Bool { left.value == right.value }
}

/// A JSON value.
public enum JSONValue: Sendable, Equatable {
  /// The literal `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A finite number.
  case number(JSONNumber)
  /// A string, escapes resolved.
  case string(String)
  /// An array.
  case array([JSONNode])
  /// An object; members in the order of the text, without duplicates.
  case object([JSONMember])

  /// The kind of the value.
  public var kind: JSONKind {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}

/// A number, with its exact integer when it was written as one.
public struct JSONNumber: Sendable, Equatable, CustomStringConvertible {
  /// The nearest double.
  public var value: Double
  /// The exact value if the text had neither fraction nor exponent and it fits, else nil.
  public var integer: Int64?

  /// Creates a number with a fraction.
  public init(_ value: Double) {
    self.value = value
    integer = nil
  }

  /// Creates a number written as an integer.
  public init(_ integer: Int64) {
    value = Double(integer)
    self.integer = integer
  }

  init(value: Double, integer: Int64?) {
    self.value = value
    self.integer = integer
  }

  /// The number as the writer writes it.
  public var description: String { integer.map { "\($0)" } ?? "\(value)" }
}

/// A member of an object.
public struct JSONMember: Sendable, Equatable {
  /// The name, escapes resolved.
  public var name: String
  /// Where the name stands.
  public var namePosition: JSONPosition
  /// The value.
  public var value: JSONNode

  /// Creates a member.
  public init(_ name: String, at namePosition: JSONPosition = JSONPosition(), _ value: JSONNode) {
    self.name = name
    self.namePosition = namePosition
    self.value = value
  }

  /// Whether names and values are equal, wherever they stand.
  public static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.name == right.name && left.value == right.value
  }
}
