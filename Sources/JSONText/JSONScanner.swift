/// A pull reader of one JSON text (RFC 8259, strict), without allocation.
///
/// The caller asks for what it expects, in the order of the text, and gets it or a positioned
/// error. Objects and arrays are loops:
///
/// ```swift
/// try scanner.beginObject()
/// while let key = try scanner.nextKey() {
///   if scanner.key(key, equals: "seed") { seed = try scanner.integer() } else { ... }
/// }
/// try scanner.expectEnd()
/// ```
///
/// Every string that the scanner passes has been checked, UTF-8 and surrogate pairs included, and
/// no bytes outside strings can be anything but ASCII: a text read to its end is valid UTF-8.
/// After an error the scanner must not be used further. The bytes are borrowed: they must outlive
/// the scanner.
public struct JSONScanner {
  /// The text.
  public let bytes: UnsafeBufferPointer<UInt8>
  /// The deepest nesting that is read, in `1...64`.
  public let maximumDepth: Int
  /// The first byte that has not been read.
  public internal(set) var offset = 0
  /// Objects and arrays open at `offset`.
  public internal(set) var depth = 0
  /// Whether an opening bracket was just read, so that no comma is due.
  var justOpened = false

  /// Creates a scanner at the start of a text.
  ///
  /// - Precondition: `maximumDepth` is in `1...64`.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = 32) {
    precondition((1...64).contains(maximumDepth), "maximum depth \(maximumDepth) is not in 1...64")
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  /// Creates a scanner at the start of a text in raw memory.
  ///
  /// - Precondition: `maximumDepth` is in `1...64`.
  public init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int = 32) {
    self.init(bytes.bindMemory(to: UInt8.self), maximumDepth: maximumDepth)
  }

  /// Passes spaces, tabs, LF and CR.
  @inline(__always)
  public mutating func skipWhitespace() {
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
        return
      }
      offset += 1
    }
  }

  /// The next byte after white space, or 0 at the end; a real NUL begins no token either.
  @inline(__always)
  mutating func nextByte() -> UInt8 {
    skipWhitespace()
    return offset < bytes.count ? bytes[offset] : 0
  }

  /// The kind of the value that comes next, judged by its first byte.
  public mutating func peek() throws(JSONError) -> JSONKind {
    switch nextByte() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default: throw error(expected: "a value")
    }
  }

  /// Checks that nothing but white space is left.
  public mutating func expectEnd() throws(JSONError) {
    skipWhitespace()
    guard offset == bytes.count else { throw error(expected: "the end of the text") }
  }
}

// MARK: Literals

extension JSONScanner {
  /// Reads `true` or `false`.
  public mutating func boolean() throws(JSONError) -> Bool {
    skipWhitespace()
    if passLiteral("true") { return true }
    if passLiteral("false") { return false }
    throw error(expected: JSONKind.boolean.description)
  }

  /// Reads `null`.
  public mutating func null() throws(JSONError) {
    skipWhitespace()
    guard passLiteral("null") else { throw error(expected: JSONKind.null.description) }
  }

  /// Reads `null` if that comes next; returns whether it did.
  public mutating func nullIfPresent() throws(JSONError) -> Bool {
    guard nextByte() == UInt8(ascii: "n") else { return false }
    try null()
    return true
  }

  private mutating func passLiteral(_ literal: StaticString) -> Bool {
    let end = offset + literal.utf8CodeUnitCount
    guard end <= bytes.count, rangeEquals(offset..<end, literal) else { return false }
    offset = end
    return true
  }

  /// Whether the bytes of a range are those of a literal.
  @inline(__always)
  func rangeEquals(_ range: Range<Int>, _ literal: StaticString) -> Bool {
    guard range.count == literal.utf8CodeUnitCount else { return false }
    let expected = literal.utf8Start
    for index in 0..<range.count where bytes[range.lowerBound + index] != expected[index] {
      return false
    }
    return true
  }
}
