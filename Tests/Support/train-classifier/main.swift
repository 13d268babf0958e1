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
