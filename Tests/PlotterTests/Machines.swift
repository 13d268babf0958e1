import PaintCore

@testable import Plotter

/// A machine that ships, or a test failure.
func machine(_ name: String) throws -> MachineProfile {
  let profile = try MachineLibrary.profile(named: name)
  guard let profile else { throw NoSuchMachine(name: name) }
  return profile
}

struct NoSuchMachine: Error { var name: String }

extension RandomStream {
  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A point in a box around the machine's page, half again as large.
  mutating func point(around page: PagePlacement) -> SIMD2<Double> {
    SIMD2(
      uniform(in: -0.25 * page.width...1.25 * page.width),
      uniform(in: -0.25 * page.height...1.25 * page.height))
  }

  mutating func point(on page: PagePlacement) -> SIMD2<Double> {
    SIMD2(uniform() * page.width, uniform() * page.height)
  }
}
