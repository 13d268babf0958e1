import Glibc

/// How the numbers of a parameter start.
public enum Initializer: Sendable, Hashable {
  /// All the same.
  case constant(Float)
  /// Normally distributed around 0.
  case normal(standardDeviation: Float)
  /// Uniform between minus and plus `bound`.
  case uniform(bound: Float)

  /// Uniform between plus and minus `gain` over the square root of the number of inputs of a unit:
  /// the usual start of linear layers and convolutions (LeCun et al., "Efficient BackProp", 1998,
  /// up to a factor).
  public static func fanIn(_ inputs: Int, gain: Float = 1) -> Initializer {
    .uniform(bound: gain / Float(max(1, inputs)).squareRoot())
  }

  /// Writes numbers drawn from `generator`.
  func fill(
    _ values: UnsafeMutableBufferPointer<Float>, using generator: inout some RandomNumberGenerator
  ) {
    switch self {
    case .constant(let value):
      values.update(repeating: value)
    case .normal(let standardDeviation):
      for index in values.indices {
        values[index] = standardDeviation * Float(standardNormal(using: &generator))
      }
    case .uniform(let bound):
      for index in values.indices {
        values[index] = bound * Float(2 * uniformDraw(using: &generator) - 1)
      }
    }
  }
}

/// Returns a uniform number in `0..<1` with 53 random bits.
func uniformDraw(using generator: inout some RandomNumberGenerator) -> Double {
  Double(generator.next() >> 11) * 0x1p-53
}

/// Returns a normally distributed number (Box and Muller, 1958; one of the pair is dropped, so that
/// every number takes two draws).
func standardNormal(using generator: inout some RandomNumberGenerator) -> Double {
  let radius = (-2 * log(1 - uniformDraw(using: &generator))).squareRoot()
  return radius * cos(2 * .pi * uniformDraw(using: &generator))
}
