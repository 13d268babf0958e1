/// Pseudo-random actions, the same on every run (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// An integer in `0..<count`.
  mutating func integer(below count: Int) -> Int { Int(next() >> 1) % max(1, count) }

  /// An action within its space.
  mutating func action(of space: [Leaf]) -> Action { space.map { value(of: $0.space) } }

  /// The JSON text of a value within a space.
  mutating func value(of space: LeafSpace) -> String {
    switch space {
    case .discrete(let count, let start): return "\(start + integer(below: count))"
    case .multiDiscrete(let counts):
      return "[" + counts.map { "\(integer(below: $0))" }.joined(separator: ",") + "]"
    case .multiBinary(let count):
      return "[" + (0..<count).map { _ in "\(integer(below: 2))" }.joined(separator: ",") + "]"
    case .box(let type, let shape, let low, let high):
      let isWhole = type.contains("int")
      let (low, high) = (low ?? -1, high ?? 1)
      return folded(shape[...]) { dice in
        let fraction = Double(dice.next() >> 11) * 0x1p-53
        let number = low + fraction * (high - low)
        return isWhole ? "\(Int(exactly: number.rounded(.down)) ?? 0)" : "\(number)"
      }
    }
  }

  private mutating func folded(_ shape: ArraySlice<Int>, _ one: (inout Dice) -> String) -> String {
    guard let side = shape.first else { return one(&self) }
    var elements: [String] = []
    for _ in 0..<side { elements.append(folded(shape.dropFirst(), one)) }
    return "[" + elements.joined(separator: ",") + "]"
  }
}
