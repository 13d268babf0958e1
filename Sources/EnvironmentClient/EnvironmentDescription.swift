public import EnvironmentAPI
import JSONText
public import StrokeProgram

/// What an environment says of itself when a session begins.
public struct EnvironmentDescription: Sendable, Equatable {
  /// The server's name and version, separated by a space.
  public let server: String
  /// The engine's name.
  public let backend: String
  /// The number of lanes.
  public let laneCount: Int
  /// The options as resolved. Members that are neither boolean, number, text nor list are left out.
  public let options: [String: OptionValue]
  /// The leaves of the observation; the first is the canvas.
  public let observation: [ObservationLeaf]
  /// The actions.
  public let action: ActionSpace
  /// The most actions of an episode.
  public let maximumSteps: Int
  /// The formats that `program` can write.
  public let programFormats: [String]
  /// The modes of `render`.
  public let renderModes: [String]

  /// The canvas's height, width and channels.
  public var canvasShape: [Int] { observation[0].space.shape }
}

extension EnvironmentDescription {
  /// Reads the result of `initialize`.
  init(_ result: JSONNode) throws(JSONError) {
    let info = try result.member("serverInfo")
    server = "\(try info.member("name").string()) \(try info.member("version").string())"
    let environment = try result.member("env")
    backend = try environment.member("backend").string()
    laneCount = try environment.member("numEnvs").integer(in: 1...1 << 20)
    options = try Self.options(environment.member("options"))
    let spec = try result.member("spec")
    observation = try Self.observation(spec.member("observationSpace"))
    action = try ActionSpace(spec.member("actionSpace"))
    maximumSteps = try spec.member("maxEpisodeSteps").integer(in: 1...Int(Int32.max))
    programFormats = try Self.texts(spec.member("programFormats"))
    renderModes = try Self.texts(spec.member("renderModes"))
  }

  private static func options(_ node: JSONNode) throws(JSONError) -> [String: OptionValue] {
    var options: [String: OptionValue] = [:]
    for member in try node.object() {
      switch member.value.value {
      case .null, .object: break
      default: options[member.name] = try OptionValue(member.value)
      }
    }
    return options
  }

  private static func observation(_ node: JSONNode) throws(JSONError) -> [ObservationLeaf] {
    var observation: [ObservationLeaf] = []
    for leaf in try leaves(of: node) {
      observation.append(
        ObservationLeaf(
          leaf.name, try LeafSpace(leaf.node), doc: try leaf.node["doc"]?.string() ?? ""))
    }
    guard case .box(.uint8, let shape, _, _) = observation[0].space, shape.count == 3 else {
      throw node.error(expected: "a uint8 canvas [height, width, channels] as the first leaf")
    }
    return observation
  }

  private static func texts(_ node: JSONNode) throws(JSONError) -> [String] {
    var texts: [String] = []
    for text in try node.array() { texts.append(try text.string()) }
    return texts
  }
}
