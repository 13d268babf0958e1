import Testing

@testable import JSONText

/// SplitMix64, so that a failing case can be repeated from its printed seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

@Suite struct MutationTests {
  static let samples: [[UInt8]] = [
    #"{"jsonrpc":"2.0","id":3,"method":"step","params":{"action":{"control":[12,700]}}}"#,
    #"[1.5e-3,-0,0.25,1e22,123456789012345678,true,false,null,"\u00e9\uD83D\uDE00\n"]"#,
    #"{"a":{"b":[[],[{}],{"c":""}]},"é😀":"ключ","n":[1,2,3]}"#,
    #" { "x" : [ 1 , { "y" : "z\\\"" } ] } "#,
  ].map { Array($0.utf8) }

  static let tokens: [[UInt8]] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\uD800", "\\uDC00", "0", "-", ".", "e", "E9",
    "null", "true", "1e999", " ", "\n", "\u{0}", "é", "😀", "[[[[[[[[", "\"a\":",
  ].map { Array($0.utf8) }

  static func mutate(_ text: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0...text.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0 where place < text.count: text.remove(at: place)
      case 1 where place < text.count: text[place] = UInt8.random(in: 0...255, using: &generator)
      case 2 where place < text.count:
        text[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 3: text.insert(contentsOf: tokens.randomElement(using: &generator) ?? [], at: place)
      case 4: text.removeSubrange(place...)
      default:
        let end = Int.random(in: place...text.count, using: &generator)
        text.insert(
          contentsOf: Array(text[place..<end]), at: Int.random(in: 0...place, using: &generator))
      }
    }
    return text
  }

  @Test func `scanner and parser agree on a hundred thousand mutations`() throws {
    var accepted = 0
    for seed in 0..<UInt64(100_000) {
      var generator = SeededGenerator(state: seed)
      let sample = Self.samples.randomElement(using: &generator) ?? []
      let text = Self.mutate(sample, &generator)
      let scan = scanError(text)
      let parse = parseError(text)
      if scan == nil { accepted += 1 }
      // only the tree looks at the set of keys and at magnitudes, and only it can stop there
      if let parse, [uniqueKeyPhrase, rangePhrase].contains(parse.expected) { continue }
      guard scan == parse else {
        Issue.record(
          "seed \(seed): scanner \(String(describing: scan)), parser \(String(describing: parse))")
        return
      }
      if scan == nil {
        #expect(validateUTF8(text) == nil, "seed \(seed)")
        try checkRoundTrip(text, seed)
      }
    }
    print("mutations: seeds 0..<100000, \(accepted) accepted")
    #expect(accepted > 1000 && accepted < 90_000)
  }

  private func checkRoundTrip(_ text: [UInt8], _ seed: UInt64) throws {
    let tree = try JSON.parse(text)
    var writer = JSONWriter()
    writer.node(tree)
    let again = try JSON.parse(writer.bytes)
    guard again == tree else { Issue.record("seed \(seed): \(writer.bytes)"); return }
  }
}
