import PaintCore

/// The Frechet distance between two sets of features, each seen as a normal distribution:
/// |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½) (Dowson and Landau, 1982; for generated images Heusel et
/// al., "GANs trained by a two time-scale update rule", NeurIPS 2017).
///
/// The figure is a squared distance, as is usual. It is biased upwards by about the inverse of the
/// number of images, so compare only figures of equally many.
public enum FrechetDistance {
  /// Returns the distance between two distributions, at least 0; NaN when a moment is.
  ///
  /// - Precondition: The dimensions agree.
  /// - Complexity: O(`dimension`^3).
  public static func between(_ first: FeatureStatistics, _ second: FeatureStatistics) -> Double {
    let order = first.dimension
    precondition(order == second.dimension, "dimensions \(order) and \(second.dimension)")
    var distance = 0.0
    for (one, other) in zip(first.mean, second.mean) { distance += (one - other) * (one - other) }
    for index in 0..<order {
      distance += first.covariance[index * (order + 1)] + second.covariance[index * (order + 1)]
    }
    // C1 C2 has the eigenvalues of the symmetric C1^½ C2 C1^½.
    let root = SymmetricEigensystem(first.covariance, order: order)
      .applying { max($0, 0).squareRoot() }
    let product = multiply(multiply(root, second.covariance, order), root, order)
    let values = SymmetricEigensystem(product, order: order).values
    let trace = values.reduce(0) { $0 + max($1, 0).squareRoot() }
    let result = distance - 2 * trace
    return result < 0 ? 0 : result
  }

  /// Returns the distance between two halves of the images: what a perfect painter scores with half
  /// as many pictures.
  ///
  /// The halves are drawn at random, always the same ones. The order of a file is no good guide:
  /// even and odd digits of MNIST's training file differ in their mean ink, 0.122 and 0.140.
  /// - Throws: ``EvaluationError/tooFewImages(what:expected:got:)`` for fewer than four images.
  public static func betweenHalves(of images: Classification) throws(EvaluationError) -> Double {
    guard images.count >= 4 else {
      throw .tooFewImages(what: "two halves", expected: 4, got: images.count)
    }
    var random = RandomStream(key: 0, stream: 0)
    let order = shuffledIndices(images.count, using: &random)
    return between(
      try FeatureStatistics(images.selecting(order[..<(images.count / 2)])),
      try FeatureStatistics(images.selecting(order[(images.count / 2)...])))
  }

  private static func multiply(_ a: [Double], _ b: [Double], _ order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for k in 0..<order {
        let factor = a[row * order + k]
        for column in 0..<order { result[row * order + column] += factor * b[k * order + column] }
      }
    }
    return result
  }
}

/// Returns `0..<count` in random order (Durstenfeld, "Algorithm 235: random permutation", 1964).
func shuffledIndices(_ count: Int, using random: inout RandomStream) -> [Int] {
  var order = Array(0..<count)
  for last in stride(from: count - 1, to: 0, by: -1) {
    order.swapAt(last, random.integer(below: last + 1))
  }
  return order
}
