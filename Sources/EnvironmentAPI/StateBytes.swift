/// Appends the parts of a saved state, little-endian.
public struct StateWriter: Sendable {
  /// The bytes so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts empty.
  public init() {}

  /// Appends an integer.
  public mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends the bits of a number.
  public mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Appends the bits of a number.
  public mutating func write(_ value: Float) { write(value.bitPattern) }

  /// Appends one byte, 0 or 1.
  public mutating func write(_ value: Bool) { write(value ? 1 as UInt8 : 0) }

  /// Appends a count and the bytes.
  public mutating func write(_ block: some Collection<UInt8>) {
    write(UInt64(block.count))
    bytes.append(contentsOf: block)
  }
}

/// Reads the parts of a saved state in the order they were written; nothing in the bytes is trusted.
public struct StateReader {
  private let bytes: [UInt8]
  private var position = 0

  /// Starts at the first byte.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The number of bytes not yet read.
  public var remaining: Int { bytes.count - position }

  /// Reads an integer.
  public mutating func read<Integer: FixedWidthInteger>(
    _ type: Integer.Type = Integer.self
  ) throws(EnvironmentError) -> Integer {
    let count = MemoryLayout<Integer>.size
    try require(count)
    let value = bytes.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: position, as: Integer.self)
    }
    position += count
    return Integer(littleEndian: value)
  }

  /// Reads the bits of a number; NaN and infinity are refused.
  public mutating func readDouble() throws(EnvironmentError) -> Double {
    let value = Double(bitPattern: try read())
    guard value.isFinite else { throw damaged("a finite number", "\(value)") }
    return value
  }

  /// Reads the bits of a number; NaN and infinity are refused.
  public mutating func readFloat() throws(EnvironmentError) -> Float {
    let value = Float(bitPattern: try read())
    guard value.isFinite else { throw damaged("a finite number", "\(value)") }
    return value
  }

  /// Reads a byte that must be 0 or 1.
  public mutating func readBool() throws(EnvironmentError) -> Bool {
    let value: UInt8 = try read()
    guard value < 2 else { throw damaged("0 or 1", "\(value)") }
    return value == 1
  }

  /// Reads a count and so many bytes.
  public mutating func readBlock() throws(EnvironmentError) -> [UInt8] {
    let declared: UInt64 = try read()
    guard let count = Int(exactly: declared), count <= remaining else {
      throw damaged("a block of at most \(remaining) bytes", "\(declared)")
    }
    defer { position += count }
    return Array(bytes[position..<(position + count)])
  }

  /// Throws unless every byte was read.
  public func expectEnd() throws(EnvironmentError) {
    guard remaining == 0 else { throw damaged("the end", "\(remaining) more bytes") }
  }

  /// The error that says what was expected at this place.
  public func damaged(_ expected: String, _ got: String) -> EnvironmentError {
    .stateIncompatible(expected: "\(expected) at byte \(position)", got: got)
  }

  private func require(_ count: Int) throws(EnvironmentError) {
    guard count <= remaining else { throw damaged("\(count) more bytes", "\(remaining)") }
  }
}
