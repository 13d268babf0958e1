// MARK: Values of a known kind

extension JSONNode {
  /// The members of an object; an error for another kind.
  public func object() throws(JSONError) -> [JSONMember] {
    guard case .object(let members) = value else { throw error(expected: "\(JSONKind.object)") }
    return members
  }

  /// The elements of an array; an error for another kind.
  public func array() throws(JSONError) -> [JSONNode] {
    guard case .array(let elements) = value else { throw error(expected: "\(JSONKind.array)") }
    return elements
  }

  /// The text of a string; an error for another kind.
  public func string() throws(JSONError) -> String {
    guard case .string(let text) = value else { throw error(expected: "\(JSONKind.string)") }
    return text
  }

  /// A number, integer or not; an error for another kind.
  public func number() throws(JSONError) -> Double {
    guard case .number(let number) = value else { throw error(expected: "\(JSONKind.number)") }
    return number.value
  }

  /// A number written as an integer of 64 bits; an error for anything else, 1.0 included.
  public func integer() throws(JSONError) -> Int {
    guard case .number(let number) = value, let integer = number.integer else {
      throw error(expected: "an integer")
    }
    return Int(integer)
  }

  /// A number written as an integer within `range`; an error for anything else.
  public func integer(in range: ClosedRange<Int>) throws(JSONError) -> Int {
    let integer = try integer()
    guard range.contains(integer) else {
      throw error(expected: "an integer in \(range.lowerBound)...\(range.upperBound)")
    }
    return integer
  }

  /// `true` or `false`; an error for another kind.
  public func boolean() throws(JSONError) -> Bool {
    guard case .boolean(let flag) = value else { throw error(expected: "\(JSONKind.boolean)") }
    return flag
  }

  /// A seed: an integer in `0...2^53-1`, or a string of decimal digits up to `2^64-1`.
  public func unsigned64() throws(JSONError) -> UInt64 {
    switch value {
    case .number(let number):
      if let integer = number.integer, let value = seed(exactly: integer) {
        return value
      }
    case .string(let text):
      if let value = seed(decimal: text) { return value }
    default: break
    }
    throw error(expected: seedPhrase)
  }

  /// Whether the value is `null`.
  public var isNull: Bool { value == .null }
}

// MARK: Members

extension JSONNode {
  /// The value of a member; nil if there is none, or if this is not an object.
  ///
  /// - Complexity: O(members).
  public subscript(name: String) -> JSONNode? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The value of a member that has to be there.
  public func member(_ name: String) throws(JSONError) -> JSONNode {
    let members = try object()
    guard let member = members.first(where: { $0.name == name }) else {
      throw error(
        expected: "a member \"\(name)\"", got: "an object with \(list(members.map(\.name)))")
    }
    return member.value
  }

  /// Checks that an object has no members but those named.
  public func allowOnly(_ names: [String]) throws(JSONError) {
    for member in try object() where !names.contains(member.name) {
      throw JSONError(
        position: member.namePosition, expected: "one of the members \(list(names))",
        got: "\"\(member.name)\"")
    }
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "no members" : names.prefix(32).map { "\"\($0)\"" }.joined(separator: ", ")
  }
}

// MARK: Errors

extension JSONNode {
  /// The error that this value is not what was expected.
  public func error(expected: String, got: String? = nil) -> JSONError {
    JSONError(position: position, expected: expected, got: got ?? summary)
  }

  private var summary: String {
    switch value {
    case .null: "null"
    case .boolean(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .string(let text): text.utf8.count <= 32 ? "\"\(text)\"" : "\"\(text.prefix(29))...\""
    case .array(let elements): "an array of \(elements.count)"
    case .object: "an object"
    }
  }
}
