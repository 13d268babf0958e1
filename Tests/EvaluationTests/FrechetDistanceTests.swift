import PaintCore
import Testing

@testable import Evaluation

@Suite struct FrechetDistanceTests {
  @Test func `a distribution has no distance to itself`() throws {
    let set = try FeatureStatistics(features: features(7, shift: 0.75, scale: 1), dimension: 64)
    #expect(FrechetDistance.between(set, set) < 1e-9)
  }

  @Test func `equal covariances leave the squared distance of the means`() {
    let covariance = [2.0, 0.5, 0.5, 1]
    let one = FeatureStatistics(count: 9, mean: [1, 2], covariance: covariance)
    let other = FeatureStatistics(count: 9, mean: [4, -2], covariance: covariance)
    #expect(abs(FrechetDistance.between(one, other) - 25) < 1e-12)
  }

  @Test func `diagonal covariances give the squared distance of the deviations`() {
    // (1 - 2)² + (3 - 0)² + (0.5 - 0.1)²
    let one = FeatureStatistics(count: 9, mean: [0, 0, 0], covariance: diagonal([1, 9, 0.25]))
    let other = FeatureStatistics(count: 9, mean: [0, 0, 0], covariance: diagonal([4, 0, 0.01]))
    #expect(abs(FrechetDistance.between(one, other) - 10.16) < 1e-12)
  }

  @Test func `scaling all features by s scales a covariance's distance by (s - 1) squared`() throws
  {
    let set = try FeatureStatistics(features: features(7, shift: 0.75, scale: 1), dimension: 64)
    let scaled = FeatureStatistics(
      count: set.count, mean: set.mean, covariance: set.covariance.map { 9 * $0 })
    let trace = (0..<64).reduce(0.0) { $0 + set.covariance[$1 * 65] }
    #expect(abs(FrechetDistance.between(set, scaled) - 4 * trace) < 1e-9 * trace)
  }

  /// The figures are from SciPy 1.17: mean, `numpy.cov` and `scipy.linalg.sqrtm` of the product.
  @Test(arguments: [(200, 14.753309337279081), (20, 20.886438573245588)])
  func `the distance is the one of SciPy, from either side`(count: Int, expected: Double) throws {
    let first = features(7, shift: 0.75, scale: 1).prefix(count * 64)
    let one = try FeatureStatistics(features: Array(first), dimension: 64)
    let other = try FeatureStatistics(
      features: features(11, shift: 0.5, scale: 1.25), dimension: 64)
    // With 20 vectors the covariance is singular, where SciPy's general root is only this exact.
    let tolerance = count == 200 ? 1e-10 : 1e-6
    #expect(abs(FrechetDistance.between(one, other) - expected) < tolerance * expected)
    let back = FrechetDistance.between(other, one)
    #expect(abs(FrechetDistance.between(one, other) - back) < tolerance * back)
  }

  @Test func `halves of few images are refused, and equal halves are at no distance`() throws {
    let one = Classification(
      features: [Float](repeating: 1, count: 64), probabilities: [Float](repeating: 0.1, count: 10))
    #expect(throws: EvaluationError.tooFewImages(what: "two halves", expected: 4, got: 1)) {
      try FrechetDistance.betweenHalves(of: one)
    }
    #expect(try FrechetDistance.betweenHalves(of: one.selecting([0, 0, 0, 0])) == 0)
  }

  @Test func `a random order holds every index once and is the same each time`() {
    var random = RandomStream(key: 4, stream: 2)
    let order = shuffledIndices(1000, using: &random)
    #expect(order.sorted() == Array(0..<1000))
    #expect(zip(order, 0..<1000).count { $0 == $1 } < 10)
    var again = RandomStream(key: 4, stream: 2)
    #expect(shuffledIndices(1000, using: &again) == order)
  }

  private func diagonal(_ values: [Double]) -> [Double] {
    (0..<values.count * values.count).map {
      $0 % (values.count + 1) == 0 ? values[$0 / (values.count + 1)] : 0
    }
  }
}

@Suite struct FeatureStatisticsTests {
  @Test func `mean and unbiased covariance of three vectors`() throws {
    let set = try FeatureStatistics(features: [1, 2, 3, 4, 8, 0], dimension: 2)
    #expect(set.count == 3)
    #expect(set.mean == [4, 2])
    #expect(set.covariance == [13, -5, -5, 4])
  }

  @Test func `the moments are those of NumPy`() throws {
    let set = try FeatureStatistics(features: features(7, shift: 0.75, scale: 1), dimension: 64)
    #expect(abs(set.mean[0] - 0.0311408) < 1e-7)
    #expect(abs(set.covariance[1] - 0.0058440577031396695) < 1e-15)
  }

  @Test func `one vector has no covariance`() {
    #expect(
      throws: EvaluationError.tooFewImages(
        what: "statistics of features", expected: 2, got: 1)
    ) { try FeatureStatistics(features: [1, 2], dimension: 2) }
  }
}

@Suite struct SymmetricEigensystemTests {
  @Test(arguments: [1, 2, 5, 64]) func `the eigenvectors rebuild the matrix`(order: Int) {
    var noise = Noise(seed: UInt64(order))
    var matrix = noise.next(order * order)
    for row in 0..<order {
      for column in 0..<row { matrix[row * order + column] = matrix[column * order + row] }
    }
    let system = SymmetricEigensystem(matrix, order: order)
    let rebuilt = system.applying { $0 }
    let ones = system.applying { _ in 1 }
    for index in matrix.indices {
      #expect(abs(rebuilt[index] - matrix[index]) < 1e-12)
      #expect(abs(ones[index] - (index % (order + 1) == 0 ? 1 : 0)) < 1e-12)
    }
  }

  @Test func `the eigenvalues of a small matrix are the roots of its polynomial`() {
    let values = SymmetricEigensystem([2, 1, 1, 2], order: 2).values.sorted()
    #expect(abs(values[0] - 1) < 1e-15 && abs(values[1] - 3) < 1e-15)
  }
}

/// 200 correlated, rectified vectors of length 64, as the reference program makes them.
private func features(_ seed: UInt64, shift: Float, scale: Float) -> [Float] {
  var noise = Noise(seed: seed)
  var result: [Float] = []
  for _ in 0..<200 {
    var value = 0.0
    for _ in 0..<64 {
      value = 0.5 * value + noise.next()
      result.append(max(scale * Float(value) - shift, 0))
    }
  }
  return result
}
