import PaintCore
import Testing

@testable import Evaluation

@Suite(.serialized) struct DigitClassifierTrainingTests {
  private var options: DigitClassifierTraining.Options {
    var options = DigitClassifierTraining.Options()
    options.epochs = 4
    options.batchSize = 16
    options.heldOutCount = 40
    return options
  }

  @Test func `bars are told apart after a few steps, the same bit for bit each time`() throws {
    let digits = try Handmade.digits(360, seed: 4)
    var losses: [Double] = []
    let scorer = try DigitClassifierTraining.run(on: digits, options: options) { progress in
      losses.append(progress.loss)
      #expect(progress.step == losses.count && progress.stepCount == 80)
    }
    #expect(losses.count == 80)
    #expect(abs(losses[0] - 2.3) < 0.2 && losses[79] < 0.3)
    #expect(scorer.record.accuracy > 0.9)
    #expect(scorer.real.count == 40)
    let again = try DigitClassifierTraining.run(on: digits, options: options)
    #expect(hash(again) == hash(scorer))
    var other = options
    other.seed = 2
    let different = try DigitClassifierTraining.run(on: digits, options: other)
    #expect(hash(different) != hash(scorer))
  }

  /// Short, because the testing library takes minutes to tell how two long arrays differ.
  private func hash(_ scorer: DigitScorer) -> String { SHA256.hexadecimal(of: scorer.fileBytes) }

  @Test func `digits that are all held out are too few`() throws {
    let digits = try Handmade.digits(50, seed: 4)
    let expected = EvaluationError.tooFewImages(
      what: "training digits of bars", expected: 56, got: 50)
    #expect(throws: expected) { try DigitClassifierTraining.run(on: digits, options: options) }
  }
}

@Suite struct DigitExamplesTests {
  @Test func `a digit is enlarged and inverted`() throws {
    let digits = try Handmade.digits(3, seed: 4)
    let canvas = try digits.canvas(at: 2)
    #expect(canvas.shape == [64, 64, 1])
    // the bar is dark on bright paper
    let column = Int((Double(digits.labels[2]) * 2 + 5) / 28 * 64)
    #expect(canvas.pixels[64 * 32 + column] < 60 && canvas.pixels[64 * 32 + 63] > 200)
  }

  @Test func `files that do not go together, wrong labels and absent digits are named`() throws {
    let pixels = [UInt8](repeating: 0, count: 2 * 28 * 28)
    let images = [0, 0, 8, 3] + Handmade.big(2) + Handmade.big(28) + Handmade.big(28) + pixels
    func examples(_ labels: [UInt8]) throws -> DigitExamples {
      try DigitExamples(
        imageFile: images, labelFile: [0, 0, 8, 1] + Handmade.big(labels.count) + labels, name: "x")
    }
    #expect(throws: EvaluationError.countsDiffer(what: "images and labels of x", 2, 3)) {
      try examples([1, 2, 3])
    }
    #expect(throws: EvaluationError.data("x: label 1 is 10, expected a digit")) {
      try examples([1, 10])
    }
    #expect(throws: EvaluationError.self) { try examples([1, 2]).canvas(at: 2) }
    #expect(throws: EvaluationError.self) {
      try DigitExamples(imageFile: [1, 2, 3], labelFile: [], name: "x")
    }
  }
}

@Suite struct SHA256Tests {
  /// From `sha256sum`; the first two are in FIPS 180-4's examples.
  @Test(arguments: [
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
      String(repeating: "a", count: 119),
      "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"
    ),
  ]) func `hashes of known texts`(text: String, expected: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == expected)
  }
}
