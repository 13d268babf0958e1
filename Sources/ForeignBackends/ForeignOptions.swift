import EnvironmentAPI
import JSONText
import StrokeProgram

extension [OptionDeclaration] {
  /// Reads the declarations of a spec: an object with a member for every option.
  init(spec node: JSONNode?) throws(JSONError) {
    self = []
    for member in try node?.object() ?? [] {
      append(try OptionDeclaration(member.name, spec: member.value))
    }
  }
}

extension OptionDeclaration {
  /// Reads a declaration: `type` and `default`, for numbers `min` and `max`, for words `values`, and
  /// `doc`.
  ///
  /// An integer `canvas` is the side of the canvas, px: too much of it is a question of resources.
  fileprivate init(_ name: String, spec node: JSONNode) throws(JSONError) {
    guard (1...64).contains(name.utf8.count), !name.contains("=") else {
      throw node.error(expected: "a name of 1 to 64 bytes without =", got: "\"\(name)\"")
    }
    let kind = try OptionKind(spec: node)
    let defaultNode = try node.member("default")
    let value = try OptionValue(defaultNode)
    self.init(
      name, kind, default: value, limitsResources: name == "canvas",
      doc: try node["doc"]?.string() ?? "")
    do { _ = try checked(value) } catch {
      throw defaultNode.error(expected: kind.description, got: "\(value)")
    }
  }
}

extension OptionKind {
  fileprivate init(spec node: JSONNode) throws(JSONError) {
    let type = try node.member("type")
    switch try type.string() {
    case "boolean": self = .boolean
    case "integer":
      let low = try node["min"]?.integer() ?? Int(Int32.min)
      let high = try node["max"]?.integer() ?? Int(Int32.max)
      guard low <= high else { throw node.error(expected: "min at most max") }
      self = .integer(low...high)
    case "number": self = .number(try Self.range(node))
    case "numbers": self = .numbers(count: 0...4096, each: try Self.range(node))
    case "string":
      guard let words = node["values"] else {
        self = .string
        return
      }
      var values: [String] = []
      for word in try words.array() { values.append(try word.string()) }
      self = .choice(values)
    default: throw type.error(expected: "boolean, integer, number, string or numbers")
    }
  }

  private static func range(_ node: JSONNode) throws(JSONError) -> ClosedRange<Double> {
    let low = try node["min"]?.number() ?? -Double.greatestFiniteMagnitude
    let high = try node["max"]?.number() ?? Double.greatestFiniteMagnitude
    guard low <= high else { throw node.error(expected: "min at most max") }
    return low...high
  }
}

extension ForeignSpec {
  /// The options to give to the engine: its own as resolved, and from the core's that it has too the
  /// longest episode, because the core counts the steps.
  func writeOptions(_ resolved: OptionValues?, to writer: inout JSONWriter) {
    writer.beginObject()
    for declaration in options {
      guard let value = resolved?.values[declaration.name] else { continue }
      writer.key(escaping: declaration.name)
      value.write(to: &writer)
    }
    for declaration in coreOptions where declaration.name == "episodeLength" {
      guard case .integer(let range) = declaration.kind else { continue }
      writer.key("episodeLength")
      writer.integer(range.upperBound)
    }
    writer.endObject()
  }
}
