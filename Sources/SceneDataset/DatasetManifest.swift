import JSONText

/// `manifest.json`: the configuration of a dataset, so that it can be made again and continued.
struct DatasetManifest {
  /// The content of the file.
  let bytes: [UInt8]

  private static let formatVersion = 1

  init(_ configuration: DatasetConfiguration) {
    var writer = JSONWriter()
    writer.beginObject()
    Self.writeFormat(configuration, &writer)
    Self.writeChoices(configuration, &writer)
    writer.endObject()
    writer.endLine()
    bytes = writer.bytes
  }

  private static func writeFormat(
    _ configuration: DatasetConfiguration, _ writer: inout JSONWriter
  ) {
    writer.key("format")
    writer.string("spiral-dataset")
    writer.key("formatVersion")
    writer.integer(formatVersion)
    writer.key("program")
    writer.string(configuration.program)
    writer.key("scene")
    writer.string(configuration.scene)
    writer.key("sceneDigest")
    writer.string(configuration.sceneDigest)
  }

  private static func writeChoices(
    _ configuration: DatasetConfiguration, _ writer: inout JSONWriter
  ) {
    writer.key("seed")
    writer.unsigned64(configuration.seed)
    writer.key("start")
    writer.integer(configuration.start)
    writer.key("count")
    writer.integer(configuration.count)
    writer.key("objects")
    if let objects = configuration.objects {
      writer.beginArray()
      writer.integer(objects.lowerBound)
      writer.integer(objects.upperBound)
      writer.endArray()
    } else {
      writer.null()
    }
    writer.key("width")
    writer.integer(configuration.width)
    writer.key("height")
    writer.integer(configuration.height)
    writer.key("samples")
    writer.integer(configuration.samples)
    writer.key("channels")
    writer.beginArray()
    for channel in configuration.channels { writer.string(channel.rawValue) }
    writer.endArray()
    writer.key("tarShards")
    if let shards = configuration.shards { writer.integer(shards) } else { writer.null() }
  }

  /// What is different in the manifest of a folder, in words; nothing when it is this one.
  ///
  /// - Returns: Nil when `other` is no manifest.
  func differences(from other: [UInt8]) -> [String]? {
    guard let theirs = try? JSON.parse(other), let ours = try? JSON.parse(bytes),
      let format = theirs["format"], format == ours["format"],
      case .object(let members) = ours.value
    else { return nil }
    return members.compactMap { member in
      let there = theirs[member.name]
      guard there != member.value else { return nil }
      let text = there.map(Self.text) ?? "missing"
      return "\(member.name) is \(text) there and \(Self.text(member.value)) here"
    }
  }

  private static func text(_ node: JSONNode) -> String {
    switch node.value {
    case .null: "not given"
    case .boolean(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .string(let text): text
    case .array(let elements): elements.map(text).joined(separator: ",")
    case .object: "an object"
    }
  }
}
