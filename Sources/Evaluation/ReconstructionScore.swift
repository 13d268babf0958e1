import Glibc
public import PaintCore

/// How close painted canvases are to the pictures they should show.
public struct ReconstructionScore: Sendable, Equatable {
  /// The mean squared error of every pair, samples in 0...1; see ``ImageDistance``.
  public let mse: [Double]
  /// The peak signal-to-noise ratio of every pair in decibels, 10 log10(1 / mse); infinite where the
  /// images are equal.
  public let psnr: [Double]
  /// The structural similarity of every pair; see ``StructuralSimilarity``.
  public let ssim: [Double]

  /// Compares `canvases` with `targets`, pair by pair.
  ///
  /// - Throws: ``EvaluationError`` when there are no pairs, the counts differ, the shapes of a pair
  ///   differ, or a side is below 11.
  public init(_ canvases: [PixelImage], targets: [PixelImage]) throws(EvaluationError) {
    guard canvases.count == targets.count else {
      throw .countsDiffer(what: "canvases and targets", canvases.count, targets.count)
    }
    guard !canvases.isEmpty else {
      throw .tooFewImages(what: "reconstructions", expected: 1, got: 0)
    }
    for (index, (canvas, target)) in zip(canvases, targets).enumerated() {
      guard canvas.shape == target.shape else {
        throw .shape(place: "canvas \(index)", expected: "shape \(target.shape)", got: canvas.shape)
      }
    }
    var errors: [Double] = []
    var similarities: [Double] = []
    for (canvas, target) in zip(canvases, targets) {
      similarities.append(try StructuralSimilarity.mean(canvas, target))
      do { errors.append(try ImageDistance.meanSquaredError(canvas, target)) } catch {
        throw .data(error.description)
      }
    }
    mse = errors
    psnr = errors.map { -10 * log10($0) }
    ssim = similarities
  }

  /// The number of pairs.
  public var count: Int { mse.count }

  /// The mean of all errors, 0...1.
  public var meanMSE: Double { mse.reduce(0, +) / Double(count) }

  /// The ratio that belongs to the mean error, in decibels: finite unless all pairs are equal, and
  /// at most the mean of the ratios.
  public var psnrOfMeanMSE: Double { -10 * log10(meanMSE) }

  /// The mean of all similarities, -1...1.
  public var meanSSIM: Double { ssim.reduce(0, +) / Double(count) }
}
