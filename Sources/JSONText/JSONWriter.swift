/// Writes JSON into a buffer of its own, which is kept between texts.
///
/// Commas come by themselves: before a key, an element or a begin, where one is due.
///
/// ```swift
/// writer.beginObject()
/// writer.key("shape")
/// writer.beginArray(); writer.integer(64); writer.integer(64); writer.endArray()
/// writer.endObject()
/// writer.endLine()
/// ```
///
/// The writer does not check that begins and ends match, nor that keys stand in objects only.
public struct JSONWriter: Sendable {
  /// What has been written so far. Whoever appends here keeps commas in order with `raw` calls.
  public var bytes: [UInt8]
  private var needsComma = false

  /// Creates an empty writer.
  ///
  /// - Parameter capacity: Bytes to reserve.
  public init(capacity: Int = 0) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Forgets what was written and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Ends a text with LF; the next one begins without a comma.
  public mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  /// Writes the comma before a value, if one is due, and notes that the next one is.
  @inline(__always)
  mutating func beginValue() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }
}

// MARK: Structure

extension JSONWriter {
  /// Writes `{`.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }

  /// Writes `}`.
  public mutating func endObject() { end(UInt8(ascii: "}")) }

  /// Writes `[`.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }

  /// Writes `]`.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes a key and its colon; a value has to follow.
  ///
  /// - Precondition: The key needs no escapes; this is not checked.
  public mutating func key(_ name: StaticString) {
    beginValue()
    bytes.append(UInt8(ascii: "\""))
    append(name)
    append("\":")
    needsComma = false
  }

  /// Writes a key that is not known in advance, and its colon.
  public mutating func key(escaping name: some StringProtocol) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func begin(_ bracket: UInt8) {
    beginValue()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }
}

// MARK: Values without digits or escapes

extension JSONWriter {
  /// Writes `null`.
  public mutating func null() {
    beginValue()
    append("null")
  }

  /// Writes `true` or `false`.
  public mutating func boolean(_ value: Bool) {
    beginValue()
    if value { append("true") } else { append("false") }
  }

  /// Writes a literal value as it stands.
  ///
  /// - Precondition: It is one JSON value; this is not checked.
  public mutating func raw(_ value: StaticString) {
    beginValue()
    append(value)
  }

  /// Writes a value that is JSON already.
  ///
  /// - Precondition: It is one JSON value; this is not checked.
  public mutating func raw(_ value: UnsafeBufferPointer<UInt8>) {
    beginValue()
    bytes.append(contentsOf: value)
  }

  /// Writes a value that is JSON already.
  ///
  /// - Precondition: It is one JSON value; this is not checked.
  public mutating func raw(_ value: [UInt8]) {
    beginValue()
    bytes.append(contentsOf: value)
  }

  /// Writes a string: the base64 of the data.
  public mutating func base64(_ data: UnsafeRawBufferPointer) {
    beginValue()
    bytes.append(UInt8(ascii: "\""))
    Base64.encode(data, into: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  mutating func append(_ literal: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }
}
