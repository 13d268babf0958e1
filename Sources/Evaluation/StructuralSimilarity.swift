import Glibc
public import PaintCore

/// The structural similarity of images (Wang, Bovik, Sheikh and Simoncelli, "Image quality
/// assessment: from error visibility to structural similarity", IEEE TIP 2004), with the paper's
/// choices: Gaussian windows of 11x11 pixels with standard deviation 1.5 and weights of sum 1,
/// K1 = 0.01, K2 = 0.03, only windows that lie inside, no reduction of size beforehand.
public enum StructuralSimilarity {
  /// The height and width of a window.
  public static let window = 11

  /// Returns the mean similarity over all windows and channels, -1...1; 1 for equal images.
  ///
  /// - Throws: ``EvaluationError/shape(place:expected:got:)`` when the shapes differ or a side is
  ///   below 11.
  /// - Complexity: O(pixels * 22).
  public static func mean(_ first: PixelImage, _ second: PixelImage) throws(EvaluationError)
    -> Double
  {
    guard first.shape == second.shape else {
      throw .shape(
        place: "second image of a similarity", expected: "shape \(first.shape)", got: second.shape)
    }
    guard min(first.width, first.height) >= window else {
      throw .shape(
        place: "image of a similarity", expected: "sides of at least \(window)", got: first.shape)
    }
    let sum = (0..<first.channels).reduce(0.0) {
      $0 + channelMean(plane(first, $1), plane(second, $1))
    }
    return sum / Double(first.channels)
  }

  private static func channelMean(_ x: Plane, _ y: Plane) -> Double {
    let (meanX, meanY) = (x.blurred(), y.blurred())
    let squareX = x.times(x).blurred()
    let squareY = y.times(y).blurred()
    let product = x.times(y).blurred()
    let (c1, c2) = (0.01 * 0.01 * 255 * 255, 0.03 * 0.03 * 255 * 255)
    var sum = 0.0
    for index in meanX.values.indices {
      let (mx, my) = (meanX.values[index], meanY.values[index])
      let varianceX = squareX.values[index] - mx * mx
      let varianceY = squareY.values[index] - my * my
      let covariance = product.values[index] - mx * my
      // (2 μx μy + c1)(2 σxy + c2) / ((μx² + μy² + c1)(σx² + σy² + c2))
      sum +=
        (2 * mx * my + c1) * (2 * covariance + c2)
        / ((mx * mx + my * my + c1) * (varianceX + varianceY + c2))
    }
    return sum / Double(meanX.values.count)
  }

  private static func plane(_ image: PixelImage, _ channel: Int) -> Plane {
    let samples = stride(from: channel, to: image.pixels.count, by: image.channels)
    return Plane(width: image.width, values: samples.map { Double(image.pixels[$0]) })
  }
}

/// One channel in 0...255.
private struct Plane {
  var width: Int
  var values: [Double]
  var height: Int { values.count / width }

  func times(_ other: Plane) -> Plane {
    Plane(width: width, values: zip(values, other.values).map { $0 * $1 })
  }

  /// Returns the weighted means of all windows that lie inside.
  func blurred() -> Plane {
    let weights = gaussianWeights()
    let margin = weights.count - 1
    let newWidth = width - margin
    let newHeight = height - margin
    var rows = [Double](repeating: 0, count: newWidth * height)
    var result = [Double](repeating: 0, count: newWidth * newHeight)
    for y in 0..<height {
      for (tap, weight) in weights.enumerated() {
        for x in 0..<newWidth { rows[y * newWidth + x] += weight * values[y * width + x + tap] }
      }
    }
    for y in 0..<newHeight {
      for (tap, weight) in weights.enumerated() {
        let source = (y + tap) * newWidth
        for x in 0..<newWidth { result[y * newWidth + x] += weight * rows[source + x] }
      }
    }
    return Plane(width: newWidth, values: result)
  }

  private func gaussianWeights() -> [Double] {
    let half = StructuralSimilarity.window / 2
    let weights = (-half...half).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
