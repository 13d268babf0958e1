import JSONText

/// One answer of a server, its frame checked: exactly a result or an error, and the right id.
final class Reply {
  /// The line.
  let line: [UInt8]
  /// The bytes that follow the line, when tensors are `raw`.
  var trailing: [UInt8] = []
  private let node: JSONNode
  private let question: String

  /// Reads an answer.
  ///
  /// - Parameters:
  ///   - question: The request, for messages.
  ///   - id: The id that it must have, as JSON text.
  init(_ line: [UInt8], to question: String, id: String) throws {
    self.line = line
    self.question = question
    do { node = try JSON.parse(line) } catch {
      throw Violation("the answer to \(question) is not JSON: \(error): \(clipped(line))")
    }
    guard case .object(let members) = node.value else {
      throw Violation("the answer to \(question) is no object: \(clipped(line))")
    }
    let names = Set(members.map(\.name))
    try require(
      names == ["jsonrpc", "id", "result"] || names == ["jsonrpc", "id", "error"],
      "the answer to \(question) has the members \(names.sorted()): \(clipped(line))")
    try require(
      node["jsonrpc"]?.value == .string("2.0"), "no \"jsonrpc\":\"2.0\" in \(clipped(line))")
    try require(
      node["id"] == (try JSON.parse(id)),
      "the answer to \(question) has another id than \(id): \(clipped(line))")
  }

  /// The result.
  @discardableResult
  func result() throws(Violation) -> JSONNode {
    guard let result = node["result"] else {
      throw Violation("expected a result for \(question), got \(clipped(line, to: 400))")
    }
    return result
  }

  /// The error's `data`, when it is one of these codes; its form is checked.
  @discardableResult
  func error(_ codes: [Int]) throws -> JSONNode {
    let wanted = codes.map { "\($0) (\(ErrorCodes.kind(of: $0)))" }.joined(separator: " or ")
    guard let error = node["error"] else {
      throw Violation("expected error \(wanted) for \(question), got \(clipped(line))")
    }
    let code = try error.member("code").integer()
    try require(
      codes.contains(code), "expected error \(wanted) for \(question), got \(clipped(line))")
    _ = try error.member("message").string()
    let data = try error.member("data")
    let kind = try data.member("kind").string()
    try require(
      kind == ErrorCodes.kind(of: code),
      "error \(code) has the kind '\(kind)' instead of '\(ErrorCodes.kind(of: code))'")
    return data
  }

  /// How many bytes follow the line: those of its `raw` tensors.
  var trailingByteCount: Int { Self.rawBytes(in: node) }

  private static func rawBytes(in node: JSONNode) -> Int {
    switch node.value {
    case .array(let elements): return elements.reduce(0) { $0 + rawBytes(in: $1) }
    case .object(let members):
      let isRaw = node["enc"]?.value == .string("raw")
      if isRaw, let count = try? node["bytes"]?.integer(in: 0...1 << 30) { return count }
      return members.reduce(0) { $0 + rawBytes(in: $1.value) }
    default: return 0
    }
  }
}

/// The numbers of errors and their stable names (PROTOCOL.md, section 6).
enum ErrorCodes {
  private static let kinds: [Int: String] = [
    -32700: "parseError", -32600: "invalidRequest", -32601: "methodNotFound",
    -32602: "invalidParams", -32603: "internalError",
    1001: "unsupportedProtocolVersion", 1002: "notInitialized", 1003: "alreadyInitialized",
    1010: "resetNeeded", 1011: "episodeOver", 1012: "invalidAction", 1013: "invalidOption",
    1014: "unsupported", 1016: "stateIncompatible", 1020: "lineTooLong", 1030: "resourceLimit",
    1040: "backendFailure", 1041: "pluginLoad",
  ]

  /// The name of an error.
  static func kind(of code: Int) -> String { kinds[code] ?? "unknown" }
}
