internal import JSONText

/// What an environment says first when it waits at a private socket (PROTOCOL.md, section 7.3).
struct Announcement: Equatable {
  /// The path of the Unix socket.
  let path: String

  /// Reads the `$/rendezvous` line.
  init(line: [UInt8]) throws(WireConnectorError) {
    do {
      let node = try JSON.parse(line)
      guard try node.member("method").string() == "$/rendezvous" else {
        throw JSONError(
          position: node.position, expected: "the method \"$/rendezvous\"", got: "another")
      }
      let parameters = try node.member("params")
      let version = try parameters.member("protocolVersion")
      guard try version.string().hasPrefix("1.") else {
        throw version.error(expected: "protocol version 1")
      }
      path = try parameters.member("unix").string()
    } catch {
      let beginning = String(decoding: line.prefix(120), as: UTF8.self)
      throw .notAnAnnouncement(
        line: line.count > 120 ? beginning + "..." : beginning, reason: "\(error)")
    }
  }
}
