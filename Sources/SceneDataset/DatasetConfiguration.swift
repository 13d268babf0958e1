public import Scene3D

/// What a dataset is made of; with the same configuration the same files come out.
public struct DatasetConfiguration: Sendable, Equatable {
  /// The scene file's name, without folders.
  public var scene: String
  /// The digest of the scene file and of what it refers to.
  public var sceneDigest: String
  /// The program and its version.
  public var program: String
  /// What all random choices depend on, together with the number of the image.
  public var seed: UInt64
  /// The number of the first image.
  public var start: Int
  /// How many images there are.
  public var count: Int
  /// How many objects a scene has; nil for what the scene file says.
  public var objects: ClosedRange<Int>?
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int
  /// Samples a pixel.
  public var samples: Int
  /// What is stored of every picture.
  public var channels: [DatasetChannel]
  /// In how many tar archives; nil for folders of files.
  public var shards: Int?

  /// Numbers have six digits.
  public static let largestImageCount = 1_000_000

  /// Makes a configuration of folders with pictures.
  public init(
    scene: String, sceneDigest: String, program: String, seed: UInt64, count: Int, size: Int
  ) {
    (self.scene, self.sceneDigest, self.program) = (scene, sceneDigest, program)
    (self.seed, self.start, self.count) = (seed, 0, count)
    (width, height, samples, channels) = (size, size, 4, [.rgb])
  }

  /// Checks the choices against each other.
  ///
  /// - Throws: ``SceneDatasetError/choice(name:expected:got:)`` for the first that is out of range.
  public func validate() throws(SceneDatasetError) {
    try Self.check("count", count, 1...Self.largestImageCount)
    try Self.check("start", start, 0...Self.largestImageCount - count)
    try Self.check("width", width, 8...4096)
    try Self.check("height", height, 8...4096)
    guard [1, 4, 9, 16].contains(samples) else {
      throw .choice(name: "samples", expected: "1, 4, 9 or 16", got: "\(samples)")
    }
    if let objects {
      try Self.check("objects", objects.lowerBound, 0...100)
      try Self.check("objects", objects.upperBound, 1...100)
    }
    if let shards { try Self.check("shards", shards, 1...min(count, 100_000)) }
  }

  private static func check(
    _ name: String, _ value: Int, _ range: ClosedRange<Int>
  ) throws(SceneDatasetError) {
    guard range.contains(value) else {
      let expected = "\(range.lowerBound)...\(range.upperBound)"
      throw .choice(name: name, expected: expected, got: "\(value)")
    }
  }
}

extension DatasetConfiguration {
  /// What stands at the beginning of the annotation file.
  public func annotationHeader(_ file: SceneFile) -> [UInt8] { SceneAnnotator(file).header(self) }
}

// MARK: Names and ranges

extension DatasetConfiguration {
  /// The numbers of the images.
  var images: Range<Int> { start..<start + count }

  /// The images of every archive, in order; of the whole dataset when there are no archives.
  var shardRanges: [Range<Int>] {
    let shards = shards ?? 1
    return (0..<shards).map { shard in
      start + count * shard / shards..<start + count * (shard + 1) / shards
    }
  }

  /// The six digits of a number.
  static func digits(_ index: Int) -> String {
    let text = String(index)
    return String(repeating: "0", count: max(0, 6 - text.utf8.count)) + text
  }

  /// The path of a file inside the dataset.
  static func path(of channel: DatasetChannel, _ index: Int) -> String {
    "\(folder(of: channel, index))/\(digits(index))\(channel.fileEnding)"
  }

  /// The folder of a file: a thousand images each.
  static func folder(of channel: DatasetChannel, _ index: Int) -> String {
    "\(channel.folder)/\(digits(index).prefix(3))"
  }

  /// What the annotation file calls an image.
  func imageName(_ index: Int) -> String {
    shards == nil ? Self.path(of: .rgb, index) : Self.digits(index) + ".png"
  }

  /// The name of an archive.
  static func shardName(_ shard: Int) -> String {
    let text = String(shard)
    return "shard-" + String(repeating: "0", count: max(0, 5 - text.utf8.count)) + text + ".tar"
  }
}
