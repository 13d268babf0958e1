import Testing

@testable import JSONText

@Suite struct JSONScannerStringsTests {
  @Test(arguments: [
    (#""""#, ""), (#""abc""#, "abc"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u20AC\uD83D\uDE00!""#, "Aé€😀!"), (#""\u0000x""#, "\u{0}x"),
    (#""é€😀\n""#, "é€😀\n"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
  ]) func `escapes are resolved`(text: String, value: String) throws {
    #expect(try scan(text) { (scanner) throws(JSONError) in try scanner.string() } == value)
    #expect(try JSON.parse(text).string() == value)
  }

  @Test func `special bytes are found at every place of a run`() throws {
    for length in 0..<40 {
      let run = String(repeating: "x", count: length)
      for (tail, value) in [("\\n", "\n"), ("é", "é"), ("~ !#[]", "~ !#[]")] {
        let text = "\"\(run)\(tail)\(run)\""
        let got = try scan(text) { (scanner) throws(JSONError) in try scanner.string() }
        #expect(got == run + value + run)
      }
      #expect(scanError(Array("\"\(run)\u{1F}\(run)\"".utf8))?.position.offset == length + 1)
    }
  }

  @Test func `keys are compared with escapes resolved`() throws {
    try scan(#"{"seed":1,"se\u0065d":2,"see":3}"#) { (scanner) throws(JSONError) in
      var matches: [Bool] = []
      try scanner.beginObject()
      while let key = try scanner.nextKey() {
        matches.append(scanner.key(key, equals: "seed"))
        _ = try scanner.skipValue()
      }
      #expect(matches == [true, true, false])
    }
  }

  @Test func `a loop over values of every kind reads them all`() throws {
    try scan(#"[ {"a":[]} , [[]] , null, true ,"s" , 1 ]"#) { (scanner) throws(JSONError) in
      var kinds: [JSONKind] = []
      var ranges: [Range<Int>] = []
      try scanner.beginArray()
      while try scanner.nextElement() {
        kinds.append(try scanner.peek())
        ranges.append(try scanner.skipValue())
      }
      #expect(kinds == [.object, .array, .null, .boolean, .string, .number])
      #expect(ranges == [2..<10, 13..<17, 20..<24, 26..<30, 32..<35, 38..<39])
    }
  }

  @Test func `base64 is decoded with escapes and positions`() throws {
    var output: [UInt8] = [1]
    try scan(#""//8A""#) { (scanner) throws(JSONError) in try scanner.base64(into: &output) }
    try scan(#""\/\/8A""#) { (scanner) throws(JSONError) in try scanner.base64(into: &output) }
    #expect(output == [1, 255, 255, 0, 255, 255, 0])
    let error = #expect(throws: JSONError.self) {
      try scan(#" "AAA.""#) { (scanner) throws(JSONError) in try scanner.base64(into: &output) }
    }
    #expect(error?.position.offset == 5)
    #expect(output.count == 7)
  }

  @Test func `nulls are optional`() throws {
    try scan("[null,1]") { (scanner) throws(JSONError) in
      try scanner.beginArray()
      #expect(try scanner.nextElement())
      #expect(try scanner.nullIfPresent())
      #expect(try scanner.nextElement())
      #expect(try !scanner.nullIfPresent())
      #expect(try scanner.integer() == 1)
      #expect(try !scanner.nextElement())
    }
  }
}

@Suite struct UTF8ValidationTests {
  @Test func `agrees with the standard library on random bytes`() {
    var generator = SeededGenerator(state: 3)
    let pieces: [[UInt8]] = [
      Array("abcdefghi".utf8), Array("é".utf8), Array("€".utf8), Array("😀".utf8), [0x80],
      [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xAF], [0xE0, 0x9F, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xE2, 0x82],
    ]
    for _ in 0..<100_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        bytes += pieces[Int.random(in: 0..<(generator.next() & 1 == 0 ? 4 : 11), using: &generator)]
      }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      guard (validateUTF8(bytes) == nil) == isValid else {
        Issue.record("\(bytes)")
        return
      }
    }
  }

  @Test func `every scalar is valid and every cut is not`() {
    for scalar in stride(from: UInt32(0x80), to: 0x110000, by: 61).compactMap(Unicode.Scalar.init) {
      let bytes = Array("aaaaaaaa".utf8) + Array(String(scalar).utf8)
      #expect(validateUTF8(bytes) == nil)
      #expect(validateUTF8(Array(bytes.dropLast())) == 8)
    }
  }
}
