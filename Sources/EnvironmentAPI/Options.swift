public import StrokeProgram

/// What values an option takes.
public enum OptionKind: Sendable, Equatable {
  /// True or false.
  case boolean
  /// A whole number in a range.
  case integer(ClosedRange<Int>)
  /// A number in a range.
  case number(ClosedRange<Double>)
  /// Any text.
  case string
  /// One of a few words.
  case choice([String])
  /// A list of so many numbers, each in a range.
  case numbers(count: ClosedRange<Int>, each: ClosedRange<Double>)
}

/// One option that a backend (or the core) declares.
public struct OptionDeclaration: Sendable, Equatable {
  /// The name, the same on the command line and on the wire.
  public let name: String
  /// What it takes.
  public let kind: OptionKind
  /// What it is when nobody says.
  public let defaultValue: OptionValue
  /// Whether a value above the range is a question of resources rather than of meaning.
  public let limitsResources: Bool
  /// A line for people, with the unit.
  public let doc: String

  /// Makes a declaration.
  public init(
    _ name: String, _ kind: OptionKind, default defaultValue: OptionValue,
    limitsResources: Bool = false, doc: String
  ) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.limitsResources = limitsResources
    self.doc = doc
  }
}

extension OptionDeclaration {
  /// Returns the value in the declared type.
  ///
  /// - Throws: `invalidOption`, or `resourceLimit` for a size above its range.
  public func checked(_ value: OptionValue) throws(EnvironmentError) -> OptionValue {
    switch (kind, value) {
    case (.boolean, .boolean), (.string, .string): return value
    case (.choice(let words), .string(let word)) where words.contains(word): return value
    case (.integer(let range), _):
      guard let whole = value.wholeNumber else { break }
      if range.contains(whole) { return .integer(whole) }
      if limitsResources && whole > range.upperBound {
        throw .resourceLimit(
          what: "option '\(name)'", limit: "\(range.upperBound)", got: "\(whole)")
      }
    case (.number(let range), _):
      if let number = value.asNumber, range.contains(number) { return .number(number) }
    case (.numbers(let count, let each), _):
      if let list = value.asNumbers, count.contains(list.count), list.allSatisfy(each.contains) {
        return .numbers(list)
      }
    default: break
    }
    throw .invalidOption(name: name, expected: kind.description, got: value.description)
  }

  /// Parses the text of a command line by the declared type.
  ///
  /// - Throws: like `checked`.
  public func parse(_ text: String) throws(EnvironmentError) -> OptionValue {
    let value: OptionValue? =
      switch kind {
      case .boolean: Bool(text).map(OptionValue.boolean)
      case .integer: Int(text).map(OptionValue.integer)
      case .number: Double(text).map(OptionValue.number)
      case .string, .choice: .string(text)
      case .numbers:
        text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
          .allPresent.map(OptionValue.numbers)
      }
    return try checked(value ?? .string(text))
  }
}

/// Resolved options: a value for every declared name.
public struct OptionValues: Sendable, Equatable {
  /// The values by name.
  public private(set) var values: [String: OptionValue]

  /// Resolves what was given against the declarations.
  ///
  /// - Throws: `invalidOption` for an undeclared name or a wrong value.
  public init(
    _ given: [String: OptionValue], declarations: [OptionDeclaration]
  ) throws(EnvironmentError) {
    let known = declarations.map(\.name)
    for name in given.keys.sorted() where !known.contains(name) {
      throw .invalidOption(
        name: name, expected: "one of \(known.joined(separator: ", "))", got: "an unknown name")
    }
    values = [:]
    for declaration in declarations {
      let value = given[declaration.name] ?? declaration.defaultValue
      values[declaration.name] = try declaration.checked(value)
    }
  }

  /// The boolean option `name`.
  public func boolean(_ name: String) -> Bool {
    if case .boolean(let value)? = values[name] { return value }
    preconditionFailure("option '\(name)' is not declared as a boolean")
  }

  /// The integer option `name`.
  public func integer(_ name: String) -> Int {
    if case .integer(let value)? = values[name] { return value }
    preconditionFailure("option '\(name)' is not declared as an integer")
  }

  /// The number option `name`.
  public func number(_ name: String) -> Double {
    if case .number(let value)? = values[name] { return value }
    preconditionFailure("option '\(name)' is not declared as a number")
  }

  /// The string or choice option `name`.
  public func string(_ name: String) -> String {
    if case .string(let value)? = values[name] { return value }
    preconditionFailure("option '\(name)' is not declared as a string")
  }

  /// The list option `name`.
  public func numbers(_ name: String) -> [Double] {
    if case .numbers(let value)? = values[name] { return value }
    preconditionFailure("option '\(name)' is not declared as a list of numbers")
  }
}

extension OptionKind: CustomStringConvertible {
  /// What is accepted, in words.
  public var description: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range): "an integer in \(range)"
    case .number(let range): "a number in \(range)"
    case .string: "a text"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .numbers(let count, let each): "a list of \(count) numbers, each in \(each)"
    }
  }
}

extension OptionValue {
  var wholeNumber: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var asNumbers: [Double]? {
    if case .numbers(let list) = self { return list }
    return asNumber.map { [$0] }
  }
}

extension Array where Element == Double? {
  fileprivate var allPresent: [Double]? {
    let present = compactMap { $0 }
    return present.count == count ? present : nil
  }
}
