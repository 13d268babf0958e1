import Agent
import Datasets
import Evaluation
import Glibc
import ImageFiles
import JSONText
import PaintCore
import Terminal

/// How close a policy's paintings come to the pictures it was shown.
struct ReconstructionReport: EvaluationReport {
  let kind = "reconstruct"
  let pictureCount: Int
  let stepCount: Int
  let seconds: Double
  /// The mean errors of blank paper and after each step, samples in `0...1`.
  let meanSquaredErrors: [Double]
  private let meanPSNR: Double
  private let meanSSIM: Double
  /// Nil for pictures that are no digits.
  private let recognisedShare: Double?
  private let targets: [PixelImage]
  private let paintings: [PixelImage]

  /// The pairs of a sheet.
  private static let sheetCount = 32

  /// Paints `count` of `pictures`, evenly spread over them, and measures the result.
  ///
  /// - Parameter progress: Called with the finished share, `0...1`.
  init(
    of pictures: ImageSet, count: Int, _ painter: any PicturePainter, isDigits: Bool,
    progress: (Double) -> Void
  ) throws {
    let size = pictures.imageByteCount
    let chosen = (0..<count).map { $0 * pictures.count / count }
    var seconds = 0.0
    var sums = [Double](repeating: 0, count: painter.stepCount + 1)
    var paintings: [PixelImage] = []
    for start in stride(from: 0, to: count, by: painter.batchSize) {
      // lanes without a picture of their own paint the last one once more
      let indices = (start..<(start + painter.batchSize)).map { chosen[min($0, count - 1)] }
      let targets = [UInt8](unsafeUninitializedCapacity: indices.count * size) { buffer, used in
        pictures.write(
          indices, into: UnsafeMutableBufferPointer(rebasing: buffer[..<(indices.count * size)]))
        used = indices.count * size
      }
      let clock = ContinuousClock.now
      let canvases = try painter.paintBatch(targets: targets)
      seconds += (ContinuousClock.now - clock).inSeconds
      let used = min(painter.batchSize, count - start)
      for (step, canvas) in canvases.enumerated() {
        sums[step] += squaredError(canvas, targets, count: used * size)
      }
      let last = canvases[canvases.count - 1]
      for place in 0..<used {
        paintings.append(
          try PixelImage(
            width: pictures.width, height: pictures.height, channels: pictures.channels,
            pixels: Array(last[(place * size)..<((place + 1) * size)])))
      }
      progress(Double(start + used) / Double(count))
    }
    targets = chosen.map { pictures.image(at: $0) }
    pictureCount = count
    stepCount = painter.stepCount
    self.seconds = seconds
    self.paintings = paintings
    meanSquaredErrors = sums.map { $0 / (255 * 255 * Double(size) * Double(count)) }
    (meanPSNR, meanSSIM) = try similarities(paintings, targets)
    recognisedShare = isDigits ? try agreement(paintings, targets) : nil
  }

  // MARK: Words, members, pictures

  private var meanError: Double { meanSquaredErrors[stepCount] }

  private var psnrOfMeanError: Double { -10 * log10(meanError) }

  var text: String {
    var lines = [
      line("pictures", "\(pictureCount)", "\(stepCount) steps"),
      line("mean squared error", decimal(meanError, 5)),
      line("  of blank paper", decimal(meanSquaredErrors[0], 5)),
      line(
        "  after each step", meanSquaredErrors.map { decimal($0, 5) }.joined(separator: " ")),
      line("PSNR", "\(decimal(meanPSNR, 2)) dB"),
      line("SSIM", decimal(meanSSIM)),
    ]
    if let recognisedShare {
      lines.append(line("same digit", decimal(recognisedShare)))
    }
    lines.append(line("seconds per picture", decimal(seconds / Double(pictureCount))))
    return lines.joined(separator: "\n")
  }

  func writeMembers(to writer: inout JSONWriter) {
    writer.key("mse")
    writer.number(meanError)
    writer.key("blankMSE")
    writer.number(meanSquaredErrors[0])
    writer.key("mseAfterStep")
    writer.beginArray()
    for error in meanSquaredErrors { writer.number(error) }
    writer.endArray()
    writer.key("psnr")
    writer.number(meanPSNR)
    writer.key("psnrOfMeanMSE")
    writer.number(psnrOfMeanError)
    writer.key("ssim")
    writer.number(meanSSIM)
    writer.key("recognisedShare")
    writer.number(recognisedShare)
  }

  func sheet() -> ContactSheet {
    ContactSheet(
      targets: Array(targets.prefix(Self.sheetCount)),
      reconstructions: Array(paintings.prefix(Self.sheetCount)), columns: 16)
  }

  /// The mean error after each step.
  func curve() -> LinePlot {
    let blank = [Double](repeating: meanSquaredErrors[0], count: meanSquaredErrors.count)
    var plot = LinePlot([
      LinePlot.Series("painted", values: meanSquaredErrors),
      LinePlot.Series("blank paper", values: blank),
    ])
    plot.title = "\(pictureCount) pictures"
    plot.xLabel = "actions"
    plot.yLabel = "mean squared error"
    return plot
  }
}

/// The sum of the squared differences of the first `count` samples.
private func squaredError(_ canvas: [UInt8], _ target: [UInt8], count: Int) -> Double {
  canvas.withUnsafeBufferPointer { canvas in
    target.withUnsafeBufferPointer { target in
      guard let canvas = canvas.baseAddress, let target = target.baseAddress else { return 0 }
      return Double(ImageDistance.sumOfSquaredDifferences(canvas, target, count: count))
    }
  }
}

/// The mean peak signal-to-noise ratio in decibels, and the mean structural similarity; computed on
/// all cores.
private func similarities(
  _ paintings: [PixelImage], _ targets: [PixelImage]
) throws(EvaluationError) -> (psnr: Double, ssim: Double) {
  let chunk = 32
  let count = (paintings.count + chunk - 1) / chunk
  var scores = [Result<ReconstructionScore, EvaluationError>?](repeating: nil, count: count)
  scores.withUnsafeMutableBufferPointer { scores in
    Parallel.forEach(count) { item, _ in
      let range = (item * chunk)..<min((item + 1) * chunk, paintings.count)
      scores[item] = Result { () throws(EvaluationError) in
        try ReconstructionScore(Array(paintings[range]), targets: Array(targets[range]))
      }
    }
  }
  var (psnr, ssim) = (0.0, 0.0)
  for score in scores {
    guard let score = try score?.get() else { continue }
    psnr += score.psnr.reduce(0, +)
    ssim += score.ssim.reduce(0, +)
  }
  return (psnr / Double(paintings.count), ssim / Double(paintings.count))
}

/// The share of paintings that the classifier takes for the same digit as their targets.
private func agreement(
  _ paintings: [PixelImage], _ targets: [PixelImage]
) throws(EvaluationError) -> Double {
  let classifier = try DigitScorer.shipped().classifier
  let pairs = zip(
    try classifier.classify(paintings).digits, try classifier.classify(targets).digits)
  return Double(pairs.count { $0 == $1 }) / Double(paintings.count)
}
