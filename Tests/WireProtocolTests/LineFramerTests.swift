import Testing

@testable import WireProtocol

@Suite struct LineFramerTests {
  /// A framed line with its bytes copied out, so that it can be compared and kept.
  enum Copy: Equatable {
    case line(String)
    case tooLong(Int)
  }

  /// Lines as `input` fed in pieces of `chunk` bytes gives them, draining after every piece.
  func lines(
    _ input: [UInt8], chunk: Int, limit: Int = 1000, finish: Bool = true
  ) -> [Copy] {
    var framer = LineFramer(maximumLineBytes: limit)
    var copies: [Copy] = []
    for first in stride(from: 0, to: input.count, by: chunk) {
      let piece = Array(input[first..<min(first + chunk, input.count)])
      piece.withUnsafeBytes { framer.append($0) }
      drain(&framer, into: &copies)
    }
    if finish { framer.finish() }
    drain(&framer, into: &copies)
    return copies
  }

  func drain(_ framer: inout LineFramer, into copies: inout [Copy]) {
    while let framed = framer.next() {
      switch framed {
      case .line(let bytes): copies.append(.line(String(decoding: bytes, as: UTF8.self)))
      case .tooLong(let skipped): copies.append(.tooLong(skipped))
      }
    }
  }

  /// The plain reference: split the whole text at once.
  func reference(_ input: [UInt8], limit: Int) -> [Copy] {
    let pieces = input.split(separator: 0x0A, omittingEmptySubsequences: false)
    return pieces.enumerated().compactMap { index, piece in
      if index == pieces.count - 1, piece.isEmpty { return nil }
      var line = Array(piece)
      if line.last == 0x0D { line.removeLast() }
      if index == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
      if line.count > limit { return .tooLong(piece.count) }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
      return .line(String(decoding: line, as: UTF8.self))
    }
  }

  @Test func `bytes behind a line can be taken, and lines go on after them`() {
    var framer = LineFramer(maximumLineBytes: 100)
    Array("one\nab\ncdtwo\n".utf8).withUnsafeBytes { framer.append($0) }
    var copies: [Copy] = []
    var taken = [UInt8](repeating: 0, count: 5)
    if let framed = framer.next(), case .line(let bytes) = framed {
      copies.append(.line(String(decoding: bytes, as: UTF8.self)))
    }
    let count = taken.withUnsafeMutableBytes { framer.take(into: $0) }
    drain(&framer, into: &copies)
    #expect(copies == [.line("one"), .line("two")])
    #expect(count == 5 && taken == Array("ab\ncd".utf8))
    #expect(taken.withUnsafeMutableBytes { framer.take(into: $0) } == 0)
  }

  @Test func `LF, CR LF, blank lines, a byte order mark and a last line without LF`() {
    let input = Array("\u{FEFF}{\"a\":1}\n\r\n  \t\n{\"b\":2}\r\n\n\u{FEFF}c\nlast".utf8)
    let expected: [Copy] = [
      .line("{\"a\":1}"), .line("{\"b\":2}"), .line("\u{FEFF}c"), .line("last"),
    ]
    #expect(lines(input, chunk: input.count) == expected)
    #expect(lines(input, chunk: input.count, finish: false) == Array(expected.dropLast()))
  }

  @Test func `every chunk size gives the same lines`() {
    let limit = 12
    let text =
      "\u{FEFF}one\n\ntwo\r\n" + String(repeating: "x", count: 12) + "\r\n"
      + String(repeating: "y", count: 13) + "\n" + String(repeating: "z", count: 90) + "\r\nthree\n"
    let input = Array(text.utf8)
    let expected = reference(input, limit: limit)
    #expect(expected.count == 6)
    for chunk in 1...input.count {
      #expect(lines(input, chunk: chunk, limit: limit) == expected, "chunk \(chunk)")
    }
  }

  @Test func `random bytes and random chunks match the reference`() {
    let alphabet: [UInt8] = [0x0A, 0x0A, 0x0D, 0x20, 0x61, 0x62, 0x63, 0xEF, 0xBB, 0xBF]
    for seed in 0..<1000 as Range<UInt64> {
      var random = TestGenerator(state: seed)
      let count = Int.random(in: 0...200, using: &random)
      let input = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let limit = Int.random(in: 1...12, using: &random)
      let expected = reference(input, limit: limit)
      for chunk in [1, 2, 3, 7, 64, 200] {
        #expect(lines(input, chunk: chunk, limit: limit) == expected, "seed \(seed), \(chunk)")
      }
    }
  }

  @Test func `a line over the limit at the end of input is reported once`() {
    #expect(lines(Array("abcdefgh".utf8), chunk: 3, limit: 2) == [.tooLong(8)])
    #expect(lines(Array("abcdefgh".utf8), chunk: 3, limit: 2, finish: false) == [])
    #expect(lines(Array("ab\nabc\nabc\nab".utf8), chunk: 1, limit: 2).count == 4)
  }

  @Test func `a line of 100 MB is skipped without being held`() {
    var framer = LineFramer(maximumLineBytes: 1 << 16)
    var copies: [Copy] = []
    let piece = [UInt8](repeating: 0x61, count: 1 << 16)
    for _ in 0..<1600 {
      piece.withUnsafeBytes { framer.append($0) }
      drain(&framer, into: &copies)
      #expect(framer.capacity <= 1 << 19)
      #expect(framer.bufferedBytes <= 1 << 17)
    }
    Array("\n{}\n".utf8).withUnsafeBytes { framer.append($0) }
    drain(&framer, into: &copies)
    #expect(copies == [.tooLong(1600 << 16), .line("{}")])
  }

  @Test func `small lines reuse one small buffer`() {
    var framer = LineFramer(maximumLineBytes: 1 << 26)
    var copies: [Copy] = []
    let before = framer.capacity
    for _ in 0..<10_000 {
      Array("{\"half".utf8).withUnsafeBytes { framer.append($0) }
      Array("\":1}\n{\"".utf8).withUnsafeBytes { framer.append($0) }
      copies.removeAll(keepingCapacity: true)
      drain(&framer, into: &copies)
    }
    #expect(framer.capacity == before)
  }

  @Test func `a long line in small pieces takes linear time`() {
    // 64 MB in pieces of 4 KiB: rescanning from the start would read half a terabyte.
    var framer = LineFramer(maximumLineBytes: 1 << 26)
    var copies: [Copy] = []
    let piece = [UInt8](repeating: 0x61, count: 4096)
    let clock = ContinuousClock()
    let duration = clock.measure {
      for _ in 0..<(1 << 14) {
        piece.withUnsafeBytes { framer.append($0) }
        drain(&framer, into: &copies)
      }
      framer.finish()
      if case .line(let line) = framer.next() { #expect(line.count == 1 << 26) }
    }
    #expect(framer.capacity <= 1 << 28)
    #expect(duration < .seconds(5))
  }
}

/// SplitMix64, so that a failing seed can be run again.
private struct TestGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
