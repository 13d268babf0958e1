import ImageFiles
import NeuralNet

extension Critic {
  private static let format = "spiral-critic-1"

  /// Returns the whole critic as the bytes of a safetensors file: weights, singular vectors,
  /// optimiser, and in its metadata the configuration, the seed and the number of steps, from which
  /// the random numbers of the next step follow. A critic read from it goes on exactly as this one.
  public func checkpoint() -> [UInt8] {
    SafetensorsFile(
      parameters.namedTensors() + optimizer.namedTensors("adam"),
      metadata: [
        "format": Self.format, "configuration": configuration.json(), "seed": "\(seed)",
        "steps": "\(stepCount)",
      ]
    ).encoded()
  }

  /// Reads a file that holds what `checkpoint` returned.
  ///
  /// - Throws: When the file cannot be read, or what is wrong in it first.
  public convenience init(contentsOf path: String, shards: Int = 2) throws(CriticError) {
    let bytes: [UInt8]
    do { bytes = try FileBytes.read(path) } catch { throw .unreadable("\(error)") }
    try self.init(checkpoint: bytes, shards: shards)
  }

  /// Reads what `checkpoint` returned.
  ///
  /// - Throws: What is wrong first, for any bytes.
  public convenience init(checkpoint bytes: [UInt8], shards: Int = 2) throws(CriticError) {
    let file: SafetensorsFile
    do { file = try SafetensorsFile(parsing: bytes) } catch {
      throw .malformedCheckpoint("\(error)")
    }
    guard file.metadata["format"] == Self.format else {
      throw .malformedCheckpoint(
        "expected the format \(Self.format), got \(file.metadata["format"] ?? "none")")
    }
    let configuration = try CriticConfiguration(json: file.metadata["configuration"] ?? "")
    guard let seed = UInt64(file.metadata["seed"] ?? ""),
      let steps = Int(file.metadata["steps"] ?? ""), (0..<1 << 38).contains(steps)
    else {
      throw .malformedCheckpoint("expected a seed and a number of steps in the metadata")
    }
    // Before any memory is taken for what the configuration promises.
    let weightCount = CriticNetwork(configuration).layout.weightCount
    guard weightCount <= bytes.count / 4 else {
      throw .malformedCheckpoint("\(bytes.count) bytes cannot hold \(weightCount) weights")
    }
    self.init(configuration, seed: seed, shards: shards)
    do {
      try parameters.load(file)
      try optimizer.load(file, "adam")
    } catch { throw .malformedCheckpoint("\(error)") }
    stepCount = steps
  }
}
