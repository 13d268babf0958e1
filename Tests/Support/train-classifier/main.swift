import Datasets
import Evaluation
import ImageFiles
import PaintCore

// Makes Sources/Evaluation/Weights/digits.safetensors again:
// train-classifier train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz OUTPUT
let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  print("usage: train-classifier IMAGES LABELS OUTPUT")
  throw EvaluationError.data("expected 3 arguments, got \(arguments.count - 1)")
}
let name = arguments[1].split(separator: "/").last.map(String.init) ?? arguments[1]
let examples = try DigitExamples(
  imageFile: FileBytes.read(arguments[1]), labelFile: FileBytes.read(arguments[2]), name: name)
let clock = ContinuousClock()
let start = clock.now
let scorer = try DigitClassifierTraining.run(on: examples) { progress in
  if progress.step % 50 == 0 {
    print("step \(progress.step)/\(progress.stepCount) loss \(progress.loss)", clock.now - start)
  }
}
print("accuracy \(scorer.record.accuracy), real halves \(scorer.record.realHalves)")
print("training and measuring took \(clock.now - start)")
try FileBytes.write(scorer.fileBytes, to: arguments[3])

// MARK: What the figures of 2,000 canvases mean

let canvases = try examples.canvases(0..<2000)
for threads in [1, 2] {
  let start = clock.now
  _ = try scorer.classifier.classify(canvases, threads: threads)
  let seconds = (clock.now - start) / .seconds(1)
  print("\(threads) threads classify \(2000 / seconds) canvases per second")
}
let statisticsStart = clock.now
_ = FrechetDistance.between(scorer.real, scorer.real)
print("one distance takes", clock.now - statisticsStart)
let blank = try PixelImage(width: 64, height: 64, channels: 1, filledWith: 255)
var random = RandomStream(key: 1, stream: 1)
print("training digits", try scorer.score(canvases))
print("blank", try scorer.score([PixelImage](repeating: blank, count: 2000)))
print("noise", try scorer.score((0..<2000).map { _ in try noise(using: &random) }))
for count in [3, 6] {
  let scribbles = try (0..<2000).map { _ in try scribble(strokes: count, using: &random) }
  print("\(count) straight strokes", try scorer.score(scribbles))
}

/// A canvas of independent grey pixels.
func noise(using random: inout RandomStream) throws -> PixelImage {
  let pixels = (0..<64 * 64).map { _ in UInt8(random.integer(below: 256)) }
  return try PixelImage(width: 64, height: 64, channels: 1, pixels: pixels)
}

/// A canvas with black lines, 6 pixels wide, between random points.
func scribble(strokes: Int, using random: inout RandomStream) throws -> PixelImage {
  var pixels = [UInt8](repeating: 255, count: 64 * 64)
  for _ in 0..<strokes {
    let ends = (0..<4).map { _ in 4 + 56 * random.uniform() }
    for step in 0...64 {
      let t = Double(step) / 64
      let column = Int(ends[0] + t * (ends[2] - ends[0]))
      let row = Int(ends[1] + t * (ends[3] - ends[1]))
      for y in row - 3..<row + 3 {
        for x in column - 3..<column + 3 { pixels[y * 64 + x] = 0 }
      }
    }
  }
  return try PixelImage(width: 64, height: 64, channels: 1, pixels: pixels)
}
