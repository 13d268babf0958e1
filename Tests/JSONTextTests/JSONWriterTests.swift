import Testing

@testable import JSONText

@Suite struct JSONWriterTests {
  private func text(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `commas come by themselves`() {
    let text = text { writer in
      writer.beginObject()
      writer.key("a")
      writer.beginArray()
      writer.integer(1)
      writer.integer(-20)
      writer.beginArray()
      writer.endArray()
      writer.null()
      writer.endArray()
      writer.key("b")
      writer.boolean(true)
      writer.key(escaping: "c\"")
      writer.beginObject()
      writer.endObject()
      writer.endObject()
      writer.endLine()
      writer.raw("{}")
      writer.raw([0x31])
    }
    #expect(text == "{\"a\":[1,-20,[],null],\"b\":true,\"c\\\"\":{}}\n{},1")
  }

  @Test(arguments: [0, 9, 10, 99, -1, -10, 12345, Int.max, Int.min])
  func `integers are written in full`(value: Int) {
    #expect(text { $0.integer(value) } == "\(value)")
  }

  @Test func `doubles look like their descriptions`() {
    var generator = SeededGenerator(state: 5)
    for _ in 0..<20_000 {
      let raw = Double(bitPattern: generator.next())
      for value in [
        raw, (raw * 1e-300).rounded(), Double(Int32(truncatingIfNeeded: generator.next())),
      ]
      where value.isFinite {
        guard text({ $0.number(value) }) == value.description else {
          Issue.record("\(value)")
          return
        }
      }
    }
    for value in [0.0, -0.0, 1e15, 999_999_999_999_999, 1e16, .leastNonzeroMagnitude, 0.1, -3] {
      #expect(text { $0.number(value) } == value.description)
    }
  }

  @Test func `floats look like their descriptions`() {
    var generator = SeededGenerator(state: 6)
    for _ in 0..<20_000 {
      let raw = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      for value in [raw, (raw * 1e-30).rounded()] where value.isFinite {
        guard text({ $0.number(value) }) == value.description else {
          Issue.record("\(value)")
          return
        }
      }
    }
  }

  @Test func `what is not finite becomes null`() {
    let text = text { writer in
      writer.number(Double.nan)
      writer.number(-Double.infinity)
      writer.number(Float.infinity)
    }
    #expect(text == "null,null,null")
  }

  @Test func `every ASCII character and its escape read back`() throws {
    let value = String(decoding: (0..<128).map { UInt8($0) }, as: UTF8.self) + "é€😀"
    let written = text { $0.string(value) }
    #expect(try JSON.parse(written).string() == value)
    #expect(text { $0.string("\u{1}\u{1F}\"\\\n") } == #""\u0001\u001f\"\\\n""#)
    #expect(text { $0.string("abcdef".dropFirst(2)) } == "\"cdef\"")
  }

  @Test func `seeds read back`() throws {
    let seeds: [UInt64] = [0, 1, 1 << 53 - 1, 1 << 53, .max]
    for seed in seeds {
      #expect(try JSON.parse(text { $0.unsigned64(seed) }).unsigned64() == seed)
    }
  }

  @Test func `the buffer starts over`() {
    var writer = JSONWriter(capacity: 10)
    writer.integer(1)
    writer.removeAll()
    [UInt8](repeating: 0xFF, count: 4).withUnsafeBytes { writer.base64($0) }
    #expect(writer.bytes.count == 10)
  }
}

@Suite struct JSONNodeAccessTests {
  @Test func `accessors return their kind`() throws {
    let node = try JSON.parse(#"{"a":[true],"n":1.5,"i":3,"s":"x","z":null}"#)
    #expect(try node.member("a").array()[0].boolean())
    #expect(try node.member("n").number() == 1.5)
    #expect(try node.member("i").integer(in: 0...3) == 3)
    #expect(try node["s"]?.string() == "x")
    #expect(node["z"]?.isNull == true)
    #expect(node["missing"] == nil)
    #expect(node["s"]?["deeper"] == nil)
  }

  @Test func `errors point at the value`() throws {
    let node = try JSON.parse("{\"a\":\n  1.5, \"b\":[]}")
    let errors: [(String, () throws -> Void)] = [
      ("line 2, column 3: expected an integer, got 1.5", { _ = try node.member("a").integer() }),
      ("line 2, column 3: expected a string, got 1.5", { _ = try node.member("a").string() }),
      (
        "line 2, column 12: expected an object, got an array of 0",
        { _ = try node.member("b").object() }
      ),
      (
        "line 1, column 1: expected a member \"c\", got an object with \"a\", \"b\"",
        { _ = try node.member("c") }
      ),
      (
        "line 2, column 8: expected one of the members \"a\", got \"b\"",
        { try node.allowOnly(["a"]) }
      ),
    ]
    for (message, body) in errors {
      let error = #expect(throws: JSONError.self) { try body() }
      #expect(error?.description == message)
    }
    let outside = #expect(throws: JSONError.self) { try JSON.parse("4").integer(in: 0...3) }
    #expect(outside?.expected == "an integer in 0...3")
  }
}
