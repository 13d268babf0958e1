private import Glibc

/// One axis of a plot: its range, where values fall on it, and its ticks.
struct PlotScale: Equatable {
  /// The values at the ends, `low < high`; logarithms to base 10 when logarithmic.
  let low: Double
  let high: Double
  let isLogarithmic: Bool

  /// The scale that holds all `values` that can be shown: finite, and positive when logarithmic.
  ///
  /// - Parameter margin: The share of the range left empty at either end.
  init(holding values: some Sequence<Double>, isLogarithmic: Bool, margin: Double) {
    var (least, most) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (!isLogarithmic || value > 0) {
      let place = isLogarithmic ? log10(value) : value
      least = min(least, place)
      most = max(most, place)
    }
    if least > most { (least, most) = (0, 1) }
    // A range of nothing, or of less than numbers of this size can tell apart, is widened.
    let smallest = max(abs(least), abs(most), 1e-300) * 1e-9
    if most - least < smallest || !(most - least).isFinite {
      let half = isLogarithmic ? 0.5 : max(abs(least) / 2, 0.5)
      (least, most) = (max(least, -1e300) - half, min(most, 1e300) + half)
    }
    let extra = (most - least) * margin
    low = least - extra
    high = most + extra
    self.isLogarithmic = isLogarithmic
  }

  /// Where a value falls: 0 at the low end, 1 at the high one; not finite when it cannot be shown.
  func place(of value: Double) -> Double {
    guard isLogarithmic else { return (value - low) / (high - low) }
    return value > 0 ? (log10(value) - low) / (high - low) : .nan
  }

  /// A mark of the axis.
  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  /// About `count` ticks at round values.
  func ticks(about count: Int) -> [Tick] {
    // Values at the ends of what a Double holds may round out of the range.
    roundTicks(about: count).filter { (-1e-6...1 + 1e-6).contains(place(of: $0.value)) }
  }

  private func roundTicks(about count: Int) -> [Tick] {
    guard isLogarithmic else { return Self.linearTicks(from: low, to: high, about: count) }
    let powers = logarithmicTicks(about: count)
    // A narrow range may hold no power of ten and no double or five of one.
    guard powers.count < 2 else { return powers }
    return Self.linearTicks(from: pow(10, low), to: pow(10, high), about: count)
  }

  /// Steps of 1, 2 or 5 times a power of ten, the smallest that gives no more than `count` of them.
  private static func linearTicks(from low: Double, to high: Double, about count: Int) -> [Tick] {
    let raw = (high - low) / Double(max(count, 1))
    let power = pow(10, floor(log10(raw)))
    guard power > 0, power.isFinite else { return [] }
    let step = power * ([1, 2, 5].first { power * $0 >= raw * 0.999999 } ?? 10)
    let first = ceil(low / step - 1e-9)
    let last = floor(high / step + 1e-9)
    guard last >= first, last - first < 100, abs(first) < 1e15, abs(last) < 1e15 else { return [] }
    let largest = max(abs(first), abs(last)) * step
    return stride(from: first, through: last, by: 1).map {
      Tick(value: $0 * step, label: PlotNumber.text($0 * step, step: step, largest: largest))
    }
  }

  /// Powers of ten; within two decades also their doubles and fives.
  private func logarithmicTicks(about count: Int) -> [Tick] {
    let decades = floor(low)...floor(high)
    let factors: [Double] = high - low > 2 ? [1] : [1, 2, 5]
    let every = max(1, ceil((high - low) / Double(max(count, 1))))
    var ticks: [Tick] = []
    for decade in stride(from: decades.lowerBound, through: decades.upperBound, by: 1)
    where fmod(decade, every) == 0 {
      for factor in factors {
        let place = decade + log10(factor)
        guard place >= low - 1e-9, place <= high + 1e-9 else { continue }
        ticks.append(
          Tick(
            value: pow(10, place),
            label: PlotNumber.text(factor: Int(factor), exponent: Int(decade))))
      }
    }
    return ticks
  }
}

/// Numbers beside the ticks of an axis.
enum PlotNumber {
  /// A tick of a linear axis: as many decimals as the step needs, thousands as k, M, G.
  static func text(_ value: Double, step: Double, largest: Double) -> String {
    guard value != 0 else { return "0" }
    let units: [(size: Double, sign: String)] = [(1e9, "G"), (1e6, "M"), (1e4, "k")]
    let unit = units.first { largest >= $0.size && largest < 1e12 }
    let divisor = unit.map { $0.sign == "k" ? 1e3 : $0.size } ?? 1
    let decimals = Int(max(0, ceil(-log10(step / divisor) - 1e-9)))
    if largest / divisor >= 1e6 || decimals > 5 {
      let exponent = Int(floor(log10(largest)))
      let steps = Int(max(0, ceil(Double(exponent) - log10(step) - 1e-9)))
      return fixed(value / pow(10, Double(exponent)), decimals: steps) + "e\(exponent)"
    }
    return fixed(value / divisor, decimals: decimals) + (unit?.sign ?? "")
  }

  /// A tick of a logarithmic axis: factor times ten to the exponent.
  static func text(factor: Int, exponent: Int) -> String {
    switch exponent {
    case 0...3: fixed(Double(factor) * pow(10, Double(exponent)), decimals: 0)
    case -4..<0: fixed(Double(factor) * pow(10, Double(exponent)), decimals: -exponent)
    default: "\(factor)e\(exponent)"
    }
  }

  /// A number with so many decimals, rounded to nearest; its short form when it is too large.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let scaled = (abs(value) * pow(10, Double(decimals))).rounded()
    guard scaled < 1e15, decimals >= 0 else { return "\(value)" }
    let sign = value < 0 && scaled > 0 ? "\u{2212}" : ""
    let digits = String(Int(scaled))
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
