/// A number with at most `places` decimals, never with an exponent, as vector files want it.
///
/// What is not finite or beyond `10^12` comes back as the nearest number that is within, and what
/// is no number as 0.
///
/// - Precondition: `places` is in `0...6`.
func decimalText(_ value: Double, places: Int) -> String {
  let scale: Double =
    switch places {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    default: 1_000_000
    }
  let bounded = value.isNaN ? 0 : min(max(value, -1e12), 1e12)
  let units = Int((bounded * scale).rounded())
  return String(unsafeUninitializedCapacity: decimalCapacity) { buffer in
    writeDecimal(units, places: places, to: buffer)
  }
}

/// Room for a sign, 19 digits and a point.
private let decimalCapacity = 24

/// Writes `units` as a decimal with the point before the last `places` digits; returns the length.
private func writeDecimal(
  _ units: Int, places: Int, to buffer: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  // from the last digit to the first, into the end of the buffer, then moved to its start
  var rest = units.magnitude
  var place = decimalCapacity
  var hasFraction = false
  for _ in 0..<places {
    let digit = UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
    guard digit > 0 || hasFraction else { continue }
    hasFraction = true
    place -= 1
    buffer[place] = 0x30 + digit
  }
  if hasFraction {
    place -= 1
    buffer[place] = UInt8(ascii: ".")
  }
  repeat {
    place -= 1
    buffer[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
  } while rest > 0
  if units < 0 {
    place -= 1
    buffer[place] = UInt8(ascii: "-")
  }
  let length = decimalCapacity - place
  for index in 0..<length { buffer[index] = buffer[place + index] }
  return length
}
