/// A number as the grammar read it: value = ±significand · 10^exponent when `isExact`.
struct JSONNumberToken {
  var range: Range<Int>
  var isNegative: Bool
  /// All digits, fraction included; wrapped around unless `isExact`.
  var significand: UInt64
  /// Whether the digits fit: 19 of them always do.
  var isExact: Bool
  var exponent: Int
  /// Whether there is neither a fraction nor an exponent.
  var isInteger: Bool
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

// MARK: Integers

extension JSONScanner {
  /// Reads a number written as an integer: no fraction, no exponent, within `Int64`.
  public mutating func integer() throws(JSONError) -> Int64 {
    if let value = plainInteger(maximumDigits: 18) { return value }
    return try longInteger()
  }

  /// Passes an integer of few digits; nil, and nothing passed, when anything else comes.
  ///
  /// - Parameter maximumDigits: At most 18, which cannot overflow.
  @inline(__always)
  mutating func plainInteger(maximumDigits: Int) -> Int64? {
    let isNegative = nextByte() == UInt8(ascii: "-")
    let digits = isNegative ? offset &+ 1 : offset
    let limit = min(bytes.count, digits &+ maximumDigits)
    var place = digits
    var magnitude: Int64 = 0
    while place < limit, isDigit(bytes[place]) {
      magnitude = magnitude &* 10 &+ Int64(bytes[place] &- 0x30)
      place &+= 1
    }
    let after = place < bytes.count ? bytes[place] : 0
    guard place > digits, after != UInt8(ascii: "."), after | 0x20 != UInt8(ascii: "e"),
      !isDigit(after), place == digits &+ 1 || bytes[digits] != 0x30,
      !isNegative || magnitude != 0  // -0 is a double of its own
    else { return nil }
    offset = place
    return isNegative ? -magnitude : magnitude
  }

  /// Reads what the fast path did not: 19 digits, or an error.
  private mutating func longInteger() throws(JSONError) -> Int64 {
    let token = try passNumber(expected: "an integer")
    guard token.isInteger else { throw error(at: token.range.lowerBound, expected: "an integer") }
    guard let value = token.integer else {
      throw error(at: token.range.lowerBound, expected: "an integer of 64 bits")
    }
    return value
  }

  /// Reads a seed: an integer in `0...2^53-1`, or a string of decimal digits up to `2^64-1`.
  public mutating func unsigned64() throws(JSONError) -> UInt64 {
    let isString = nextByte() == UInt8(ascii: "\"")
    let start = offset
    if isString {
      if let value = seed(decimal: try string()) { return value }
    } else if let value = seed(exactly: try integer()) {
      return value
    }
    throw error(at: start, expected: seedPhrase)
  }
}

let seedPhrase = "an integer in 0...2^53-1 or a string of decimal digits up to 2^64-1"

/// The value of an integer that every JSON reader keeps exact, or nil outside `0...2^53-1`.
func seed(exactly integer: Int64) -> UInt64? {
  (0..<(1 << 53)).contains(integer) ? UInt64(integer) : nil
}

/// The value of a string of decimal digits; nil for signs, other characters and overflow.
func seed(decimal text: String) -> UInt64? {
  text.utf8.allSatisfy(isDigit) ? UInt64(text) : nil
}

// MARK: Floating-point numbers

extension JSONScanner {
  /// Reads a number, correctly rounded; one beyond the range of `Double` is an error.
  public mutating func number() throws(JSONError) -> Double {
    try value(of: try passNumber())
  }

  /// The correctly rounded value of a token.
  ///
  /// A significand up to 2^53 and a power of ten up to 10^22 are exact doubles, so that one
  /// operation rounds once (Clinger, "How to read floating point numbers accurately", 1990).
  @inline(__always)
  func value(of token: JSONNumberToken) throws(JSONError) -> Double {
    guard token.isExact, token.significand <= 1 << 53, token.exponent.magnitude <= 22 else {
      return try slowValue(of: token)
    }
    var value = Double(token.significand)
    if token.exponent > 0 { value *= powersOfTen[token.exponent] }
    if token.exponent < 0 { value /= powersOfTen[-token.exponent] }
    return token.isNegative ? -value : value
  }

  private func slowValue(of token: JSONNumberToken) throws(JSONError) -> Double {
    let text = String(decoding: bytes[token.range], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw error(at: token.range.lowerBound, expected: rangePhrase)
    }
    return value
  }
}

let rangePhrase = "a number within the range of a double"

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

extension JSONNumberToken {
  /// The value when it was written as an integer and fits.
  var integer: Int64? {
    guard isInteger, isExact else { return nil }
    if isNegative, significand == Int64.min.magnitude { return Int64.min }
    guard let value = Int64(exactly: significand) else { return nil }
    return isNegative ? -value : value
  }
}

// MARK: Grammar

extension JSONScanner {
  /// Passes a number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
  @inline(__always)
  mutating func passNumber(
    expected: @autoclosure () -> String = "a number"
  ) throws(JSONError) -> JSONNumberToken {
    let isNegative = nextByte() == UInt8(ascii: "-")
    let start = offset
    var place = isNegative ? start + 1 : start
    var significand: UInt64 = 0
    let digits = place
    passDigits(&place, &significand)
    let integerDigits = place - digits
    guard integerDigits > 0 else { throw error(at: start, expected: expected()) }
    guard integerDigits == 1 || bytes[digits] != 0x30 else {
      throw error(at: start, expected: "a number without leading zeros")
    }
    var token = JSONNumberToken(
      range: start..<place, isNegative: isNegative, significand: significand,
      isExact: integerDigits <= 19, exponent: 0, isInteger: true)
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") || bytes[place] | 0x20 == 0x65 {
      try passFractionAndExponent(&token, integerDigits)
      place = token.range.upperBound
    }
    offset = place
    return token
  }

  private func passFractionAndExponent(
    _ token: inout JSONNumberToken, _ integerDigits: Int
  ) throws(JSONError) {
    var place = token.range.upperBound
    token.isInteger = false
    if bytes[place] == UInt8(ascii: ".") {
      place += 1
      let fraction = place
      passDigits(&place, &token.significand)
      guard place > fraction else { throw error(at: place, expected: "a digit after the point") }
      token.exponent = fraction - place
      token.isExact = integerDigits + place - fraction <= 19
    }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      place += 1
      token.exponent += try passExponent(&place)
    }
    token.range = token.range.lowerBound..<place
  }

  /// Passes sign and digits of an exponent; magnitudes stop growing beyond 10^8.
  private func passExponent(_ place: inout Int) throws(JSONError) -> Int {
    var isNegative = false
    if place < bytes.count, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
      isNegative = bytes[place] == UInt8(ascii: "-")
      place += 1
    }
    let digits = place
    var exponent = 0
    while place < bytes.count, isDigit(bytes[place]) {
      if exponent < 100_000_000 { exponent = exponent * 10 + Int(bytes[place] &- 0x30) }
      place += 1
    }
    guard place > digits else { throw error(at: place, expected: "a digit of the exponent") }
    return isNegative ? -exponent : exponent
  }

  @inline(__always)
  private func passDigits(_ place: inout Int, _ significand: inout UInt64) {
    while place < bytes.count, isDigit(bytes[place]) {
      significand = significand &* 10 &+ UInt64(bytes[place] &- 0x30)
      place += 1
    }
  }
}
