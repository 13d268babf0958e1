import Testing

@testable import JSONText

@Suite struct Base64Tests {
  static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The definition, bit by bit.
  static func reference(_ data: [UInt8]) -> [UInt8] {
    var bits = data.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
    while bits.count % 6 != 0 { bits.append(0) }
    var text = stride(from: 0, to: bits.count, by: 6).map { start in
      alphabet[Int(bits[start..<(start + 6)].reduce(0) { $0 << 1 | $1 })]
    }
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return text
  }

  static func encode(_ data: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    data.withUnsafeBytes { Base64.encode($0, into: &output) }
    return output
  }

  static func decode(_ text: [UInt8]) throws -> [UInt8] {
    var output: [UInt8] = []
    try text.withUnsafeBytes { try Base64.decode($0, into: &output) }
    return output
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]) func `the vectors of RFC 4648`(data: String, text: String) throws {
    #expect(Self.encode(Array(data.utf8)) == Array(text.utf8))
    #expect(try Self.decode(Array(text.utf8)) == Array(data.utf8))
  }

  @Test func `every length matches the definition and reads back`() throws {
    var generator = SeededGenerator(state: 11)
    for length in 0..<300 {
      let data = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let text = Self.encode(data)
      #expect(text == Self.reference(data))
      #expect(text.count == Base64.encodedLength(of: length))
      #expect(try Self.decode(text) == data)
    }
  }

  @Test func `each byte that is not a digit is found at every place`() {
    let text = Self.encode([UInt8](repeating: 0xA7, count: 33))
    for place in 0..<text.count - 2 {
      for byte in UInt8.min...UInt8.max where !Self.alphabet.contains(byte) {
        var bad = text
        bad[place] = byte
        let error = #expect(throws: Base64Error.self) { try Self.decode(bad) }
        guard error?.offset == place else {
          Issue.record("byte \(byte) at \(place): \(String(describing: error))")
          return
        }
      }
    }
  }

  @Test(arguments: [
    ("A", 1), ("AB", 2), ("ABC", 3), ("ABCDE", 5), ("====", 0), ("A===", 1), ("AB=C", 2),
    ("AA==AAAA", 2), ("AB==", 1), ("AAB=", 2), ("AAA=AAAA", 3), ("AAA\n", 3),
    ("AAAAAAAAAAAAA===", 13),
  ]) func `malformed texts are errors`(text: String, offset: Int) {
    let error = #expect(throws: Base64Error.self) { try Self.decode(Array(text.utf8)) }
    #expect(error?.offset == offset)
  }

  @Test func `an error leaves the output alone`() {
    var output: [UInt8] = [1, 2]
    #expect(throws: Base64Error.self) {
      try Array("AAAAAAAAAAA*".utf8).withUnsafeBytes { try Base64.decode($0, into: &output) }
    }
    #expect(output == [1, 2])
  }
}
