import Testing

@testable import JSONText

/// Runs `body` with a scanner over `text`.
func scan<Result>(
  _ text: String, _ body: (inout JSONScanner) throws(JSONError) -> Result
) throws(JSONError) -> Result {
  try Array(text.utf8).withUnsafeBufferPointer { (buffer) throws(JSONError) in
    var scanner = JSONScanner(buffer)
    let result = try body(&scanner)
    try scanner.expectEnd()
    return result
  }
}

@Suite struct JSONScannerNumbersTests {
  private func check(_ text: String) {
    let expected = Double(text)
    let got = try? scan(text) { (scanner) throws(JSONError) in try scanner.number() }
    if expected?.bitPattern != got?.bitPattern {
      Issue.record("\(text): \(String(describing: got)), not \(String(describing: expected))")
    }
  }

  @Test func `numbers are correctly rounded`() {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<100_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      check(value.description)
    }
  }

  @Test func `short decimals are correctly rounded`() {
    var generator = SeededGenerator(state: 8)
    for _ in 0..<100_000 {
      let digits = Int.random(
        in: 0..<(1 << Int.random(in: 1...62, using: &generator)), using: &generator)
      let exponent = Int.random(in: -30...30, using: &generator)
      check("\(digits)e\(exponent)")
      check("-0.\(digits)e\(exponent)")
      check("\(digits % 10_000).\(digits)")
    }
  }

  @Test(arguments: [
    "9007199254740993", "9007199254740992", "1e22", "1e23", "123456789012345678901234567890",
    "0.1", "2.2250738585072011e-308", "4.9e-324", "2e-324", "1.7976931348623157e308", "-0.0", "0e9",
    "0.000000000000000000000000000000000001", "99999999999999999999", "1e-99999999999", "0e999999",
    "18446744073709551616", "36893488147419103232", "1.00000000000000000000000000000001",
  ]) func `edges are correctly rounded`(text: String) { check(text) }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("999999999999999999", 999_999_999_999_999_999),
    ("1000000000000000000", 1_000_000_000_000_000_000), ("9223372036854775807", Int64.max),
    ("-9223372036854775808", Int64.min), (" 5 ", 5),
  ]) func `integers are exact`(text: String, value: Int64) throws {
    #expect(try scan(text) { (scanner) throws(JSONError) in try scanner.integer() } == value)
    #expect(try JSON.parse(text).integer() == Int(value))
  }

  @Test(arguments: [
    ("1.5", "an integer", "1.5"), ("1e3", "an integer", "1e3"), ("1.0", "an integer", "1.0"),
    ("\"1\"", "an integer", "\"1\""), ("-", "an integer", "-"),
    ("", "an integer", "the end of the text"),
    ("01", "a number without leading zeros", "01"),
    ("-007", "a number without leading zeros", "-007"),
    ("9223372036854775808", "an integer of 64 bits", "9223372036854775808"),
    ("-9223372036854775809", "an integer of 64 bits", "-9223372036854775809"),
    ("18446744073709551616", "an integer of 64 bits", "18446744073709551616"),
    ("100000000000000000000000", "an integer of 64 bits", "100000000000000000000000"),
    ("123456789012345678.5", "an integer", "123456789012345678.5"),
  ]) func `other numbers are not integers`(text: String, expected: String, got: String) {
    let error = #expect(throws: JSONError.self) {
      try scan(text) { (scanner) throws(JSONError) in try scanner.integer() }
    }
    #expect(error?.expected == expected)
    #expect(error?.got == got)
    #expect(error?.position == JSONPosition())
  }

  @Test(arguments: [
    ("0", 0), ("9007199254740991", 9_007_199_254_740_991), ("\"18446744073709551615\"", UInt64.max),
    ("\"0\"", 0),
  ]) func `seeds are integers or strings`(text: String, value: UInt64) throws {
    #expect(try scan(text) { (scanner) throws(JSONError) in try scanner.unsigned64() } == value)
    #expect(try JSON.parse(text).unsigned64() == value)
  }

  @Test(arguments: [
    "-1", "9007199254740992", "\"18446744073709551616\"", "\"\"", "\"+1\"", "\"-1\"", "\"1.0\"",
    "1.0",
    "null", "\" 1\"",
  ]) func `other seeds are errors`(text: String) {
    #expect(throws: JSONError.self) {
      try scan(text) { (scanner) throws(JSONError) in try scanner.unsigned64() }
    }
    #expect(throws: JSONError.self) { try JSON.parse(text).unsigned64() }
  }
}

@Suite struct JSONScannerColumnsTests {
  @Test func `a column reports its first fraction`() throws {
    var values: [Double] = [9]
    let column = try scan("[1, 2,\n3.5, 4e1]") { (scanner) throws(JSONError) in
      try scanner.numbers(into: &values)
    }
    #expect(values == [9, 1, 2, 3.5, 40])
    #expect(column == JSONNumberColumn(count: 4, firstFraction: 7))
  }

  @Test func `a column keeps the sign of zero and long integers`() throws {
    var values: [Double] = []
    let column = try scan("[-0,0,9007199254740993,-999999999999999,9999999999999999]") {
      (scanner) throws(JSONError) in try scanner.numbers(into: &values)
    }
    #expect(column == JSONNumberColumn(count: 5, firstFraction: nil))
    #expect(values == [0, 0, 9_007_199_254_740_992, -999_999_999_999_999, 1e16])
    #expect(values[0].sign == .minus && values[1].sign == .plus)
  }

  @Test func `a column of integers has no fraction`() throws {
    var values: [Double] = []
    let column = try scan(" [ -1 ,22 ] ") { (scanner) throws(JSONError) in
      try scanner.numbers(into: &values, limit: 2)
    }
    #expect(column == JSONNumberColumn(count: 2, firstFraction: nil))
    #expect(values == [-1, 22])
  }

  @Test func `the limit holds`() {
    var values: [Int64] = []
    let error = #expect(throws: JSONError.self) {
      try scan("[1,2,3]") { (scanner) throws(JSONError) in
        try scanner.integers(into: &values, limit: 2)
      }
    }
    #expect(error?.expected == "at most 2 elements")
    #expect(values == [1, 2])
  }

  @Test func `a column of 64-bit integers is exact`() throws {
    var values: [Int64] = []
    _ = try scan("[9223372036854775807,-5,[]]".replacing(",[]", with: "")) {
      (scanner) throws(JSONError) in try scanner.integers(into: &values)
    }
    #expect(values == [.max, -5])
  }
}
