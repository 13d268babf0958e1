public import JSONText

/// Requests to an environment server and their answers (PROTOCOL.md, section 3), one at a time.
///
/// It checks the envelope of every answer: version, identifier, and either a result or an error.
/// The methods are in extensions.
public final class WireClient {
  private let exchange: any LineExchange
  private var lastIdentifier = 0
  private var writer = JSONWriter(capacity: 1 << 12)
  /// The deepest nesting of an answer; a spec of nested dictionaries needs about twelve.
  private static let maximumDepth = 32

  /// Makes a client that speaks first.
  public init(_ exchange: any LineExchange) {
    self.exchange = exchange
  }

  /// Sends a request and waits for its answer.
  ///
  /// - Parameters:
  ///   - writeParameters: Writes the members of `params`; the braces are there already.
  /// - Returns: The result.
  /// - Throws: `ClientError`, or what the exchange throws.
  public func request(
    _ method: String, writeParameters: (inout JSONWriter) -> Void = { _ in }
  ) throws -> JSONNode {
    lastIdentifier += 1
    writer.removeAll()
    writer.beginObject()
    writer.key("jsonrpc")
    writer.string("2.0")
    writer.key("id")
    writer.integer(lastIdentifier)
    writer.key("method")
    writer.string(method)
    writer.key("params")
    writer.beginObject()
    writeParameters(&writer)
    writer.endObject()
    writer.endObject()
    try exchange.sendLine(writer.bytes)
    return try answer(to: method)
  }

  /// Reads lines until one is not a notification, which a client ignores unless it knows it.
  private func answer(to method: String) throws -> JSONNode {
    while true {
      let line = try exchange.receiveLine()
      let response = try reading(method) { () throws(JSONError) in
        try JSON.parse(line, maximumDepth: Self.maximumDepth)
      }
      if response["id"] == nil, isNotification(response) { continue }
      return try result(of: response, method)
    }
  }

  private func isNotification(_ message: JSONNode) -> Bool {
    guard case .string(let name)? = message["method"]?.value else { return false }
    return name.hasPrefix("$/")
  }

  private func result(of response: JSONNode, _ method: String) throws -> JSONNode {
    let version = try reading(method) { () throws(JSONError) in
      try response.member("jsonrpc").string()
    }
    guard version == "2.0" else {
      throw malformed(method, "expected jsonrpc \"2.0\", got \"\(version)\"")
    }
    if let error = response["error"] { throw ClientError.refused(try serverError(error, method)) }
    let identifier = try reading(method) { () throws(JSONError) in
      try response.member("id").integer()
    }
    guard identifier == lastIdentifier else {
      throw malformed(method, "expected the id \(lastIdentifier), got \(identifier)")
    }
    return try reading(method) { () throws(JSONError) in try response.member("result") }
  }

  private func serverError(_ error: JSONNode, _ method: String) throws -> ServerError {
    try reading(method) { () throws(JSONError) in
      ServerError(
        code: try error.member("code").integer(),
        kind: try error["data"]?["kind"]?.string() ?? "",
        message: try error.member("message").string())
    }
  }

  private func malformed(_ method: String, _ reason: String) -> ClientError {
    .malformedResponse(method: method, reason: reason)
  }

  /// Runs a piece of decoding and says which method's answer was wrong.
  func reading<Value>(
    _ method: String, _ body: () throws(JSONError) -> Value
  ) throws(ClientError) -> Value {
    do {
      return try body()
    } catch {
      throw .malformedResponse(method: method, reason: error.description)
    }
  }
}
