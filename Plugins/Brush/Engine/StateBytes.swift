/// A saved brush state that cannot be restored; nothing was changed.
struct BrushStateError: Error, Equatable, CustomStringConvertible {
  /// What was being read.
  var field: String
  /// What would have been accepted.
  var expected: String
  /// What the bytes hold.
  var got: String

  var description: String { "saved brush state, \(field): expected \(expected), got \(got)" }
}

/// Little-endian fields of a saved state.
enum StateBytes {
  static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  static func append(_ value: Float, to bytes: inout [UInt8]) {
    append(value.bitPattern, to: &bytes)
  }

  /// The next integer, removed from the front of `bytes`.
  static func read<Value: FixedWidthInteger>(
    from bytes: inout ArraySlice<UInt8>, field: String
  ) throws(BrushStateError) -> Value {
    let size = Value.bitWidth / 8
    guard bytes.count >= size else {
      throw BrushStateError(field: field, expected: "\(size) bytes", got: "\(bytes.count)")
    }
    var value: Value = 0
    for byte in bytes.prefix(size).reversed() { value = value << 8 | Value(byte) }
    bytes = bytes.dropFirst(size)
    return value
  }

  /// The next finite number, removed from the front of `bytes`.
  static func readFinite(
    from bytes: inout ArraySlice<UInt8>, field: String
  ) throws(BrushStateError) -> Float {
    let value = Float(bitPattern: try read(from: &bytes, field: field))
    guard value.isFinite else {
      throw BrushStateError(field: field, expected: "a finite number", got: "\(value)")
    }
    return value
  }
}
