import Testing

@testable import JSONText

/// What the scanner says of a text: nil, or the error.
func scanError(_ text: [UInt8], maximumDepth: Int = 32) -> JSONError? {
  text.withUnsafeBufferPointer { (buffer) -> JSONError? in
    var scanner = JSONScanner(buffer, maximumDepth: maximumDepth)
    do throws(JSONError) {
      _ = try scanner.skipValue()
      try scanner.expectEnd()
      return nil
    } catch {
      return error
    }
  }
}

/// What the tree parser says of a text: nil, or the error.
func parseError(_ text: [UInt8], maximumDepth: Int = 32) -> JSONError? {
  do throws(JSONError) {
    _ = try JSON.parse(text, maximumDepth: maximumDepth)
    return nil
  } catch {
    return error
  }
}

@Suite struct JSONTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-0", "0.0", "-1.5e+3", "1E5", "1e-5", "123456789012345678901",
    "\"\"", "\"a\"", "[]", "{}", " [ ] ", "\t{\r\n}\n", "[1,2,[3,{}]]", "{\"a\":{\"a\":[1]}}",
    "\"\\u0000\\uD83D\\uDE00\\n\\/\"", "\"\u{7F}\u{80}é😀\"", "{\"\":0}", "[0.1,-0.1e0,0e0,0E-1]",
    "\"12345678\"", "\"1234567\"", "\"123456789abcdefgh\"", "{\"a\":1,\"A\":2}", "[[],[],{}]",
    "1e-400", "[ 1 , 2 ]", "{ \"a\" : 1 , \"b\" : [ ] }",
  ]) func `accepts what RFC 8259 accepts`(text: String) {
    #expect(scanError(Array(text.utf8)) == nil)
    #expect(parseError(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "+1", "-", "01", "-01", "00",
    "1.", ".5", "1.e5", "1e", "1e+", "1ee5", "0x10", "1 2", "[1,]", "[,1]", "[1 2]", "[,]", "[",
    "]", "[1", "[1,", "[1}", "{", "}", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:2}",
    "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{'a':1}", "'a'", "\"", "\"a", "\"\\\"", "\"\\x\"",
    "\"\\", "\"\\u\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800\\n\"",
    "\"\\uD800\\uD800\"", "\"\\uD800\\u0041\"", "\"\\uD83D\\uDE0\"", "\"a\nb\"", "\"a\tb\"",
    "\"\u{0}\"", "\"1234567\u{1F}\"", "// c\n1", "/**/1", "1//", "\u{FEFF}1", "[1]x", "[1]]",
    "{}{}", "nulL", "tru", "falsy", "\u{C}1", "\u{A0}1", "[\"a\",\n4\n,1,", "[\"a\":1]", "é", "--1",
  ]) func `rejects what RFC 8259 rejects`(text: String) {
    #expect(scanError(Array(text.utf8)) != nil)
    #expect(parseError(Array(text.utf8)) != nil)
    #expect(scanError(Array(text.utf8)) == parseError(Array(text.utf8)))
  }

  @Test(arguments: [
    [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0xC3],
  ]) func `rejects strings that are not UTF-8`(bad: [UInt8]) {
    let text = [0x22, 0x61] + bad + [0x22]
    #expect(scanError(text)?.position.offset == 2)
    #expect(parseError(text)?.expected == "valid UTF-8")
  }

  @Test(arguments: [
    ("[1,\n 2,\n           abc]", "line 3, column 12: expected a value, got abc"),
    ("{\"a\":1,\"b\":2,\n\"a\":3}", "line 2, column 1: expected \(uniqueKeyPhrase), got \"a\""),
    ("{\"a\":1,\"\\u0061\":3}", "line 1, column 8: expected \(uniqueKeyPhrase), got \"\\u0061\""),
    ("[1e999]", "line 1, column 2: expected \(rangePhrase), got 1e999"),
    ("[-1e309,1]", "line 1, column 2: expected \(rangePhrase), got -1e309"),
    ("[1", "line 1, column 3: expected ',' or ']', got the end of the text"),
    (
      "\"a\u{1}",
      "line 1, column 3: expected an escape instead of a control character, got "
        + "the byte 0x01"
    ),
    ("{\"a\":tru}", "line 1, column 6: expected true or false, got tru"),
    ("[012]", "line 1, column 2: expected a number without leading zeros, got 012"),
  ]) func `errors name the place, the expected and the got`(text: String, message: String) {
    #expect(parseError(Array(text.utf8))?.description == message)
  }

  @Test(arguments: [33, 64, 10_000, 1_000_000], ["[", "{\"a\":", "[[{\"k\":["])
  func `too deep is an error`(depth: Int, opening: String) throws {
    let text = Array(String(repeating: opening, count: depth).utf8)
    for maximumDepth in [1, 32] {
      let error = try #require(scanError(text, maximumDepth: maximumDepth))
      #expect(error.expected == "at most \(maximumDepth) levels of nesting")
      #expect(parseError(text, maximumDepth: maximumDepth) == error)
    }
  }

  @Test(arguments: [1, 2, 31, 32, 63, 64])
  func `the maximum depth itself is read`(depth: Int) throws {
    let array = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let object =
      String(repeating: "{\"a\":", count: depth - 1) + "{}"
      + String(repeating: "}", count: depth - 1)
    for text in [array, object] {
      #expect(scanError(Array(text.utf8), maximumDepth: depth) == nil)
      #expect(parseError(Array(text.utf8), maximumDepth: depth) == nil)
      if depth > 1 {
        #expect(scanError(Array(text.utf8), maximumDepth: depth - 1) != nil)
        #expect(parseError(Array(text.utf8), maximumDepth: depth - 1) != nil)
      }
    }
  }

  @Test func `nodes know their places`() throws {
    let node = try JSON.parse("{\n  \"a\": [1,\n 2.5]}")
    #expect(node.position == JSONPosition(offset: 0, line: 1, column: 1))
    #expect(try node.object()[0].namePosition == JSONPosition(offset: 4, line: 2, column: 3))
    let elements = try node.member("a").array()
    #expect(elements[1].position == JSONPosition(offset: 14, line: 3, column: 2))
  }

  @Test func `keys are compared as bytes`() throws {
    let node = try JSON.parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(try node.object().count == 2)
  }

  @Test func `many keys take linear time`() throws {
    let members = (0..<100_000).map { "\"\($0)\":0" }.joined(separator: ",")
    #expect(try JSON.parse("{\(members)}").object().count == 100_000)
  }
}
