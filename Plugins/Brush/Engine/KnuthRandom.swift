import CSIMD

/// Knuth's lagged-Fibonacci generator of doubles, `x[n] = (x[n-10] + x[n-7]) mod 1`, in the small
/// size that libmypaint 1.3.0 uses.
///
/// Of every 19 terms of the recurrence the first ten are handed out and nine are discarded.
/// Source: D. E. Knuth, *The Art of Computer Programming* 2, section 3.6 (2002 errata).
struct KnuthRandom: Sendable {
  static let longLag = 10
  static let shortLag = 7
  private static let separation = 7

  /// The ten terms being handed out, each in `0..<1`.
  private var terms: InlineArray<10, Double>
  /// How many of `terms` are used up, `0...10`.
  private var used: Int

  /// A generator started as the library starts it; only the low 30 bits of `seed` count.
  init(seed: Int = 1000) {
    terms = Self.start(seed: seed & 0x3fff_ffff)
    used = 0
    // the library discards ten arrays of 19 before the first draw
    for _ in 0..<10 { advance() }
  }

  /// A uniform number in `0..<1`.
  @inline(always)
  mutating func next() -> Double {
    if used == Self.longLag { advance() }
    let value = terms[unchecked: used]
    used &+= 1
    return value
  }

  /// The sum of four uniform numbers scaled to mean 0 and variance 1, within ±3.47.
  @inline(always)
  mutating func nextGaussian() -> Float {
    var sum: Double
    if used &+ 4 <= Self.longLag {
      sum = terms[unchecked: used]
      sum += terms[unchecked: used &+ 1]
      sum += terms[unchecked: used &+ 2]
      sum += terms[unchecked: used &+ 3]
      used &+= 4
    } else {
      sum = next()
      sum += next()
      sum += next()
      sum += next()
    }
    return Float(sum * 1.73205080757 - 3.46410161514)
  }

  /// Replaces the ten terms by those a batch further along the recurrence.
  private mutating func advance() {
    withUnsafeMutableBytes(of: &terms) { bytes in
      if let terms = bytes.assumingMemoryBound(to: Double.self).baseAddress {
        spiral_advance_lagged(terms)
      }
    }
    used = 0
  }

  @inline(always)
  private static func sumModuloOne(_ first: Double, _ second: Double) -> Double {
    let sum = first + second
    return sum >= 1 ? sum - 1 : sum
  }
}

// MARK: Seeding

extension KnuthRandom {
  /// The first ten terms for a seed below 2^30 (the routine `ranf_start` of the source).
  private static func start(seed: Int) -> InlineArray<10, Double> {
    let unit = 1.0 / 4_503_599_627_370_496  // 2^-52
    var buffer = bootstrap(seed: seed, unit: unit)
    var bits = seed
    var remaining = separation - 1
    while remaining > 0 {
      square(&buffer)
      if bits & 1 == 1 { multiplyByZ(&buffer) }
      if bits != 0 { bits >>= 1 } else { remaining -= 1 }
    }
    var terms = InlineArray<10, Double>(repeating: 0)
    for index in 0..<shortLag { terms[index + longLag - shortLag] = buffer[index] }
    for index in shortLag..<longLag { terms[index - shortLag] = buffer[index] }
    return terms
  }

  private static func bootstrap(seed: Int, unit: Double) -> InlineArray<19, Double> {
    var buffer = InlineArray<19, Double>(repeating: 0)
    var shifted = 2 * unit * Double(seed + 2)
    for index in 0..<longLag {
      buffer[index] = shifted
      shifted += shifted
      if shifted >= 1 { shifted -= 1 - 2 * unit }  // cyclic shift of 51 bits
    }
    buffer[1] += unit
    return buffer
  }

  /// Squares the polynomial in the buffer, modulo `z^10 + z^7 + 1`.
  private static func square(_ buffer: inout InlineArray<19, Double>) {
    for index in stride(from: longLag - 1, to: 0, by: -1) {
      buffer[2 * index] = buffer[index]
      buffer[2 * index - 1] = 0
    }
    for index in stride(from: 2 * longLag - 2, through: longLag, by: -1) {
      let near = index - (longLag - shortLag)
      buffer[near] = sumModuloOne(buffer[near], buffer[index])
      buffer[index - longLag] = sumModuloOne(buffer[index - longLag], buffer[index])
    }
  }

  private static func multiplyByZ(_ buffer: inout InlineArray<19, Double>) {
    for index in stride(from: longLag, to: 0, by: -1) { buffer[index] = buffer[index - 1] }
    buffer[0] = buffer[longLag]
    buffer[shortLag] = sumModuloOne(buffer[shortLag], buffer[longLag])
  }
}

// MARK: Saving

extension KnuthRandom {
  func save(into bytes: inout [UInt8]) {
    for index in 0..<10 { StateBytes.append(terms[index].bitPattern, to: &bytes) }
    StateBytes.append(UInt64(used), to: &bytes)
  }

  mutating func load(from bytes: inout ArraySlice<UInt8>) throws(BrushStateError) {
    var loaded = self
    for index in 0..<10 {
      let term = Double(bitPattern: try StateBytes.read(from: &bytes, field: "random term"))
      guard (0..<1).contains(term) else {
        throw BrushStateError(field: "random term", expected: "0..<1", got: "\(term)")
      }
      loaded.terms[index] = term
    }
    let used: UInt64 = try StateBytes.read(from: &bytes, field: "random position")
    guard used <= 10 else {
      throw BrushStateError(field: "random position", expected: "0...10", got: "\(used)")
    }
    loaded.used = Int(used)
    self = loaded
  }
}
