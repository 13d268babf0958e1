/// Edits of a byte string, written as bytes.
enum Damage {
  /// Values that fill four or eight bytes and are likely to be trouble.
  private static let troubles: [UInt64] = [
    0, 1, .max, UInt64(Int64.max), UInt64(bitPattern: .min), Double.nan.bitPattern,
    Double.infinity.bitPattern, Double.greatestFiniteMagnitude.bitPattern,
    (-Double.greatestFiniteMagnitude).bitPattern, Double.leastNonzeroMagnitude.bitPattern,
    (1e9).bitPattern, (-1.0).bitPattern, UInt64(Float.nan.bitPattern),
    UInt64(Float.infinity.bitPattern), UInt64(Float.greatestFiniteMagnitude.bitPattern),
    UInt64((-Float.greatestFiniteMagnitude).bitPattern), UInt64(Float(1e9).bitPattern),
    UInt64(Float(-1).bitPattern),
  ]

  /// `state` after the edits: four bytes each, a place (little-endian), what to do there, a value.
  static func apply(_ edits: ArraySlice<UInt8>, to state: [UInt8]) -> [UInt8] {
    var state = state
    var rest = edits
    while rest.count >= 4, !state.isEmpty {
      let edit = Array(rest.prefix(4))
      rest = rest.dropFirst(4)
      let place = (Int(edit[0]) | Int(edit[1]) << 8) % state.count
      switch edit[2] % 8 {
      case 0: state[place] = edit[3]
      case 1: state[place] ^= 1 << (edit[3] % 8)
      case 2: overwrite(&state, at: place, with: troubles[Int(edit[3]) % troubles.count], count: 8)
      case 3: overwrite(&state, at: place, with: troubles[Int(edit[3]) % troubles.count], count: 4)
      case 4:
        // The bytes that follow in the input.
        let count = min(Int(edit[3]), rest.count, state.count - place)
        state.replaceSubrange(place..<(place + count), with: rest.prefix(count))
        rest = rest.dropFirst(count)
      case 5: state.removeSubrange(place..<min(place + Int(edit[3]), state.count))
      case 6: state.insert(contentsOf: repeatElement(0, count: Int(edit[3])), at: place)
      default: state.removeSubrange(place...)
      }
    }
    return state
  }

  private static func overwrite(
    _ state: inout [UInt8], at place: Int, with value: UInt64, count: Int
  ) {
    for offset in 0..<min(count, state.count - place) {
      state[place + offset] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(offset)))
    }
  }
}
