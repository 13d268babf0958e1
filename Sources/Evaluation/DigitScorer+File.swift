import Foundation
import NeuralNet
import PaintCore
import TensorKernels

// MARK: Bytes

extension DigitScorer {
  /// The scorer as a safetensors file: the weights by their names, the moments of the real digits'
  /// features, and the record as metadata.
  public var fileBytes: [UInt8] {
    var file = TensorFile()
    for parameter in classifier.parameters.layout.weights {
      file.entries.append(
        .init(
          name: parameter.name, shape: parameter.shape,
          numbers: .single(classifier.parameters.weight(parameter).scalars)))
    }
    let dimension = real.dimension
    file.entries += [
      .init(name: "real.mean", shape: [dimension], numbers: .double(real.mean)),
      .init(
        name: "real.covariance", shape: [dimension, dimension], numbers: .double(real.covariance)),
    ]
    file.metadata = record.metadata + [("real.count", "\(real.count)")]
    return file.bytes
  }

  /// Reads a scorer from the bytes of a file.
  ///
  /// - Throws: ``EvaluationError/weights(place:expected:got:)`` when the file is damaged or holds
  ///   something else.
  public init(fileBytes: [UInt8]) throws(EvaluationError) {
    let file = try TensorFile(fileBytes)
    var random = RandomStream(key: 0, stream: 0)
    let classifier = DigitClassifier(using: &random)
    var offset = 0
    for parameter in classifier.parameters.layout.weights {
      let values = try file.singles(parameter.name, shape: parameter.shape)
      classifier.parameters.weights.write(Tensor(values, shape: parameter.shape), at: offset)
      offset += parameter.count
    }
    let dimension = DigitClassifier.featureCount
    let mean = try file.doubles("real.mean", shape: [dimension])
    let covariance = try file.doubles("real.covariance", shape: [dimension, dimension])
    let count: Int = try file.value("real.count")
    guard count >= 2 else {
      throw .weights(place: "real.count", expected: "at least 2", got: "\(count)")
    }
    self.init(
      classifier: classifier,
      real: FeatureStatistics(count: count, mean: mean, covariance: covariance),
      record: try TrainingRecord(file))
  }
}

// MARK: The file that comes with the program

extension DigitScorer {
  /// Returns the scorer that comes with the program: trained on the first 55,000 digits of MNIST's
  /// training file, measured on its last 5,000.
  ///
  /// - Throws: ``EvaluationError/missingWeights(path:reason:)`` when its file is not where the build
  ///   puts it, beside the program.
  public static func shipped() throws(EvaluationError) -> DigitScorer {
    // The accessor that the build generates ends the process when the folder is missing.
    try shipped(beside: Bundle.main.bundleURL)
  }

  static func shipped(beside program: URL) throws(EvaluationError) -> DigitScorer {
    let url = program.appending(path: "spiral_Evaluation.resources/digits.safetensors")
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      let isThere = FileManager.default.fileExists(atPath: url.path)
      throw .missingWeights(path: url.path, reason: isThere ? "cannot be read" : "no such file")
    }
    return try DigitScorer(fileBytes: Array(data))
  }
}

// MARK: Metadata

extension TrainingRecord {
  fileprivate var metadata: [(name: String, text: String)] {
    [
      ("data.name", source.name), ("data.size", "\(source.size)"),
      ("data.sha256", source.checksum), ("epochs", "\(options.epochs)"),
      ("batch", "\(options.batchSize)"), ("rate", "\(options.learningRate)"),
      ("heldOut", "\(options.heldOutCount)"), ("seed", "\(options.seed)"),
      ("threads", "\(options.threads)"), ("accuracy", "\(accuracy)"),
      ("realHalves", "\(realHalves)"),
    ]
  }

  fileprivate init(_ file: TensorFile) throws(EvaluationError) {
    source = DataSource(
      name: try file.text("data.name"), size: try file.value("data.size"),
      checksum: try file.text("data.sha256"))
    var options = DigitClassifierTraining.Options()
    options.epochs = try file.value("epochs")
    options.batchSize = try file.value("batch")
    options.learningRate = try file.value("rate")
    options.heldOutCount = try file.value("heldOut")
    options.seed = try file.value("seed")
    options.threads = try file.value("threads")
    self.options = options
    accuracy = try file.value("accuracy")
    realHalves = try file.value("realHalves")
  }
}

extension TensorFile {
  fileprivate func singles(_ name: String, shape: [Int]) throws(EvaluationError) -> [Float] {
    guard case .single(let values) = try numbers(name, shape: shape) else {
      throw .weights(place: name, expected: "numbers of type F32", got: "F64")
    }
    return values
  }

  fileprivate func doubles(_ name: String, shape: [Int]) throws(EvaluationError) -> [Double] {
    guard case .double(let values) = try numbers(name, shape: shape) else {
      throw .weights(place: name, expected: "numbers of type F64", got: "F32")
    }
    return values
  }

  fileprivate func value<Number: LosslessStringConvertible>(_ name: String) throws(EvaluationError)
    -> Number
  {
    let text = try text(name)
    guard let value = Number(text) else {
      throw .weights(place: name, expected: "a number", got: text)
    }
    return value
  }
}
