import Testing

@testable import Learning

@Suite struct TemporalCreditTests {
  @Test func `differences of scores sum to the last less the first`() {
    let rewards = temporalCreditRewards(scores: [0.5, 1.5, -2, 3], scale: 2)
    #expect(rewards == [0.5, -1.75, 2.5])
    #expect(rewards.reduce(0, +) == (3 - 0.5) / 2)
  }

  @Test func `the final reward stands at the end alone`() {
    #expect(finalRewards(score: 3, stepCount: 3, scale: 2) == [0, 0, 1.5])
  }

  @Test func `the running scale starts with the first batch and follows slowly`() {
    var scale = RunningScale(young: 0.5, old: 0.9, youth: 2)
    scale.update([1, 3])
    #expect(scale.mean == 2 && scale.deviation == 1)
    scale.update([4, 8])
    #expect(scale.mean == 4 && scale.deviation == 1.5)
    scale.update([4, 8])
    #expect(abs(scale.mean - 4.2) < 1e-6 && abs(scale.deviation - 1.55) < 1e-6)
    scale.update([])
    #expect(scale.batchCount == 3)
  }

  @Test func `normalised values have mean 0 and deviation 1`() {
    let values = normalized([1, 2, 3, 4, 10])
    let (mean, deviation) = moments(values)
    #expect(abs(mean) < 1e-6 && abs(deviation - 1) < 1e-4)
    #expect(normalized([5, 5]) == [0, 0])
    #expect(normalized([]) == [])
  }

  @Test func `group-relative advantages compare neighbours only`() {
    let advantages = groupRelativeAdvantages([1, 3, 100, 300], groupSize: 2)
    for (value, reference) in zip(advantages, [-1, 1, -1, 1] as [Float]) {
      #expect(abs(value - reference) < 1e-4)
    }
  }
}
