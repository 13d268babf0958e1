package import EnvironmentAPI
package import JSONText

extension LeafSpace {
  /// Reads a leaf of a space in Minari's form with scalar bounds (PROTOCOL.md, section 3).
  package init(_ node: JSONNode) throws(JSONError) {
    let type = try node.member("type")
    switch try type.string() {
    case "Box":
      let (low, high) = (try Self.bound(node["low"]), try Self.bound(node["high"]))
      if let low, let high, low > high {
        throw node.error(expected: "low at most high", got: "\(low) and \(high)")
      }
      self = .box(
        try Self.elementType(try node.member("dtype")), shape: try Self.sizes(node.member("shape")),
        low: low, high: high)
    case "Discrete":
      try Self.checkStart(node["start"])
      self = .discrete(count: try node.member("n").integer(in: 1...Int(Int32.max)))
    case "MultiDiscrete":
      self = .multiDiscrete(try Self.sizes(node.member("nvec"), least: 1))
    case "MultiBinary":
      self = .multiBinary(count: try Self.binaryCount(node))
    default: throw type.error(expected: "a leaf space: Box, Discrete, MultiDiscrete or MultiBinary")
    }
  }

  private static func elementType(_ node: JSONNode) throws(JSONError) -> ElementType {
    guard let type = ElementType(rawValue: try node.string()) else {
      throw node.error(expected: "a dtype")
    }
    return type
  }

  private static func sizes(_ node: JSONNode, least: Int = 0) throws(JSONError) -> [Int] {
    var sizes: [Int] = []
    for size in try node.array() { sizes.append(try size.integer(in: least...1 << 24)) }
    let limit = 1 << 30
    var product = 1
    for size in sizes {
      product *= max(1, size)
      guard product <= limit else { throw node.error(expected: "a space of at most \(limit)") }
    }
    return sizes
  }

  private static func bound(_ node: JSONNode?) throws(JSONError) -> Double? {
    guard let node, !node.isNull else { return nil }
    return try node.number()
  }

  private static func checkStart(_ node: JSONNode?) throws(JSONError) {
    guard let node, try node.integer() != 0 else { return }
    throw node.error(expected: "0, the only start of a Discrete space here")
  }

  private static func binaryCount(_ node: JSONNode) throws(JSONError) -> Int {
    if let shape = node["shape"] {
      return try sizes(shape, least: 1).reduce(1, *)
    }
    return try node.member("n").integer(in: 1...1 << 24)
  }
}

/// The leaves of a Dict space in layout order, with the nodes they came from.
package func leaves(of node: JSONNode) throws(JSONError) -> [(name: String, node: JSONNode)] {
  let type = try node.member("type")
  guard try type.string() == "Dict" else { throw type.error(expected: "\"Dict\"") }
  let spaces = try node.member("subspaces")
  var leaves: [(name: String, node: JSONNode)] = []
  let order = try node.member("order")
  for name in try order.array() {
    let name = try name.string()
    guard !leaves.contains(where: { $0.name == name }) else {
      throw order.error(expected: "every name once", got: "\"\(name)\" twice")
    }
    leaves.append((name, try spaces.member(name)))
  }
  guard !leaves.isEmpty, try spaces.object().count == leaves.count else {
    throw order.error(expected: "the names of all subspaces")
  }
  return leaves
}

extension ActionPart {
  /// Reads a part of an action space.
  init(_ name: String, _ node: JSONNode) throws(JSONError) {
    self.init(
      name, try LeafSpace(node), meaning: try Self.meaning(node.member("meaning")),
      activeWhen: try Self.condition(node["activeWhen"] ?? node["meaning"]?["activeWhen"]),
      doc: try node["doc"]?.string() ?? "")
  }

  private static func meaning(_ node: JSONNode) throws(JSONError) -> Meaning {
    let kind = try node.member("kind")
    switch try kind.string() {
    case "ordinal": return .ordinal
    case "categorical": return .categorical
    case "grid":
      let shape = try node.member("shape")
      let sizes = try shape.array()
      guard sizes.count == 2 else { throw shape.error(expected: "[rows, columns]") }
      return .grid(
        rows: try sizes[0].integer(in: 1...1 << 15), columns: try sizes[1].integer(in: 1...1 << 15))
    default: throw kind.error(expected: "grid, ordinal or categorical")
    }
  }

  private static func condition(_ node: JSONNode?) throws(JSONError) -> ActiveCondition? {
    guard let node, !node.isNull else { return nil }
    guard let member = try node.object().first else { return nil }
    var values: [Int] = []
    for value in try member.value.array() { values.append(try value.integer()) }
    return ActiveCondition(part: member.name, values: values)
  }
}

extension ActionSpace {
  /// Reads an action space: a Dict with `decodeOrder`.
  package init(_ node: JSONNode) throws(JSONError) {
    var parts: [ActionPart] = []
    for leaf in try leaves(of: node) { parts.append(try ActionPart(leaf.name, leaf.node)) }
    let order = try node.member("decodeOrder")
    var names: [String] = []
    for name in try order.array() { names.append(try name.string()) }
    guard names.count == parts.count, Set(names) == Set(parts.map(\.name)) else {
      throw order.error(expected: "the names of all parts", got: "\(names)")
    }
    self.init(parts: parts, decodeOrder: names)
    guard width > 0 else { throw node.error(expected: "an action of at least one number") }
  }
}
