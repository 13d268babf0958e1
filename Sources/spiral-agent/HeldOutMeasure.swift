import Agent
import Evaluation
import PaintCore

/// How good a painter is now, on pictures that it does not learn from.
struct HeldOutMeasure {
  private enum Kind {
    /// The mean squared error of copies of these pictures, bytes of the canvas shape.
    case copies([UInt8])
    /// The Frechet distance of inventions to pictures with these features.
    case inventions(DigitScorer, FeatureStatistics)
  }

  private let kind: Kind
  private let shape: [Int]

  /// How many pictures are copied.
  private static let copyCount = 256
  /// How many pictures inventions are compared with.
  private static let comparisonCount = 2000
  /// Sides of canvases that the classifier of digits takes are multiples of this.
  private static let featureSide = 32

  /// Makes the measure that a painter allows; nil when there is none.
  ///
  /// - Parameters:
  ///   - shape: Height, width and channels of the canvas.
  ///   - heldOut: Returns at most so many of the held-out pictures, spread over all of them.
  init?(
    hasTarget: Bool, shape: [Int], heldOut: (_ count: Int) -> [UInt8]
  ) throws {
    self.shape = shape
    if hasTarget {
      let pictures = heldOut(Self.copyCount)
      guard !pictures.isEmpty else { return nil }
      kind = .copies(pictures)
    } else {
      guard shape[0] == shape[1], shape[0] % Self.featureSide == 0 else { return nil }
      let pictures = try PixelImage.images(heldOut(Self.comparisonCount), shape: shape)
      guard pictures.count > 1 else { return nil }
      let scorer = try DigitScorer.shipped()
      kind = .inventions(
        scorer, try FeatureStatistics(scorer.classifier.classify(pictures, threads: 2)))
    }
  }

  /// Returns the figure by name.
  func figures(
    _ trainer: PaintingTrainer, _ sample: PaintingTrainer.Sample
  ) throws -> [(name: String, value: Double)] {
    switch kind {
    case .copies(let pictures):
      return [("heldOutError", try trainer.error(copying: pictures))]
    case .inventions(let scorer, let real):
      // of a sheet's few pictures, so that it is higher than what eval measures on thousands
      let images = try PixelImage.images(sample.canvases, shape: shape)
      guard images.count > 1 else { return [] }
      return [("frechet", try scorer.score(images, against: real).frechet)]
    }
  }
}

extension PixelImage {
  /// Returns the pictures whose bytes follow each other.
  static func images(_ bytes: [UInt8], shape: [Int]) throws(PixelImageError) -> [PixelImage] {
    let size = shape.reduce(1, *)
    var images: [PixelImage] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      images.append(
        try PixelImage(
          width: shape[1], height: shape[0], channels: shape[2],
          pixels: Array(bytes[start..<(start + size)])))
    }
    return images
  }
}
