public import NeuralNet

/// What the file of a policy says of it, before there is an environment.
public struct PolicySummary: Sendable, Equatable {
  /// Whether it paints what it is shown; otherwise it invents.
  public let needsTarget: Bool
  /// The most actions of a picture.
  public let maximumSteps: Int

  /// Reads the metadata.
  ///
  /// - Throws: `PolicyFileError` when the file is no policy.
  public init(_ file: SafetensorsFile) throws(PolicyFileError) {
    guard let format = file.metadata["format"], format.hasPrefix("spiral-policy") else {
      throw PolicyFileError(
        place: "format", expected: "a policy", got: file.metadata["format"] ?? "none")
    }
    let configuration = try PolicyConfiguration(metadata: file.metadata)
    needsTarget = configuration.hasTarget
    maximumSteps = configuration.maximumSteps
  }
}
