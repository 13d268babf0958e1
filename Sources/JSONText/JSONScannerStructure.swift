// MARK: Objects

extension JSONScanner {
  /// Reads `{`; `nextKey` follows, until it returns nil.
  public mutating func beginObject() throws(JSONError) {
    try open(UInt8(ascii: "{"), .object)
  }

  /// Reads the next key and its colon, or the closing brace.
  ///
  /// - Returns: The bytes between the key's quotes, as written (`key(_:equals:)` and `text(of:)`
  ///   resolve escapes), or nil after `}`. Duplicates are for the caller to find.
  public mutating func nextKey() throws(JSONError) -> Range<Int>? {
    guard try nextItem(closing: UInt8(ascii: "}"), expected: "',' or '}'") else { return nil }
    guard nextByte() == UInt8(ascii: "\"") else {
      throw error(expected: "a key in double quotes")
    }
    let key = try passString().range
    guard nextByte() == UInt8(ascii: ":") else { throw error(expected: "':'") }
    offset += 1
    return key
  }

  /// Whether a key that `nextKey` returned spells `name`.
  @inline(__always)
  public func key(_ key: Range<Int>, equals name: StaticString) -> Bool {
    rangeEquals(key, name) || (hasEscape(key) && text(of: key) == name.description)
  }

  private func hasEscape(_ key: Range<Int>) -> Bool {
    for index in key where bytes[index] == UInt8(ascii: "\\") { return true }
    return false
  }
}

// MARK: Arrays

extension JSONScanner {
  /// Reads `[`; `nextElement` follows, until it returns false.
  public mutating func beginArray() throws(JSONError) {
    try open(UInt8(ascii: "["), .array)
  }

  /// Moves to the next element, or past the closing bracket; returns whether there is an element.
  public mutating func nextElement() throws(JSONError) -> Bool {
    try nextItem(closing: UInt8(ascii: "]"), expected: "',' or ']'")
  }

  @inline(__always)
  private mutating func open(_ bracket: UInt8, _ kind: JSONKind) throws(JSONError) {
    guard nextByte() == bracket else { throw error(expected: kind.description) }
    guard depth < maximumDepth else {
      throw error(expected: "at most \(maximumDepth) levels of nesting", got: "one more")
    }
    offset += 1
    depth += 1
    justOpened = true
  }

  /// Passes the comma before an item, or the closing bracket (then returns false).
  @inline(__always)
  private mutating func nextItem(
    closing: UInt8, expected: @autoclosure () -> String
  ) throws(JSONError) -> Bool {
    let byte = nextByte()
    if byte == closing {
      offset += 1
      depth -= 1
      justOpened = false
      return false
    }
    if justOpened {
      justOpened = false
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw error(expected: expected()) }
    offset += 1
    return true
  }
}

// MARK: Any value

extension JSONScanner {
  /// Passes one value of any kind and checks its whole syntax, without recursion.
  ///
  /// - Returns: The bytes of the value, without white space around it.
  public mutating func skipValue() throws(JSONError) -> Range<Int> {
    skipWhitespace()
    let start = offset
    let outerDepth = depth
    var isObject: UInt64 = 0  // a stack of bits, the innermost container lowest
    while true {
      switch try peek() {
      case .object:
        try beginObject()
        isObject = isObject << 1 | 1
      case .array:
        try beginArray()
        isObject <<= 1
      case .number: if plainInteger(maximumDigits: 18) == nil { try skipNumber() }
      case .string: _ = try passString()
      case .boolean: _ = try boolean()
      case .null: try null()
      }
      while true {
        if depth == outerDepth { return start..<offset }
        if isObject & 1 == 1 {
          if try nextKey() != nil { break }
        } else {
          if try nextElement() { break }
        }
        isObject >>= 1
      }
    }
  }

  @inline(never)
  private mutating func skipNumber() throws(JSONError) { _ = try passNumber() }
}
