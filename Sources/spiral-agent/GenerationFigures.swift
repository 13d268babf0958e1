import Agent
import Evaluation
import JSONText
import PaintCore

/// The figures of one set of pictures.
struct GenerationFigures {
  let score: GenerationScore
  /// The share that hardly differs from the blank canvas.
  let blankShare: Double
  /// The mean darkness, `0...1`.
  let meanInk: Double

  /// The mean difference from the blank canvas below which a picture counts as blank, `0...1`.
  private static let blankLimit = TrainingOptions().blankThreshold

  init(_ score: GenerationScore, _ images: [PixelImage], blank: PixelImage) {
    self.score = score
    var (blankCount, light) = (0, 0)
    for image in images {
      var difference = 0
      for (sample, paper) in zip(image.pixels, blank.pixels) {
        difference += abs(Int(sample) - Int(paper))
      }
      if Float(difference) < Self.blankLimit * Float(255 * image.pixels.count) { blankCount += 1 }
      light += image.grey().pixels.reduce(0) { $0 + Int($1) }
    }
    blankShare = Double(blankCount) / Double(images.count)
    let pixelCount = images.count * blank.width * blank.height
    meanInk = 1 - Double(light) / (255 * Double(pixelCount))
  }

  func write(to writer: inout JSONWriter, isDigits: Bool) {
    writer.beginObject()
    writer.key("pictures")
    writer.integer(score.count)
    writer.key("blankShare")
    writer.number(blankShare)
    writer.key("meanInk")
    writer.number(meanInk)
    writer.key("frechet")
    writer.number(score.frechet)
    if isDigits {
      writer.key("recognisedShare")
      writer.number(score.shareAbove90)
      writer.key("meanConfidence")
      writer.number(score.meanConfidence)
      writer.key("classEntropy")
      writer.number(score.classEntropy)
      writer.key("histogram")
      writer.beginArray()
      for count in score.histogram { writer.integer(count) }
      writer.endArray()
    }
    writer.endObject()
  }
}
