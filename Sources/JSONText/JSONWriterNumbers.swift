// MARK: Integers

extension JSONWriter {
  /// Writes an integer.
  public mutating func integer(_ value: Int64) {
    beginValue()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(decimal: value.magnitude)
  }

  /// Writes an integer.
  public mutating func integer(_ value: Int) { integer(Int64(value)) }

  /// Writes a seed: an integer up to `2^53-1`, beyond that a string of decimal digits.
  public mutating func unsigned64(_ value: UInt64) {
    beginValue()
    if value < 1 << 53 { return append(decimal: value) }
    bytes.append(UInt8(ascii: "\""))
    append(decimal: value)
    bytes.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private mutating func append(decimal value: UInt64) {
    if value < 10 { return bytes.append(0x30 &+ UInt8(truncatingIfNeeded: value)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = value
      var place = 20
      repeat {
        place -= 1
        digits[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[place..<20]))
    }
  }
}

// MARK: Floating-point numbers

extension JSONWriter {
  /// Writes the shortest decimal that reads back as the same double; NaN and infinities as `null`.
  public mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    beginValue()
    // whole numbers look the same and need no search for the shortest digits
    if value.magnitude < 1e15, Double(Int64(value)) == value {
      appendWhole(Int64(value), isNegative: value.sign == .minus)
    } else {
      appendText(value.description)
    }
  }

  /// Writes the shortest decimal that reads back as the same float; NaN and infinities as `null`.
  ///
  /// "Reads back" is as a `Float`: a reader of doubles gets a number that rounds to this one.
  public mutating func number(_ value: Float) {
    guard value.isFinite else { return null() }
    beginValue()
    if value.magnitude < 1e7, Float(Int64(value)) == value {
      appendWhole(Int64(value), isNegative: value.sign == .minus)
    } else {
      appendText(value.description)
    }
  }

  @inline(__always)
  private mutating func appendWhole(_ value: Int64, isNegative: Bool) {
    if isNegative { bytes.append(UInt8(ascii: "-")) }  // of -0.0 too
    append(decimal: value.magnitude)
    append(".0")
  }

  @inline(__always)
  private mutating func appendText(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }
}
