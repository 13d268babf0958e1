import Foundation
import PaintCore
import Testing

@testable import Evaluation

@Suite struct DigitScorerFileTests {
  @Test func `a file gives back what was written`() throws {
    let scorer = try madeUp()
    let copy = try DigitScorer(fileBytes: scorer.fileBytes)
    #expect(SHA256.hexadecimal(of: copy.fileBytes) == SHA256.hexadecimal(of: scorer.fileBytes))
    #expect(copy.real == scorer.real)
    #expect(copy.record == scorer.record)
    let canvases = try Handmade.digits(3, seed: 1).canvases(0..<3)
    #expect(try copy.classifier.classify(canvases) == scorer.classifier.classify(canvases))
  }

  @Test func `a file that was cut off anywhere is refused`() throws {
    let bytes = try madeUp().fileBytes
    for length in [0, 7, 8, 100, 1000, bytes.count / 2, bytes.count - 1] {
      #expect(throws: EvaluationError.self) { try DigitScorer(fileBytes: Array(bytes[..<length])) }
    }
  }

  @Test func `damaged headers are errors, never traps`() throws {
    let bytes = try madeUp().fileBytes
    let headerEnd = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    var noise = Noise(seed: 12)
    for _ in 0..<300 {
      var damaged = bytes
      damaged[Int(noise.next() * Double(headerEnd))] = UInt8(noise.next() * 256)
      _ = try? DigitScorer(fileBytes: damaged)
    }
  }

  @Test(arguments: ["-9223372036854775808", "9223372036854775807", "0", "9"])
  func `an array that ends before it starts or behind the file is refused`(end: String) throws {
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,\#(end)]}}"#
    let bytes = [UInt8(header.utf8.count)] + [0, 0, 0, 0, 0, 0, 0] + header.utf8
    #expect(throws: EvaluationError.self) {
      try TensorFile(bytes + [UInt8](repeating: 0, count: 8))
    }
    let whole = header.replacing(",\(end)]", with: ",8]")
    let length = UInt8(whole.utf8.count)
    let file = try TensorFile(
      [length, 0, 0, 0, 0, 0, 0, 0] + whole.utf8 + [UInt8](repeating: 0, count: 8))
    #expect(file.entries.map(\.numbers) == [.single([0])])
  }

  @Test func `a file of something else says what is missing`() throws {
    var file = TensorFile()
    file.entries = [.init(name: "other", shape: [2], numbers: .single([1, 2]))]
    let expected = EvaluationError.weights(
      place: "weights", expected: "an array classifier.convolution.0.weight", got: "none")
    #expect(throws: expected) { try DigitScorer(fileBytes: file.bytes) }
  }

  private func madeUp() throws -> DigitScorer {
    var random = RandomStream(key: 3, stream: 0)
    let classifier = DigitClassifier(using: &random)
    let digits = try Handmade.digits(20, seed: 2)
    let answers = try classifier.classify(digits.canvases(0..<20))
    return DigitScorer(
      classifier: classifier, real: try FeatureStatistics(answers),
      record: TrainingRecord(
        source: digits.source, options: .init(), accuracy: 0.1234567890123,
        realHalves: try FrechetDistance.betweenHalves(of: answers)))
  }
}

/// The scorer that comes with the program, on digits it has not seen.
@Suite(.serialized) struct ShippedScorerTests {
  @Test func `its record says what it was made of and how good it is`() throws {
    let record = try DigitScorer.shipped().record
    #expect(record.source.name == "train-images-idx3-ubyte.gz")
    #expect(record.source.size == 9_912_422)
    #expect(
      record.source.checksum == "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")
    #expect(record.accuracy >= 0.98 && record.realHalves < 10)
  }

  @Test func `a program without its weights says which file it misses`() {
    let expected = EvaluationError.missingWeights(
      path: "/nowhere/spiral_Evaluation.resources/digits.safetensors", reason: "no such file")
    #expect(throws: expected) { try DigitScorer.shipped(beside: URL(filePath: "/nowhere")) }
    #expect(expected.description.contains("beside the program"))
  }

  @Test(.enabled(if: SharedData.isPresent, "needs MNIST in ../shared/data/mnist"))
  func `it tells 98 percent of the held-out digits right, as its record says`() throws {
    let scorer = try DigitScorer.shipped()
    let digits = try SharedData.digits()
    let answers = try scorer.classifier.classify(digits.canvases(55000..<60000))
    let accuracy = answers.accuracy(labels: digits.labels[55000...])
    #expect(accuracy >= 0.98)
    #expect(abs(accuracy - scorer.record.accuracy) < 0.0005)
    let halves = try FrechetDistance.betweenHalves(of: answers)
    #expect(abs(halves - scorer.record.realHalves) < 0.01 * scorer.record.realHalves)
    let statistics = try FeatureStatistics(answers)
    #expect(FrechetDistance.between(statistics, scorer.real) < 1e-3)
  }

  @Test(.enabled(if: SharedData.isPresent, "needs MNIST in ../shared/data/mnist"))
  func `real digits score far better than random strokes`() throws {
    let scorer = try DigitScorer.shipped()
    let real = try scorer.score(SharedData.digits().canvases(0..<2000))
    let scribbles = try scorer.score(scribbles(2000))
    #expect(real.shareAbove90 > 0.9 && real.classEntropy > 2.25)
    #expect(real.frechet < 3 * scorer.record.realHalves)
    #expect(scribbles.frechet > 10 * real.frechet)
    let brackets = try scorer.brackets(randomStrokes: self.scribbles(500))
    #expect(brackets.progress(ofFrechet: real.frechet) > 0.5)
    #expect(abs(brackets.progress(ofFrechet: scribbles.frechet)) < 0.1)
  }

  @Test func `noise and blank paper are far from digits`() throws {
    let scorer = try DigitScorer.shipped()
    var noise = Noise(seed: 77)
    let grain = try (0..<200).map { _ in
      try PixelImage(
        width: 64, height: 64, channels: 1,
        pixels: noise.next(64 * 64).map { UInt8($0 * 256) })
    }
    let blank = [PixelImage](repeating: try paper(255), count: 200)
    #expect(try scorer.score(grain).frechet > 1000)
    let blankScore = try scorer.score(blank)
    #expect(blankScore.frechet > 1000)
    #expect(blankScore.classEntropy == 0)
  }

  /// Canvases with three straight strokes of six pixels' width between random points.
  private func scribbles(_ count: Int) throws -> [PixelImage] {
    var noise = Noise(seed: 31)
    return try (0..<count).map { _ in
      var pixels = [UInt8](repeating: 255, count: 64 * 64)
      for _ in 0..<3 {
        let ends = noise.next(4).map { 4 + 56 * $0 }
        for step in 0...64 {
          let t = Double(step) / 64
          let (x, y) = (ends[0] + t * (ends[2] - ends[0]), ends[1] + t * (ends[3] - ends[1]))
          for row in Int(y) - 3..<Int(y) + 3 {
            for column in Int(x) - 3..<Int(x) + 3 { pixels[row * 64 + column] = 0 }
          }
        }
      }
      return try PixelImage(width: 64, height: 64, channels: 1, pixels: pixels)
    }
  }
}
