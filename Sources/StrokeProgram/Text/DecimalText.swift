/// A number with at most `places` decimals, never with an exponent, as vector files want it.
///
/// What is not finite or beyond `10^12` comes back as the nearest number that is within.
func decimalText(_ value: Double, places: Int) -> String {
  let scales = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000]
  let scale = scales[min(max(places, 0), 6)]
  let bounded = value.isNaN ? 0 : min(max(value, -1e12), 1e12)
  let units = Int((bounded * scale).rounded())
  var fraction = String(units.magnitude % UInt(scale))
  fraction = String(repeating: "0", count: max(0, places - fraction.count)) + fraction
  while fraction.last == "0" { fraction.removeLast() }
  let sign = units < 0 ? "-" : ""
  let whole = sign + String(units.magnitude / UInt(scale))
  return fraction.isEmpty || places == 0 ? whole : whole + "." + fraction
}
