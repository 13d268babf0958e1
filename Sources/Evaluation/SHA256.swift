/// The hash function SHA-256 (FIPS 180-4, section 6.2), for naming data files.
enum SHA256 {
  /// Returns the hash of `message` as 64 lower-case hexadecimal digits.
  static func hexadecimal(of message: [UInt8]) -> String {
    hash(message).map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func hash(_ message: [UInt8]) -> [UInt32] {
    let wholeBlocks = message.count / 64 * 64
    var state = roots(of: primes.prefix(8), cubic: false)
    let constants = roots(of: primes[...], cubic: true)
    message.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: wholeBlocks, by: 64) {
        absorb(UnsafeBufferPointer(rebasing: bytes[start..<start + 64]), constants, into: &state)
      }
    }
    // the rest, a one bit, zeros, and the length in bits
    var tail = message[wholeBlocks...] + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bitCount = UInt64(message.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    Array(tail).withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: bytes.count, by: 64) {
        absorb(UnsafeBufferPointer(rebasing: bytes[start..<start + 64]), constants, into: &state)
      }
    }
    return state
  }

  private static func absorb(
    _ block: UnsafeBufferPointer<UInt8>, _ constants: [UInt32], into state: inout [UInt32]
  ) {
    var schedule = [UInt32](repeating: 0, count: 64)
    for index in 0..<16 {
      schedule[index] = (0..<4).reduce(0) { $0 << 8 | UInt32(block[4 * index + $1]) }
    }
    for index in 16..<64 {
      let (early, late) = (schedule[index - 15], schedule[index - 2])
      let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
      let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
      schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      let choice = e & f ^ ~e & g
      let mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let first = h &+ mixed &+ choice &+ constants[round] &+ schedule[round]
      let majority = a & b ^ a & c ^ b & c
      let second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// Returns the first 32 bits of the fractional parts of the square or cube roots, found by
  /// bisection in whole numbers: floor(root * 2^32) modulo 2^32.
  private static func roots(of numbers: ArraySlice<UInt64>, cubic: Bool) -> [UInt32] {
    numbers.map { number in
      var (low, high): (UInt64, UInt64) = (0, 1 << 37)
      while high - low > 1 {
        let middle = (low + high) / 2
        if isAtMost(middle, rootOf: number, cubic: cubic) { low = middle } else { high = middle }
      }
      return UInt32(truncatingIfNeeded: low)
    }
  }

  /// Whether (x / 2^32)^2 or (x / 2^32)^3 is at most `number`.
  private static func isAtMost(_ x: UInt64, rootOf number: UInt64, cubic: Bool) -> Bool {
    let wide = UInt128(x)
    return cubic
      ? wide * wide * wide <= UInt128(number) << 96 : wide * wide <= UInt128(number) << 64
  }

  /// The first 64 prime numbers.
  private static let primes = (2...311).filter { number in
    !(2..<number).contains { number % $0 == 0 }
  }.map(UInt64.init)
}
