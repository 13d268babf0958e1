import EnvironmentAPI
import JSONText
import WireProtocol

/// The pictures of one request, checked: equally many under every name.
struct PictureBatch {
  /// The bytes, `[count, height, width, channels]`, by the name of the parameter.
  private(set) var pictures: [String: [UInt8]] = [:]
  /// The number of pictures under each name.
  private(set) var count = 0
  /// The targets of a conditional critic.
  private(set) var targets: [UInt8]?
  /// Which pictures are the last of their episode; empty when nobody says.
  private(set) var ends: [Bool] = []

  /// Reads the parameters called `names`, `targets` for a conditional critic, and `ends`.
  ///
  /// - Throws: `JSONError` or `WireError`.
  init(
    _ parameters: Parameters, _ names: [String], allowsEnds: Bool,
    for configuration: CriticConfiguration
  ) throws {
    let wanted = names + (configuration.isConditional ? ["targets"] : [])
    let known = wanted + (allowsEnds ? ["ends"] : [])
    var counts: [String: Int] = [:]
    var scanner = parameters.scanner()
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      let name = scanner.text(of: key)
      guard known.contains(name) else {
        throw scanner.unknownMember(key, known: known.joined(separator: ", "))
      }
      if name == "ends" {
        ends = try Self.booleans(&scanner)
        counts[name] = ends.count
      } else {
        counts[name] = try read(name, &scanner, configuration)
      }
    }
    for name in wanted where counts[name] == nil {
      throw scanner.error(at: 0, expected: "the member \"\(name)\"")
    }
    count = counts[names[0]] ?? 0
    for (name, other) in counts.sorted(by: { $0.key < $1.key }) where other != count {
      throw WireError(
        .invalidParams, "\(names[0]) has \(count) pictures and \(name) \(other)", name: name,
        expected: "\(count)", got: "\(other)")
    }
    targets = pictures.removeValue(forKey: "targets")
  }

  /// Calls `body` with the targets, or nil.
  func withTargets<Result>(_ body: (UnsafeBufferPointer<UInt8>?) throws -> Result) rethrows
    -> Result
  {
    guard let targets else { return try body(nil) }
    return try targets.withUnsafeBufferPointer(body)
  }

  private mutating func read(
    _ name: String, _ scanner: inout JSONScanner, _ configuration: CriticConfiguration
  ) throws -> Int {
    let start = scanner.offset
    let header = try scanner.tensorHeader()
    let shape = configuration.pictureShape
    guard header.type == .uint8, header.shape.count == 4, Array(header.shape[1...]) == shape
    else {
      throw scanner.error(
        at: start, expected: "\(name), uint8 of shape [n, \(shape[0]), \(shape[1]), \(shape[2])]",
        got: header.summary)
    }
    guard header.shape[0] <= CriticSession.maximumPictures else {
      throw WireError(
        .resourceLimit, "\(name) has \(header.shape[0]) pictures", name: name,
        expected: "at most \(CriticSession.maximumPictures)", got: "\(header.shape[0])")
    }
    pictures[name] = try scanner.bytes(of: header)
    return header.shape[0]
  }

  private static func booleans(_ scanner: inout JSONScanner) throws(JSONError) -> [Bool] {
    var values: [Bool] = []
    try scanner.beginArray()
    while try scanner.nextElement() { values.append(try scanner.boolean()) }
    return values
  }
}

extension CriticConfiguration {
  /// Height, width, channels.
  public var pictureShape: [Int] { [imageHeight, imageWidth, channels] }

  /// What pictures are scored, in a few characters.
  var pictureSummary: String {
    pictureShape.map(String.init).joined(separator: "x")
      + (isConditional ? " with targets" : " without targets")
  }
}
