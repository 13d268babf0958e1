import JSONText

extension ActionRules {
  /// A part that is active only while another has some values.
  struct Condition {
    let part: Int
    let deciding: Int
    let values: [Int]
  }

  /// Numbers just outside the space of each part that has bounds.
  static func wrongValues(_ session: Session) throws -> [(part: Int, value: String)] {
    var wrong: [(Int, String)] = []
    for (index, leaf) in try session.agreement().action.enumerated() {
      let count = leaf.space.shape.reduce(1, *)
      guard count > 0 else { continue }
      let range = leaf.space.range(at: count - 1)
      let isWhole = leaf.space.elementType.contains("int")
      for bound in [range.low.map { $0 - 1 }, range.high.map { $0 + 1 }] {
        guard let bound, bound.magnitude < 1e15 else { continue }
        let number = isWhole ? "\(Int(bound))" : "\(bound)"
        wrong.append((index, value(of: leaf.space, last: number)))
      }
      if isWhole { wrong.append((index, value(of: leaf.space, last: "0.5"))) }
    }
    return wrong
  }

  /// The parameters of a step whose lane has this value in a part, and is right otherwise.
  static func parameters(
    _ session: Session, lane: Int, _ part: Int, _ value: String
  ) throws -> String {
    var dice = Dice(3)
    var actions = try session.actions(&dice)
    actions[lane][part] = value
    return try session.stepParameters(actions)
  }

  /// A value whose last number is this one and whose others are right.
  private static func value(of space: LeafSpace, last number: String) -> String {
    var dice = Dice(8)
    var value = dice.value(of: space)
    guard !space.shape.isEmpty else { return number }
    let depth = space.shape.count
    value.removeLast(depth)
    while let character = value.last, !",[".contains(character) { value.removeLast() }
    return value + number + String(repeating: "]", count: depth)
  }

  /// A column as a tensor in `b64`.
  static func tensor(_ values: [String], _ leaf: Leaf) throws -> String {
    let type = leaf.space.elementType
    var numbers: [Double] = []
    for value in values { numbers += try flat(JSON.parse(value)) }
    let bytes = numbers.flatMap { LeafReader.bytes(of: $0, type) }
    var writer = JSONWriter()
    bytes.withUnsafeBytes { writer.base64($0) }
    let data = String(decoding: writer.bytes, as: UTF8.self)
    let shape = [values.count] + leaf.space.shape
    return "{\"enc\":\"b64\",\"dtype\":\"\(type)\",\"shape\":\(shape),\"data\":\(data)}"
  }

  private static func flat(_ node: JSONNode) throws -> [Double] {
    guard case .array(let elements) = node.value else { return [try node.number()] }
    return try elements.flatMap(flat)
  }

  /// The conditions of a spec that a value of the deciding part can leave unmet.
  static func conditions(of session: Session) throws -> [Condition] {
    let agreement = try session.agreement()
    let subspaces = try agreement.node.member("spec").member("actionSpace").member("subspaces")
    var found: [Condition] = []
    for (index, leaf) in agreement.action.enumerated() {
      for member in try subspaces.member(leaf.name)["activeWhen"]?.object() ?? [] {
        guard let deciding = agreement.action.firstIndex(where: { $0.name == member.name })
        else { continue }
        found.append(
          Condition(part: index, deciding: deciding, values: try member.value.integers()))
      }
    }
    return found
  }

  /// The action with the deciding parts changed so that no condition holds.
  static func inactive(
    _ action: Action, _ conditions: [Condition], _ space: [Leaf], _ dice: inout Dice
  ) -> Action {
    var action = action
    for condition in conditions {
      for _ in 0..<64 where condition.values.map(String.init).contains(action[condition.deciding]) {
        action[condition.deciding] = dice.value(of: space[condition.deciding].space)
      }
    }
    return action
  }
}
