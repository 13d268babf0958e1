import NeuralNet
import PaintCore
import TensorKernels

/// How the classifier is made.
public struct DigitClassifierTraining: Sendable {
  /// What determines the result, together with the data.
  public struct Options: Sendable, Equatable {
    /// How often every digit is seen, at least 1.
    public var epochs = 3
    /// Digits per step, at least 1.
    public var batchSize = 128
    /// Adam's rate at the start; it falls along half a cosine to a hundredth.
    public var learningRate = 1e-3
    /// How many digits, the last ones, are kept for measuring; at least 2.
    public var heldOutCount = 5000
    /// Determines the initial weights and the order of the digits.
    public var seed: UInt64 = 1
    /// Threads and shards of a batch, at least 1; another number changes the last bits.
    public var threads = 2

    /// Makes the options of the classifier that comes with the program.
    public init() {}
  }

  /// How far the training is, after a step.
  public struct Progress: Sendable, Equatable {
    /// Steps taken.
    public let step: Int
    /// All steps.
    public let stepCount: Int
    /// The mean cross-entropy of the step's batch in nats.
    public let loss: Double
  }

  /// Trains a classifier on all digits but the held-out ones, and measures it on these.
  ///
  /// Adam (see ``Options``) on the cross-entropy. The same data and options give the same weights,
  /// bit for bit on one kind of processor.
  /// - Parameter progress: Called after every step.
  /// - Throws: ``EvaluationError/tooFewImages(what:expected:got:)`` when nothing is left to train on.
  /// - Precondition: The options are in their ranges.
  public static func run(
    on examples: DigitExamples, options: Options = Options(),
    progress: (Progress) -> Void = { _ in }
  ) throws(EvaluationError) -> DigitScorer {
    precondition(
      options.epochs > 0 && options.batchSize > 0 && options.heldOutCount > 1
        && options.threads > 0, "options \(options)")
    let trainingCount = examples.count - options.heldOutCount
    guard trainingCount >= options.batchSize else {
      throw .tooFewImages(
        what: "training digits of \(examples.source.name)",
        expected: options.heldOutCount + options.batchSize, got: examples.count)
    }
    var random = RandomStream(key: options.seed, stream: 0)
    let classifier = DigitClassifier(using: &random)
    var loop = TrainingLoop(classifier, examples, options, trainingCount: trainingCount)
    try loop.run(progress)
    return try measure(classifier, examples, options)
  }

  private static func measure(
    _ classifier: DigitClassifier, _ examples: DigitExamples, _ options: Options
  ) throws(EvaluationError) -> DigitScorer {
    let heldOut = examples.count - options.heldOutCount..<examples.count
    let answers = try classifier.classify(
      examples.canvases(heldOut), threads: options.threads)
    return DigitScorer(
      classifier: classifier, real: try FeatureStatistics(answers),
      record: TrainingRecord(
        source: examples.source, options: options,
        accuracy: answers.accuracy(labels: examples.labels[heldOut]),
        realHalves: try FrechetDistance.betweenHalves(of: answers)))
  }
}

/// The state of a training.
private struct TrainingLoop {
  private let classifier: DigitClassifier
  private let examples: DigitExamples
  private let options: DigitClassifierTraining.Options
  private let trainingCount: Int
  private let parallel: DataParallel
  private let optimizer: Adam

  init(
    _ classifier: DigitClassifier, _ examples: DigitExamples,
    _ options: DigitClassifierTraining.Options, trainingCount: Int
  ) {
    self.classifier = classifier
    self.examples = examples
    self.options = options
    self.trainingCount = trainingCount
    parallel = DataParallel(classifier.parameters, shards: options.threads)
    optimizer = Adam(weightCount: classifier.parameters.weights.count)
  }

  /// Takes all steps; what does not fill a batch at the end of an epoch is left out of it.
  mutating func run(_ progress: (DigitClassifierTraining.Progress) -> Void) throws(EvaluationError)
  {
    let batches = trainingCount / options.batchSize
    let stepCount = batches * options.epochs
    for epoch in 0..<options.epochs {
      var random = RandomStream(key: options.seed, stream: UInt64(epoch) + 1)
      let order = shuffledIndices(trainingCount, using: &random)
      for batch in 0..<batches {
        let step = epoch * batches + batch
        let start = batch * options.batchSize
        let loss = try computeGradient(Array(order[start..<start + options.batchSize]))
        let rate = Schedule.cosine(
          Double(step) / Double(stepCount), from: options.learningRate,
          to: options.learningRate / 100)
        optimizer.step(
          classifier.parameters.weights, gradient: parallel.gradient, learningRate: Float(rate))
        progress(.init(step: step + 1, stepCount: stepCount, loss: loss))
      }
    }
  }

  /// Leaves the gradient of the mean cross-entropy in `parallel` and returns this mean.
  private func computeGradient(_ batch: [Int]) throws(EvaluationError) -> Double {
    let ink = try Ink.tensor(examples.canvases(batch)[...])
    let losses = parallel.computeGradient { shard, scope in
      let range = parallel.range(of: shard, count: batch.count)
      let output = classifier(Variable(ink.leading(range)), in: scope)
      let labels = batch[range].map { Int(examples.labels[$0]) }
      let likelihood = Categorical(logits: output.logits).logProbability(of: labels).sum()
      let loss = likelihood.scaled(by: -1 / Float(batch.count))
      return (loss, Double(loss.value.scalar))
    }
    return losses.reduce(0, +)
  }
}
