public import JSONText

extension SceneFile {
  /// What a scene file shows of itself when no scene is asked for.
  public enum Example: Sendable {
    /// The stage with its fixed objects alone.
    case stage
    /// The first random scene of a seed.
    case random(seed: UInt64)
    /// The stage and one more object.
    case object(SceneObject)
  }

  /// Returns the scene that shows best what the file is for.
  public func exampleScene() throws(JSONFileError) -> Scene {
    switch example {
    case .stage: return stage
    case .random(let seed): return try SceneSampler(self).scene(seed: seed, index: 0).scene
    case .object(let object):
      var scene = stage
      scene.objects.append(object)
      return scene
    }
  }
}

extension SceneFileReader {
  /// Reads the member `example`; it comes last, because it may need all others.
  func example(_ node: JSONNode) throws(JSONError) -> SceneFile.Example {
    try node.allowOnly(["seed", "voxels"])
    if let voxels = node["voxels"] {
      guard node["seed"] == nil else { throw node.error(expected: "seed or voxels, not both") }
      return .object(try file.voxels(voxels, assets))
    }
    let seed = try node.member("seed")
    guard file.sampler != nil else {
      throw seed.error(expected: "a sampler in a file with random scenes")
    }
    return .random(seed: UInt64(try seed.integer(in: 0...1 << 53)))
  }
}
