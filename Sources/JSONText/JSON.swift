/// Reading whole JSON texts into trees; for files and for requests off the hot path.
public enum JSON {
  /// The tree of a text (RFC 8259, strict); a duplicate key is an error too.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 without a byte order mark.
  ///   - maximumDepth: The deepest nesting of arrays and objects, in `1...64`.
  /// - Throws: The first error of the text, with its position.
  /// - Complexity: O(bytes).
  public static func parse(
    _ bytes: [UInt8], maximumDepth: Int = 32
  ) throws(JSONError) -> JSONNode {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var scanner = JSONScanner(buffer, maximumDepth: maximumDepth)
      let node = try scanner.node()
      try scanner.expectEnd()
      return node
    }
  }

  /// The tree of a text.
  ///
  /// - Throws: The first error of the text, with its position.
  public static func parse(_ text: String, maximumDepth: Int = 32) throws(JSONError) -> JSONNode {
    try parse(Array(text.utf8), maximumDepth: maximumDepth)
  }
}

extension JSONScanner {
  /// Reads any value as a tree; positions are those in the whole text.
  ///
  /// - Complexity: O(`offset` + bytes of the value). It recurses at most `maximumDepth` levels.
  public mutating func node() throws(JSONError) -> JSONNode {
    var line = LineCounter()
    return try node(&line)
  }

  private mutating func node(_ line: inout LineCounter) throws(JSONError) -> JSONNode {
    let kind = try peek()
    let position = line.position(of: offset, in: bytes)
    switch kind {
    case .null:
      try null()
      return JSONNode(.null, at: position)
    case .boolean: return JSONNode(.boolean(try boolean()), at: position)
    case .number:
      let token = try passNumber()
      let number = JSONNumber(value: try value(of: token), integer: token.integer)
      return JSONNode(.number(number), at: position)
    case .string: return JSONNode(.string(try string()), at: position)
    case .array: return JSONNode(.array(try elements(&line)), at: position)
    case .object: return JSONNode(.object(try members(&line)), at: position)
    }
  }

  private mutating func elements(_ line: inout LineCounter) throws(JSONError) -> [JSONNode] {
    var elements: [JSONNode] = []
    try beginArray()
    while try nextElement() { elements.append(try node(&line)) }
    return elements
  }

  private mutating func members(_ line: inout LineCounter) throws(JSONError) -> [JSONMember] {
    var members: [JSONMember] = []
    var names: Set<[UInt8]> = []
    try beginObject()
    while let key = try nextKey() {
      let name = text(of: key)
      let place = key.lowerBound - 1
      // names are compared as bytes: String's equality would merge composed and decomposed forms
      guard names.insert(Array(name.utf8)).inserted else {
        throw error(at: place, expected: uniqueKeyPhrase)
      }
      let position = line.position(of: place, in: bytes)
      members.append(JSONMember(name, at: position, try node(&line)))
    }
    return members
  }
}

let uniqueKeyPhrase = "a key that the object does not have yet"

/// Counts lines while places only move forward, so that a whole text costs one pass.
private struct LineCounter {
  private var place = 0
  private var line = 1
  private var lineStart = 0

  mutating func position(
    of offset: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> JSONPosition {
    while place < offset {
      if bytes[place] == 0x0A {
        line += 1
        lineStart = place + 1
      }
      place += 1
    }
    return JSONPosition(offset: offset, line: line, column: offset - lineStart + 1)
  }
}
