/// The variable-length-code LZW of GIF (GIF89a specification, appendix F).
struct LZWEncoder {
  private static let largestCode = 4095
  /// Slots of the string table: a power of two well above the 4096 codes.
  private static let slotBits = 14

  private let clear: Int
  private var nextCode: Int
  private var codeSize: Int
  private var codesSinceClear = 0
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  /// Each slot holds prefix code, symbol and code of a string: 12, 8 and 12 bits; 0 is empty.
  private var slots = [UInt32](repeating: 0, count: 1 << Self.slotBits)

  /// The code stream for `symbols`, without the division into blocks.
  ///
  /// - Precondition: Every symbol is below `1 << minimumCodeSize`, which is in `2...8`.
  static func encode(_ symbols: [UInt8], minimumCodeSize: Int) -> [UInt8] {
    precondition((2...8).contains(minimumCodeSize), "code size \(minimumCodeSize) outside 2...8")
    var encoder = LZWEncoder(minimumCodeSize: minimumCodeSize)
    encoder.emitClear()
    var prefix = symbols.first.map { Int($0) }
    for symbol in symbols.dropFirst() {
      guard let current = prefix else { break }
      prefix = encoder.extend(current, with: symbol)
    }
    if let prefix { encoder.emit(prefix) }
    encoder.emit(encoder.clear + 1)
    return encoder.flushed()
  }

  private init(minimumCodeSize: Int) {
    clear = 1 << minimumCodeSize
    nextCode = clear + 2
    codeSize = minimumCodeSize + 1
  }

  /// The code of `prefix` followed by `symbol` when the table has it; otherwise writes `prefix`,
  /// learns the string and starts again from `symbol`.
  private mutating func extend(_ prefix: Int, with symbol: UInt8) -> Int {
    let key = UInt32(prefix) << 8 | UInt32(symbol)
    let mask = slots.count - 1
    var slot = Int((key &* 0x9E37_79B1) >> UInt32(32 - Self.slotBits))
    while slots[slot] != 0 {
      if slots[slot] >> 12 == key { return Int(slots[slot] & 0xFFF) }
      slot = (slot + 1) & mask
    }
    emit(prefix)
    if nextCode <= Self.largestCode {
      slots[slot] = key << 12 | UInt32(nextCode)
      nextCode += 1
    } else {
      emitClear()
    }
    return Int(symbol)
  }

  private mutating func emitClear() {
    emit(clear)
    for slot in slots.indices { slots[slot] = 0 }
    nextCode = clear + 2
    codeSize = clear.trailingZeroBitCount + 1
    codesSinceClear = 0
  }

  /// Writes a code, low bit first, as wide as the reader expects it: a reader knows one string
  /// more with every code after the first, and widens when its next string needs another bit.
  private mutating func emit(_ code: Int) {
    let readerNextCode = clear + 2 + max(0, codesSinceClear - 1)
    if readerNextCode == 1 << codeSize, codeSize < 12 { codeSize += 1 }
    codesSinceClear += 1
    bits |= UInt32(code) << UInt32(bitCount)
    bitCount += codeSize
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }

  private mutating func flushed() -> [UInt8] {
    if bitCount > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
    return output
  }
}
