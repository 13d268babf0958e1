import Testing

@testable import StrokeProgram

@Suite struct DecimalTextTests {
  @Test(
    arguments: [
      (0, 4, "0"), (-0.0, 4, "0"), (1, 0, "1"), (1.5, 4, "1.5"), (-0.00004, 4, "0"),
      (-0.00005, 4, "-0.0001"), (0.1 + 0.2, 6, "0.3"), (1234.56789, 2, "1234.57"),
      (9.9996, 3, "10"),
      (-10.25, 1, "-10.3"), (100, 6, "100"), (1.01, 2, "1.01"), (1e300, 6, "1000000000000"),
      (-.infinity, 0, "-1000000000000"), (.nan, 3, "0"),
    ] as [(Double, Int, String)])
  func `numbers as text`(value: Double, places: Int, text: String) {
    #expect(decimalText(value, places: places) == text)
  }

  @Test func `the text is the nearest decimal`() {
    var random = TestRandom(state: 41)
    for _ in 0..<20_000 {
      let places = Int.random(in: 0...6, using: &random)
      let value = Double.random(in: -1e5...1e5, using: &random)
      let text = decimalText(value, places: places)
      let half = (0..<places).reduce(0.5) { half, _ in half / 10 }
      #expect(Double(text).map { abs($0 - value) <= half * 1.000001 + 1e-10 } == true)
      #expect(text.split(separator: ".").dropFirst().first?.count ?? 0 <= places)
    }
  }
}

@Suite struct ByteScannerTests {
  @Test(
    arguments: [
      ("1", 1, ""), ("-1.5e3x", -1500, "x"), ("+.5.5", 0.5, ".5"), ("3.", 3, ""), ("1em", 1, "em"),
      ("1e+", 1, "e+"), ("1E2", 100, ""), ("00012", 12, ""), ("-.0", 0, ""),
      ("123456789012345678901234567890", 1.2345678901234568e29, ""),
    ] as [(String, Double, String)])
  func `numbers are passed as far as they go`(text: String, value: Double, rest: String) {
    var scanner = ByteScanner(text)
    #expect(scanner.number() == value)
    #expect(String(decoding: scanner.bytes[scanner.place...], as: UTF8.self) == rest)
  }

  @Test(arguments: ["", "-", ".", "e5", "+-1", "1e999", "nan", "inf"])
  func `what is no number leaves the place`(text: String) {
    var scanner = ByteScanner(text)
    let value = scanner.number()
    #expect(value == nil && scanner.place == 0)
  }
}
