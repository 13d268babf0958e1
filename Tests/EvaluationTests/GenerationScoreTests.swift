import Evaluation
import Glibc
import PaintCore
import Testing

@Suite struct GenerationScoreTests {
  /// Four images: digits 3, 3, 3 and 7 with confidences 0.95, 0.9, 0.4 and 1.
  private let painted: Classification = {
    var probabilities = [Float](repeating: 0, count: 40)
    probabilities[3] = 0.95
    probabilities[13] = 0.9
    probabilities[23] = 0.4
    probabilities[37] = 1
    let features = (0..<256).map { Float($0 % 7) }
    return Classification(features: features, probabilities: probabilities)
  }()

  @Test func `the figures of four images`() throws {
    let score = try GenerationScore(painted, against: FeatureStatistics(painted))
    #expect(score.count == 4)
    #expect(score.frechet < 1e-9)
    #expect(abs(score.meanConfidence - 0.8125) < 1e-6)
    #expect(score.shareAbove90 == 0.5)
    #expect(score.histogram == [0, 0, 0, 3, 0, 0, 0, 1, 0, 0])
    #expect(abs(score.classEntropy + 0.75 * log(0.75) + 0.25 * log(0.25)) < 1e-12)
  }

  @Test func `the distance is the one between the sets`() throws {
    let real = FeatureStatistics(
      count: 9, mean: [Double](repeating: 0, count: 64),
      covariance: [Double](repeating: 0, count: 64 * 64))
    let set = try FeatureStatistics(painted)
    let score = try GenerationScore(painted, against: real)
    let trace = (0..<64).reduce(0.0) { $0 + set.covariance[$1 * 65] }
    let length = set.mean.reduce(0) { $0 + $1 * $1 }
    #expect(abs(score.frechet - trace - length) < 1e-9)
  }

  @Test func `progress is measured between the brackets`() throws {
    let real = FeatureStatistics(
      count: 9, mean: [Double](repeating: 0, count: 64),
      covariance: [Double](repeating: 0, count: 64 * 64))
    let worst = try GenerationScore(painted, against: real)
    let brackets = GenerationBrackets(realHalves: worst.frechet / 64, randomStrokes: worst)
    #expect(brackets.progress(ofFrechet: worst.frechet) == 0)
    #expect(abs(brackets.progress(ofFrechet: worst.frechet / 8) - 0.5) < 1e-12)
    #expect(abs(brackets.progress(ofFrechet: worst.frechet / 64) - 1) < 1e-12)
  }

  @Test func `one image is too few`() {
    #expect(throws: EvaluationError.self) {
      try GenerationScore(
        painted.selecting([1]),
        against: FeatureStatistics(count: 2, mean: [0], covariance: [0]))
    }
  }
}
