import EnvironmentAPI
package import JSONText

/// The version of the protocol that this module speaks.
public let wireProtocolVersion = "1.0"

/// What `initialize` has in common for all servers.
package enum Handshake {
  /// Refuses another version of the protocol.
  package static func checkVersion(_ node: JSONNode) throws {
    let version = try node.string()
    let parts = version.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "1", Int(parts[1]) != nil else {
      throw WireError(
        .unsupportedProtocolVersion,
        "this server speaks version \(wireProtocolVersion), not \(version)",
        .value(name: "protocolVersion", expected: wireProtocolVersion, got: version))
    }
  }

  /// Checks the shape of `clientInfo`.
  package static func checkClientInfo(_ node: JSONNode?) throws(JSONError) {
    guard let node else { return }
    try node.allowOnly(["name", "version"])
    for name in ["name", "version"] { _ = try node[name]?.string() }
  }

  /// Reads what the client can do; without a word it reads `b64` and lines of any length.
  package static func readCapabilities(
    _ node: JSONNode?, known: [TensorEncoding] = [.base64, .json, .png]
  ) throws -> (TensorEncoding, Int?) {
    guard let node else { return (.base64, nil) }
    try node.allowOnly(["obsEncodings", "maxLineBytes"])
    let maximum = try node["maxLineBytes"]?.integer(in: 1...Int.max)
    guard let list = node["obsEncodings"] else { return (.base64, maximum) }
    var names: [String] = []
    for element in try list.array() { names.append(try element.string()) }
    guard
      let encoding = names.lazy.compactMap(TensorEncoding.init).first(where: { known.contains($0) })
    else {
      let known = known.map(\.rawValue).joined(separator: ", ")
      throw EnvironmentError.unsupported(
        "none of the client's obsEncodings is one of \(known)")
    }
    return (encoding, maximum)
  }

  /// Writes the members `protocolVersion` and `serverInfo` of the answer.
  package static func writeServer(name: String, version: String, to writer: inout JSONWriter) {
    writer.key("protocolVersion")
    writer.string(wireProtocolVersion)
    writer.key("serverInfo")
    writer.beginObject()
    writer.key("name")
    writer.string(name)
    writer.key("version")
    writer.string(version)
    writer.endObject()
  }
}
