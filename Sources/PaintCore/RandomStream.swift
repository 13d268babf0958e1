/// A counter-based stream of random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
///
/// The numbers depend only on `key`, `stream` and how many were drawn, so that any episode of any
/// lane can be reproduced without the ones before it.
public struct RandomStream: RandomNumberGenerator, Sendable, Equatable {
  /// What distinguishes one experiment's numbers from another's; a lane's seed.
  public let key: UInt64
  /// What distinguishes the streams of one key; a lane's episode number.
  public let stream: UInt64
  /// How many 64-bit numbers were drawn so far.
  public private(set) var position: UInt64

  /// Makes the stream, or puts it back to where `position` numbers had been drawn.
  public init(key: UInt64, stream: UInt64, position: UInt64 = 0) {
    self.key = key
    self.stream = stream
    self.position = position
  }

  /// Returns the next 64 random bits. Each block of the cipher serves two calls.
  public mutating func next() -> UInt64 {
    let block = philox4x32(
      counter: SIMD4(low(position >> 1), high(position >> 1), low(stream), high(stream)),
      key: SIMD2(low(key), high(key)))
    let half = position & 1 == 0 ? (block.x, block.y) : (block.z, block.w)
    position &+= 1
    return UInt64(half.0) | UInt64(half.1) << 32
  }

  /// Returns a uniform number in `0..<1` with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Returns a uniform integer in `0..<count` (Lemire's multiplication; the bias is below
  /// `count / 2^64`).
  ///
  /// - Precondition: `count` is positive.
  public mutating func integer(below count: Int) -> Int {
    precondition(count > 0, "no integer is below \(count)")
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}

/// Returns the Philox4x32 block of `counter` under `key` after ten rounds.
func philox4x32(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
  var block = counter
  var roundKey = key
  for _ in 0..<10 {
    let first = block.x.multipliedFullWidth(by: 0xD251_1F53)
    let second = block.z.multipliedFullWidth(by: 0xCD9E_8D57)
    block = SIMD4(
      second.high ^ block.y ^ roundKey.x, second.low,
      first.high ^ block.w ^ roundKey.y, first.low)
    roundKey = roundKey &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
  }
  return block
}

private func low(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word) }
private func high(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word >> 32) }
