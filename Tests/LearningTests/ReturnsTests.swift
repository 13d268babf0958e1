import Testing

@testable import Learning

/// Reference numbers: the definitions as explicit double sums in NumPy (not the recursions used here).
@Suite struct ReturnsTests {
  private let trajectory = Trajectory(
    rewards: [1, -0.5, 2, 0.25], discounts: [0.9, 0.9, 0, 0.8], values: [0.5, 1.5, -1, 0.3, 2])

  private func isClose(_ values: [Float], _ reference: [Float]) -> Bool {
    values.count == reference.count && zip(values, reference).allSatisfy { abs($0 - $1) < 1e-6 }
  }

  @Test func `returns bootstrap at the end and stop at discount 0`() {
    #expect(isClose(discountedReturns(trajectory), [2.17, 1.3, 2, 1.85]))
  }

  @Test func `generalised advantages`() {
    let advantages = generalizedAdvantages(trajectory, lambda: 0.95)
    #expect(isClose(advantages, [1.563575, -0.335, 3, 1.55]))
  }

  @Test func `with lambda 1 an advantage is the return less the value`() {
    let advantages = generalizedAdvantages(trajectory, lambda: 1)
    let differences = zip(discountedReturns(trajectory), trajectory.values).map { $0 - $1 }
    #expect(isClose(advantages, differences))
  }

  @Test func `V-trace`() {
    let ratios: [Float] = [-0.6931472, 0.6931472, 0.18232156, -0.22314355]
    let corrected = vTrace(trajectory, logRatios: ratios)
    #expect(isClose(corrected.targets, [1.335, 1.3, 2, 1.54]))
    #expect(isClose(corrected.advantages, [0.835, -0.2, 3, 1.24]))
  }

  @Test func `V-trace of the acting policy gives the returns`() {
    let corrected = vTrace(trajectory, logRatios: [0, 0, 0, 0])
    #expect(isClose(corrected.targets, discountedReturns(trajectory)))
  }
}
