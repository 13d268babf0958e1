import EnvironmentAPI
import EnvironmentClient
import JSONText

/// What an engine outside this program says of itself: the spec of PROTOCOL.md, section 3, of which
/// it needs `version`, `observationSpace`, `actionSpace` and, if it takes any, `options`.
///
/// The core's own leaves and options are left out when it has them too, so that a whole environment
/// server can serve as an engine. Members that are not known here are ignored.
struct ForeignSpec: Sendable, Equatable {
  /// Its version.
  let version: String
  /// One line for people; empty when it says none.
  let summary: String
  /// The leaves of its observation; the first is `canvas`.
  let observation: [ObservationLeaf]
  /// Its actions.
  let action: ActionSpace
  /// The options it takes, without those of the core.
  let options: [OptionDeclaration]
  /// Those of the core that it takes too.
  let coreOptions: [OptionDeclaration]
  /// The numbers it adds to `info`.
  let info: [InfoField]

  /// The most bytes of one observation.
  static let maximumObservationBytes = 1 << 28
  /// The most numbers of one action.
  static let maximumActionWidth = 1 << 16
  /// The longest side of a canvas, px.
  static let maximumSide = 8192

  /// Reads and checks a spec.
  ///
  /// - Throws: the place in the text, what belongs there, and what is there.
  init(_ node: JSONNode) throws(JSONError) {
    version = try node.member("version").string()
    summary = try node["summary"]?.string() ?? ""
    observation = try Self.observation(node.member("observationSpace"))
    action = try Self.action(node.member("actionSpace"))
    let declared = try [OptionDeclaration](spec: node["options"])
    let core = Set(CoreOptions.declarations.map(\.name))
    options = declared.filter { !core.contains($0.name) }
    coreOptions = declared.filter { core.contains($0.name) }
    info = try Self.info(node["info"])
  }

  // MARK: Observations

  private static let coreLeaves: Set = ["episode_step", "episode_length", "target"]

  private static func observation(_ node: JSONNode) throws(JSONError) -> [ObservationLeaf] {
    var observation: [ObservationLeaf] = []
    var byteCount = 0
    for leaf in try leaves(of: node) where !coreLeaves.contains(leaf.name) {
      let space = try LeafSpace(leaf.node)
      guard space.elementCount > 0 else { throw leaf.node.error(expected: "a leaf with elements") }
      byteCount += space.byteCount
      guard byteCount <= maximumObservationBytes else {
        throw node.error(
          expected: "an observation of at most \(maximumObservationBytes) bytes", got: "more")
      }
      observation.append(
        ObservationLeaf(
          try checkedName(leaf.name, at: node), space, doc: try leaf.node["doc"]?.string() ?? ""))
    }
    try checkCanvas(observation, at: node)
    return observation
  }

  private static func checkCanvas(
    _ observation: [ObservationLeaf], at node: JSONNode
  ) throws(JSONError) {
    let expected =
      "\"canvas\" as the first leaf, a uint8 Box in 0...255 of shape "
      + "[height, width, channels], sides up to \(maximumSide), channels 1, 3 or 4"
    guard let canvas = observation.first else { throw node.error(expected: expected, got: "none") }
    guard canvas.name == "canvas", case .box(.uint8, let shape, 0, 255) = canvas.space,
      shape.count == 3, shape[0] <= maximumSide, shape[1] <= maximumSide,
      [1, 3, 4].contains(shape[2])
    else { throw node.error(expected: expected, got: "\"\(canvas.name)\", \(canvas.space)") }
  }

  // MARK: Actions

  private static func action(_ node: JSONNode) throws(JSONError) -> ActionSpace {
    let space = try ActionSpace(node)
    guard space.width <= maximumActionWidth else {
      throw node.error(
        expected: "an action of at most \(maximumActionWidth) numbers", got: "\(space.width)")
    }
    for part in space.parts {
      _ = try checkedName(part.name, at: node)
      if case .grid(let rows, let columns) = part.meaning,
        part.space != .discrete(count: rows * columns)
      {
        throw node.error(
          expected: "\"\(part.name)\" to be Discrete with a value for each cell of its grid",
          got: "\(part.space) and \(rows) by \(columns)")
      }
      try check(part.activeWhen, of: part, in: space, at: node)
    }
    return space
  }

  private static func check(
    _ condition: ActionPart.ActiveCondition?, of part: ActionPart, in space: ActionSpace,
    at node: JSONNode
  ) throws(JSONError) {
    guard let condition else { return }
    guard let index = space.index(of: condition.part), !condition.values.isEmpty,
      space.parts[index].space.elementCount == 1,
      condition.values.allSatisfy({ space.parts[index].space.contains(Double($0), at: 0) })
    else {
      throw node.error(
        expected: "activeWhen of \"\(part.name)\" to name a part and its values",
        got: "\"\(condition.part)\" with \(condition.values)")
    }
  }

  // MARK: The rest

  private static func info(_ node: JSONNode?) throws(JSONError) -> [InfoField] {
    let reserved: Set = ["episode", "seed", "final_obs"]
    var fields: [InfoField] = []
    for member in try node?.object() ?? [] {
      guard !reserved.contains(member.name), !member.name.hasPrefix("_") else {
        throw member.value.error(
          expected: "a name of its own in info", got: "\"\(member.name)\"")
      }
      fields.append(InfoField(member.name, doc: try member.value["doc"]?.string() ?? ""))
    }
    return fields
  }

  private static func checkedName(
    _ name: String, at node: JSONNode
  ) throws(JSONError) -> String {
    guard (1...64).contains(name.utf8.count) else {
      throw node.error(expected: "names of 1 to 64 bytes", got: "one of \(name.utf8.count)")
    }
    return name
  }
}
