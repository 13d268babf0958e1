import Evaluation
import PaintCore
import Testing

/// Expected figures from NumPy 2.4, computed window by window with two-dimensional weights.
@Suite struct ReconstructionScoreTests {
  struct Reference: Sendable {
    let size: [Int]
    let isRamp: Bool
    let mse: Double
    let ssim: Double
  }

  static let references = [
    Reference(
      size: [64, 64, 1], isRamp: false, mse: 0.0050537466058727405, ssim: 0.9691379269314563),
    Reference(
      size: [23, 17, 3], isRamp: false, mse: 0.004931069530933247, ssim: 0.9714412260585535),
    Reference(
      size: [11, 11, 1], isRamp: false, mse: 0.005047391181395585, ssim: 0.9734998317891451),
    Reference(
      size: [64, 64, 1], isRamp: true, mse: 0.005000431775038446, ssim: 0.3103158078125185),
    Reference(
      size: [23, 17, 3], isRamp: true, mse: 0.0049745966286820625, ssim: 0.27568212894576805),
  ]

  @Test(arguments: references) func `the figures are those of NumPy`(reference: Reference) throws {
    let (target, canvas) = try pair(reference)
    let score = try ReconstructionScore([canvas], targets: [target])
    #expect(abs(score.mse[0] - reference.mse) < 1e-15)
    #expect(abs(score.ssim[0] - reference.ssim) < 1e-11)
  }

  @Test func `the ratio is that of NumPy`() throws {
    let (target, canvas) = try pair(Self.references[0])
    let score = try ReconstructionScore([canvas], targets: [target])
    #expect(abs(score.psnr[0] - 22.96386537333013) < 1e-12)
  }

  @Test func `equal images are perfect`() throws {
    let image = try pair(Self.references[0]).target
    let score = try ReconstructionScore([image], targets: [image])
    #expect(score.mse == [0])
    #expect(score.psnr == [.infinity])
    #expect(abs(score.ssim[0] - 1) < 1e-12)
  }

  @Test func `flat black against flat white differs by all there is`() throws {
    let score = try ReconstructionScore([paper(0)], targets: [paper(255)])
    #expect(score.mse == [1])
    #expect(score.psnr == [0])
    // only c1 / (255² + c1) is left of the formula, and c2 / c2
    #expect(abs(score.ssim[0] - 6.5025 / (65025 + 6.5025)) < 1e-9)
  }

  @Test func `lists give means`() throws {
    let score = try ReconstructionScore(
      [paper(0), paper(255)], targets: [paper(255), paper(255)])
    #expect(score.count == 2)
    #expect(score.meanMSE == 0.5)
    #expect(abs(score.psnrOfMeanMSE - 3.010299956639812) < 1e-12)
    #expect(abs(score.meanSSIM - 0.50005) < 1e-6)
  }

  @Test func `lists and images that do not go together are refused by name`() throws {
    let sheet = try paper(0)
    let tiny = try PixelImage(width: 10, height: 64, channels: 1, filledWith: 0)
    let colour = try PixelImage(width: 64, height: 64, channels: 3, filledWith: 0)
    #expect(throws: EvaluationError.countsDiffer(what: "canvases and targets", 2, 1)) {
      try ReconstructionScore([sheet, sheet], targets: [sheet])
    }
    #expect(throws: EvaluationError.tooFewImages(what: "reconstructions", expected: 1, got: 0)) {
      try ReconstructionScore([], targets: [])
    }
    #expect(
      throws: EvaluationError.shape(
        place: "canvas 1", expected: "shape [64, 64, 1]", got: [64, 64, 3])
    ) { try ReconstructionScore([sheet, colour], targets: [sheet, sheet]) }
    #expect(
      throws: EvaluationError.shape(
        place: "image of a similarity", expected: "sides of at least 11", got: [64, 10, 1])
    ) { try ReconstructionScore([tiny], targets: [tiny]) }
  }

  /// Noise, or a ramp, and the same with noise of -32...31 added.
  private func pair(_ reference: Reference) throws -> (target: PixelImage, canvas: PixelImage) {
    let (width, height, channels) = (reference.size[0], reference.size[1], reference.size[2])
    let count = width * height * channels
    var noise = Noise(seed: 3)
    let samples = noise.next(count).enumerated().map { index, value in
      let (x, y) = (index / channels % width, index / channels / width)
      return reference.isRamp ? (3 * x + 2 * y) % 256 : Int(value * 256)
    }
    var change = Noise(seed: reference.isRamp ? 9 : 5)
    let changed = samples.map { min(max($0 + Int(change.next() * 64) - 32, 0), 255) }
    func image(_ values: [Int]) throws -> PixelImage {
      try PixelImage(
        width: width, height: height, channels: channels,
        pixels: values.map { UInt8(truncatingIfNeeded: $0) })
    }
    return (try image(samples), try image(changed))
  }
}
