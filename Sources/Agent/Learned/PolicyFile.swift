import EnvironmentAPI
import NeuralNet

/// What is wrong with a file of a policy, or with using it here.
public struct PolicyFileError: Error, Equatable, CustomStringConvertible {
  /// Where in the file, or what about the environment.
  public let place: String
  /// What would be right.
  public let expected: String
  /// What was there.
  public let got: String

  /// One line for people.
  public var description: String { "\(place): expected \(expected), got \(got)" }
}

/// A trained policy as a safetensors file: the weights, and in the metadata what they fit to.
enum PolicyFile {
  private static let format = "spiral-policy-1"

  /// Returns the file of a policy.
  ///
  /// - Parameter notes: What made it: data, seed, environment.
  static func make(
    _ network: PolicyNetwork, _ parameters: ParameterSet, notes: [String: String]
  ) -> SafetensorsFile {
    var metadata = notes.merging(network.layout.configuration.metadata) { $1 }
    metadata["format"] = format
    metadata["decisions"] = signature(network.sequence)
    metadata["canvasSide"] = "\(network.layout.canvasSide)"
    return SafetensorsFile(parameters.namedTensors(), metadata: metadata)
  }

  /// Reads a policy for an environment.
  ///
  /// - Throws: `PolicyFileError` when it was trained for other actions or another canvas,
  ///   `SafetensorsError` when its tensors do not fit.
  static func open(
    _ file: SafetensorsFile, for specification: PaintingSpecification
  ) throws -> (network: PolicyNetwork, parameters: ParameterSet) {
    try expect("format", file.metadata["format"], format)
    let configuration = try PolicyConfiguration(metadata: file.metadata)
    let sequence = try DecisionSequence(specification.action).deciding(configuration.placeHead)
    try expect("the environment's actions", signature(sequence), file.metadata["decisions"])
    let side = specification.canvasShape[1]
    try expect("the environment's canvas", "\(side)", file.metadata["canvasSide"])
    try expect(
      "the environment's channels", "\(specification.canvasShape[2])",
      "\(configuration.canvasChannels)")
    let network = PolicyNetwork(
      PolicyInputLayout(
        configuration: configuration, places: sequence.places, canvasSide: side), sequence)
    var random = SystemRandomNumberGenerator()
    let parameters = ParameterSet(network.parameters, using: &random)
    try parameters.load(file)
    return (network, parameters)
  }

  private static func expect(
    _ place: String, _ got: String?, _ expected: String?
  ) throws(PolicyFileError) {
    guard let got, got == expected else {
      throw PolicyFileError(place: place, expected: expected ?? "a policy", got: got ?? "none")
    }
  }

  /// The decisions by name and number of classes.
  private static func signature(_ sequence: DecisionSequence) -> String {
    sequence.decisions.map { "\($0.name):\($0.count)" }.joined(separator: " ")
  }
}

extension PolicyConfiguration {
  /// The fields by name, for the metadata of a file.
  var metadata: [String: String] {
    [
      "side": "\(side)", "canvasChannels": "\(canvasChannels)", "hasTarget": "\(hasTarget)",
      "channels": channels.map(String.init).joined(separator: ","), "width": "\(width)",
      "noise": "\(noise)", "maximumSteps": "\(maximumSteps)", "core": core.rawValue,
      "placeHead": placeHead.rawValue,
    ]
  }

  /// Reads what `metadata` wrote; older files name neither core nor place head.
  init(metadata: [String: String]) throws(PolicyFileError) {
    func integer(_ name: String, _ range: ClosedRange<Int>) throws(PolicyFileError) -> Int {
      guard let value = metadata[name].flatMap({ Int($0) }), range.contains(value) else {
        throw PolicyFileError(
          place: name, expected: "a number in \(range)", got: metadata[name] ?? "none")
      }
      return value
    }
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
      _ name: String, _ usual: Choice
    ) throws(PolicyFileError) -> Choice {
      guard let text = metadata[name] else { return usual }
      guard let choice = Choice(rawValue: text) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: " or ")
        throw PolicyFileError(place: name, expected: known, got: text)
      }
      return choice
    }
    core = try choice("core", PolicyCore.feedForward)
    placeHead = try choice("placeHead", PlaceHead.rowColumn)
    side = try integer("side", 8...256)
    canvasChannels = try integer("canvasChannels", 1...4)
    width = try integer("width", 1...4096)
    noise = try integer("noise", 0...1024)
    maximumSteps = try integer("maximumSteps", 1...1_000_000)
    hasTarget = metadata["hasTarget"] == "true"
    let list = (metadata["channels"] ?? "").split(separator: ",").map { Int($0) ?? 0 }
    guard (1...6).contains(list.count), list.allSatisfy((1...1024).contains) else {
      throw PolicyFileError(
        place: "channels", expected: "a list of numbers", got: metadata["channels"] ?? "none")
    }
    channels = list
  }
}
