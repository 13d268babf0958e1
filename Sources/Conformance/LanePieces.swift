import JSONText

/// Observations lane by lane, for comparing them: whatever their form, the same text means the same
/// observation.
enum LanePieces {
  /// Each lane's part of the observation of all lanes: leaf names with their values.
  static func of(_ observation: JSONNode, laneCount: Int) throws -> [String] {
    var pieces = [String](repeating: "", count: laneCount)
    for member in try observation.object() {
      for (lane, part) in try split(member.value, laneCount).enumerated() {
        pieces[lane] += "\(member.name)=\(part);"
      }
    }
    return pieces
  }

  /// What a step or reset showed of each lane: observation, reward and flags.
  static func ofStep(_ result: JSONNode, laneCount: Int) throws -> [String] {
    var pieces = try of(result.member("obs"), laneCount: laneCount)
    for name in ["reward", "terminated", "truncated"] {
      guard let column = result[name] else { continue }
      for (lane, value) in try split(column, laneCount).enumerated() {
        pieces[lane] += "\(name)=\(value);"
      }
    }
    return pieces
  }

  private static func split(_ node: JSONNode, _ laneCount: Int) throws -> [String] {
    var values = node
    if case .object = node.value {
      if node["enc"]?.value == .string("b64") {
        return try split(node.member("data").base64(), laneCount).map { "\(Array($0))" }
      }
      values = try node.member("data")
    }
    return try split(values.array(), laneCount).map { part in
      part.map(\.text).joined(separator: ",")
    }
  }

  private static func split<Element>(
    _ values: [Element], _ count: Int
  ) throws(Violation) -> [ArraySlice<Element>] {
    try require(
      values.count % max(1, count) == 0, "\(values.count) values cannot be those of \(count) lanes")
    let size = values.count / max(1, count)
    return (0..<count).map { values[($0 * size)..<(($0 + 1) * size)] }
  }
}
