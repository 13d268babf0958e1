import NeuralNet
import PaintCore
import TensorKernels
import Testing

@testable import Evaluation

@Suite struct InkTests {
  @Test func `white is no ink, black is all, and a cell is the mean of its pixels`() throws {
    #expect(try Ink.tensor([paper(255)]).scalars == [Float](repeating: 0, count: 1024))
    #expect(try Ink.tensor([paper(0)]).scalars == [Float](repeating: 1, count: 1024))
    var pixels = [UInt8](repeating: 255, count: 64 * 64)
    pixels[64 * 2 + 5] = 0
    pixels[64 * 3 + 4] = 205
    let canvas = try PixelImage(width: 64, height: 64, channels: 1, pixels: pixels)
    let ink = try Ink.tensor([canvas]).scalars
    #expect(ink[32 + 2] == 305.0 / 1020)
    #expect(ink.count { $0 != 0 } == 1)
  }

  @Test(arguments: [(32, 1), (96, 3), (128, 4)])
  func `other sizes and colours are taken`(side: Int, channels: Int) throws {
    let canvas = try PixelImage(width: side, height: side, channels: channels, filledWith: 255)
    #expect(try Ink.tensor([canvas]).scalars == [Float](repeating: 0, count: 1024))
  }

  @Test(arguments: [(64, 32), (63, 63), (16, 16)])
  func `other shapes are refused with the place in the list`(width: Int, height: Int) throws {
    let wrong = try PixelImage(width: width, height: height, channels: 1, filledWith: 0)
    let expected = EvaluationError.shape(
      place: "canvas 1", expected: "a square with a side that is a multiple of 32",
      got: [height, width, 1])
    #expect(throws: expected) { try Ink.tensor([paper(0), wrong]) }
  }
}

@Suite struct MaxPoolingTests {
  @Test func `every block becomes its largest element`() {
    let (values, shape) = images()
    let pooled = Variable(Tensor(values, shape: shape)).maxPooled()
    #expect(pooled.shape == [2, 2, 3, 3])
    #expect(pooled.value.scalars == plainPool(values, shape).map { values[$0] })
  }

  @Test func `the gradient goes to the largest element`() {
    let (values, shape) = images()
    let image = Variable(Tensor(values, shape: shape), requiresGradient: true)
    let weights = (0..<36).map { Float($0) + 1 }
    let weighted = image.maxPooled() * Variable(Tensor(weights, shape: [2, 2, 3, 3]))
    let gradient = gradients(of: weighted.sum(), by: [image])[0].value.scalars
    var expected = [Float](repeating: 0, count: values.count)
    for (index, place) in plainPool(values, shape).enumerated() { expected[place] = weights[index] }
    #expect(gradient == expected)
  }

  /// Two images of 4 rows, 6 columns and 3 channels.
  private func images() -> ([Float], [Int]) {
    var noise = Noise(seed: 21)
    return (noise.next(144).map { Float($0) - 0.5 }, [2, 4, 6, 3])
  }

  /// The place of the largest element of every block.
  private func plainPool(_ values: [Float], _ shape: [Int]) -> [Int] {
    var places: [Int] = []
    for image in 0..<shape[0] {
      for row in 0..<shape[1] / 2 {
        for column in 0..<shape[2] / 2 {
          for channel in 0..<shape[3] {
            let block = [(0, 0), (0, 1), (1, 0), (1, 1)].map { y, x in
              ((image * shape[1] + 2 * row + y) * shape[2] + 2 * column + x) * shape[3] + channel
            }
            places.append(block.reduce(block[0]) { values[$1] > values[$0] ? $1 : $0 })
          }
        }
      }
    }
    return places
  }
}

@Suite struct DigitClassifierTests {
  @Test func `an answer depends neither on its neighbours nor on the threads`() throws {
    var random = RandomStream(key: 5, stream: 0)
    let classifier = DigitClassifier(using: &random)
    let canvases = try Handmade.digits(260, seed: 8).canvases(0..<260)
    let one = try classifier.classify(canvases, threads: 1)
    let three = try classifier.classify(canvases, threads: 3)
    #expect(one == three)
    #expect(one.count == 260)
    #expect(one.features.allSatisfy { $0 >= 0 } && one.features.contains { $0 > 0 })
    for image in 0..<260 {
      let sum = one.probabilities[image * 10..<image * 10 + 10].reduce(0, +)
      #expect(abs(sum - 1) < 1e-5)
    }
    let last = try classifier.classify([canvases[259]])
    for (alone, together) in zip(last.features, one.selecting([259]).features) {
      #expect(abs(alone - together) < 1e-5)
    }
  }

  @Test func `a wrong canvas far down the list is named, and no canvas is no answer`() throws {
    var random = RandomStream(key: 5, stream: 0)
    let classifier = DigitClassifier(using: &random)
    var canvases = [PixelImage](repeating: try paper(255), count: 200)
    canvases.append(try PixelImage(width: 28, height: 28, channels: 1, filledWith: 0))
    let expected = EvaluationError.shape(
      place: "canvas 200", expected: "a square with a side that is a multiple of 32",
      got: [28, 28, 1])
    #expect(throws: expected) { try classifier.classify(canvases) }
    #expect(try classifier.classify([]) == Classification())
  }

  @Test func `it has as many weights as its description says`() {
    var random = RandomStream(key: 5, stream: 0)
    #expect(DigitClassifier(using: &random).parameters.weights.count == 104_618)
  }
}

@Suite struct ClassificationTests {
  @Test func `digits, confidences, selections and accuracy of two images`() {
    var probabilities = [Float](repeating: 0.05, count: 20)
    probabilities[4] = 0.55
    probabilities[19] = 0.5
    let features = (0..<128).map(Float.init)
    let both = Classification(features: features, probabilities: probabilities)
    #expect(both.digits == [4, 9])
    #expect(both.confidences == [0.55, 0.5])
    #expect(both.accuracy(labels: [4, 8]) == 0.5)
    let second = both.selecting([1])
    #expect(second.digits == [9] && second.features == (64..<128).map(Float.init))
    #expect(Classification().accuracy(labels: []) == 0)
  }
}
