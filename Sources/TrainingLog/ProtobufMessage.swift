/// A protocol buffer message as it is put together, field by field (Protocol Buffers, "Encoding").
struct ProtobufMessage {
  /// The encoded fields.
  private(set) var bytes: [UInt8] = []

  /// How a field's value is stored; the low three bits of its key.
  private enum WireType: UInt64 {
    case variable = 0
    case fixed64 = 1
    case delimited = 2
    case fixed32 = 5
  }

  mutating func add(_ field: UInt64, _ value: Int64) {
    addKey(field, .variable)
    addVariable(UInt64(bitPattern: value))
  }

  mutating func add(_ field: UInt64, _ value: Double) {
    addKey(field, .fixed64)
    addLittleEndian(value.bitPattern)
  }

  mutating func add(_ field: UInt64, _ value: Float) {
    addKey(field, .fixed32)
    addLittleEndian(value.bitPattern)
  }

  mutating func add(_ field: UInt64, _ value: [UInt8]) {
    addKey(field, .delimited)
    addVariable(UInt64(value.count))
    bytes += value
  }

  mutating func add(_ field: UInt64, _ value: String) { add(field, Array(value.utf8)) }

  mutating func add(_ field: UInt64, _ value: ProtobufMessage) { add(field, value.bytes) }

  private mutating func addKey(_ field: UInt64, _ type: WireType) {
    addVariable(field << 3 | type.rawValue)
  }

  /// Seven bits a byte, lowest first, the top bit set on all but the last.
  private mutating func addVariable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private mutating func addLittleEndian(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}
