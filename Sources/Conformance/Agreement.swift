import JSONText

/// What a server said in answer to `initialize`, as far as the checks use it.
struct Agreement {
  /// The whole answer.
  let node: JSONNode
  /// The observation's leaves in layout order.
  let observation: [Leaf]
  /// The action's parts in layout order.
  let action: [Leaf]
  /// The most actions of an episode.
  let maximumSteps: Int
  /// The longest request line, bytes.
  let maximumRequestBytes: Int
  /// The longest `reset` or `step` response, bytes.
  let maximumResponseBytes: Int
  /// The most lanes.
  let maximumLanes: Int

  /// Reads the answer.
  init(_ node: JSONNode) throws {
    self.node = node
    let spec = try node.member("spec")
    observation = try Self.leaves(spec.member("observationSpace"))
    action = try Self.leaves(spec.member("actionSpace"))
    try require(!observation.isEmpty && !action.isEmpty, "a space has no leaves")
    maximumSteps = try spec.member("maxEpisodeSteps").integer(in: 1...1 << 30)
    let limits = try node.member("limits")
    maximumRequestBytes = try limits.member("maxRequestBytes").integer(in: 1...Int.max)
    maximumResponseBytes = try limits.member("maxResponseBytes").integer(in: 1...Int.max)
    maximumLanes = try limits.member("maxEnvs").integer(in: 1...Int.max)
  }

  /// The words of a list in `capabilities`.
  func capability(_ name: String) throws -> [String] {
    try node.member("capabilities").member(name).array().map { try $0.string() }
  }

  /// The first leaf of the observation, a picture.
  func canvas() throws(Violation) -> Leaf {
    try require(
      observation[0].space.shape.count == 3,
      "the first leaf has the shape \(observation[0].space.shape), which is no canvas")
    return observation[0]
  }

  private static func leaves(_ space: JSONNode) throws -> [Leaf] {
    let subspaces = try space.member("subspaces")
    return try space.member("order").array().map { name in
      let name = try name.string()
      return Leaf(name: name, space: try LeafSpace(subspaces.member(name)))
    }
  }

  /// Actions as the columns that `step` takes.
  func columns(_ actions: [Action], isBatched: Bool = true) -> String {
    object { part in
      let column = actions.map { $0[part] }.joined(separator: ",")
      return isBatched ? "[\(column)]" : column
    }
  }

  /// Programs as the columns that `evaluate` takes.
  func columns(_ programs: [[Action]]) -> String {
    object { part in
      let rows = programs.map { program in
        "[" + program.map { $0[part] }.joined(separator: ",") + "]"
      }
      return "[" + rows.joined(separator: ",") + "]"
    }
  }

  private func object(_ column: (Int) -> String) -> String {
    let members = action.indices.map { "\"\(action[$0].name)\":\(column($0))" }
    return "{" + members.joined(separator: ",") + "}"
  }
}

/// One action: the JSON text of each part, in layout order.
typealias Action = [String]

/// One leaf of a space.
struct Leaf {
  let name: String
  let space: LeafSpace
}

/// A leaf's space as a spec writes it.
enum LeafSpace {
  case box(type: String, shape: [Int], low: Double?, high: Double?)
  case discrete(count: Int, start: Int)
  case multiDiscrete([Int])
  case multiBinary(Int)

  init(_ node: JSONNode) throws {
    let kind = try node.member("type").string()
    switch kind {
    case "Box":
      let (low, high) = (try node.member("low"), try node.member("high"))
      self = .box(
        type: try node.member("dtype").string(), shape: try node.member("shape").integers(),
        low: low.isNull ? nil : try low.number(), high: high.isNull ? nil : try high.number())
    case "Discrete":
      self = .discrete(
        count: try node.member("n").integer(in: 1...1 << 40),
        start: try node["start"]?.integer(in: -1 << 40...1 << 40) ?? 0)
    case "MultiDiscrete": self = .multiDiscrete(try node.member("nvec").integers())
    case "MultiBinary": self = .multiBinary(try node.member("n").integer(in: 1...1 << 30))
    default: throw Violation("a leaf has the type '\(kind)'")
    }
    try Self.checkSize(of: shape)
  }

  /// Refuses shapes whose values no check could hold.
  private static func checkSize(of shape: [Int]) throws(Violation) {
    var count = 1
    for side in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      try require(
        side >= 0 && !overflow && product <= 1 << 26, "a leaf has the shape \(shape)")
      count = product
    }
  }

  /// The shape of a value.
  var shape: [Int] {
    switch self {
    case .box(_, let shape, _, _): shape
    case .discrete: []
    case .multiDiscrete(let counts): [counts.count]
    case .multiBinary(let count): [count]
    }
  }

  /// The type of a value's elements.
  var elementType: String {
    switch self {
    case .box(let type, _, _, _): type
    case .discrete, .multiDiscrete: "int64"
    case .multiBinary: "uint8"
    }
  }

  /// The range of element `index` of a value; nil bounds are none.
  func range(at index: Int) -> (low: Double?, high: Double?) {
    switch self {
    case .box(_, _, let low, let high): (low, high)
    case .discrete(let count, let start): (Double(start), Double(start + count - 1))
    case .multiDiscrete(let counts): (0, Double(counts[index]) - 1)
    case .multiBinary: (0, 1)
    }
  }
}

extension JSONNode {
  /// An array of integers.
  func integers() throws -> [Int] { try array().map { try $0.integer() } }

  /// An array of numbers.
  func numbers() throws -> [Double] { try array().map { try $0.number() } }

  /// An array of so many numbers.
  func numbers(count: Int) throws -> [Double] { try elements(count).map { try $0.number() } }

  /// An array of booleans.
  func booleans() throws -> [Bool] { try array().map { try $0.boolean() } }

  /// An array of so many booleans.
  func booleans(count: Int) throws -> [Bool] { try elements(count).map { try $0.boolean() } }

  /// The elements of an array that has so many.
  func elements(_ count: Int) throws -> [JSONNode] {
    let elements = try array()
    guard elements.count == count else { throw error(expected: "\(count) values") }
    return elements
  }

  /// An array of strings.
  func strings() throws -> [String] { try array().map { try $0.string() } }

  /// The value as JSON text.
  var text: String {
    var writer = JSONWriter()
    writer.node(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
