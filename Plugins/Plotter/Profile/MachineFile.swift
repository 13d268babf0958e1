public import JSONText

extension MachineProfile {
  /// Reads a machine profile, JSON of at most `MachineFile.largestSize` bytes.
  ///
  /// The format is described in the plugin's README. Unknown members are errors.
  /// - Throws: `JSONFileError` with line and column.
  public init(json bytes: [UInt8], name file: String) throws(JSONFileError) {
    do throws(JSONError) {
      guard bytes.count <= MachineFile.largestSize else {
        throw JSONError(
          position: JSONPosition(), expected: "at most \(MachineFile.largestSize) bytes",
          got: "\(bytes.count)")
      }
      self = try MachineFile.profile(try JSON.parse(bytes))
    } catch {
      throw JSONFileError(file: file, error)
    }
  }
}

/// The reader of machine profiles.
enum MachineFile {
  /// Bytes; profiles have about 2000.
  static let largestSize = 1 << 20
  /// The magnitude no number of a profile may exceed.
  static let largestNumber = 1e7
  static let formatName = "spiral-machine"
  static let formatVersion = 1

  static func profile(_ root: JSONNode) throws(JSONError) -> MachineProfile {
    try root.allowOnly([
      "format", "version", "name", "about", "geometry", "joints", "tool", "pen", "page", "park",
    ])
    try checkFormat(root)
    let geometry = try geometry(root.member("geometry"))
    let joints = try root.member("joints")
    let list = try joints.array()
    guard list.count == 2 else { throw joints.error(expected: "2 joints") }
    let tool = try root.member("tool")
    try tool.allowOnly(["penUp", "penDown", "deviation"])
    let page = try page(root.member("page"))
    let profile = MachineProfile(
      name: try root.member("name").string(), about: try root.member("about").string(),
      geometry: geometry, first: try joint(list[0], of: geometry),
      second: try joint(list[1], of: geometry), penUp: try limits(tool.member("penUp")),
      penDown: try limits(tool.member("penDown")),
      deviation: try tool.member("deviation").number(in: 0.001...10),
      pen: try pen(root.member("pen")), page: page, park: try root.member("park").vector())
    guard case .reachable = Kinematics(profile).reach(profile.park) else {
      throw try root.member("park").error(expected: "a point that the pen reaches")
    }
    return profile
  }

  private static func checkFormat(_ root: JSONNode) throws(JSONError) {
    let format = try root.member("format")
    guard try format.string() == formatName else {
      throw format.error(expected: "\"\(formatName)\"")
    }
    let version = try root.member("version")
    guard try version.integer() == formatVersion else {
      throw version.error(expected: "version \(formatVersion)")
    }
  }

  private static func limits(_ node: JSONNode) throws(JSONError) -> ToolLimits {
    try node.allowOnly(["speed", "acceleration", "jerk"])
    return ToolLimits(
      speed: try node.member("speed").positive(),
      acceleration: try node.member("acceleration").positive(),
      jerk: try node.member("jerk").positive())
  }

  private static func page(_ node: JSONNode) throws(JSONError) -> PagePlacement {
    try node.allowOnly(["width", "height", "origin", "angle", "y"])
    let direction = try node.member("y")
    let name = try direction.string()
    guard name == "up" || name == "down" else {
      throw direction.error(expected: "\"up\" or \"down\"")
    }
    return PagePlacement(
      width: try node.member("width").number(in: 1...10_000),
      height: try node.member("height").number(in: 1...10_000),
      origin: try node.member("origin").vector(),
      angle: try node["angle"]?.number(in: -360...360).radians ?? 0, yUp: name == "up")
  }
}
