/// One request as this server understands it: a GET without a body (RFC 9112).
public struct HTTPRequest: Equatable, Sendable {
  /// What stands before the question mark, such as `/state`.
  public var path: String
  /// The `name=value` pairs behind it; a name that comes twice has its last value.
  public var query: [String: String]
  /// The `Host` header.
  public var host: String

  /// The longest head that is read, in bytes, the empty line included.
  public static let maximumHeadBytes = 8192
  /// The most header lines.
  public static let maximumHeaders = 64

  /// Makes a request.
  public init(path: String, query: [String: String] = [:], host: String) {
    self.path = path
    self.query = query
    self.host = host
  }

  /// The whole number behind `name` in the query; nil when it is missing or none.
  public func integer(_ name: String) -> Int? { query[name].flatMap { Int($0) } }

  /// The length of the head at the start of `bytes`, its empty line included; nil when it has not
  /// arrived yet.
  ///
  /// - Complexity: O(bytes).
  public static func headLength(in bytes: [UInt8]) -> Int? {
    let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    guard bytes.count >= end.count else { return nil }
    for start in 0...(bytes.count - end.count) where bytes[start] == 0x0D {
      if bytes[start..<(start + end.count)].elementsEqual(end) { return start + end.count }
    }
    return nil
  }

  /// Reads a head. What RFC 9112 lets a server be lenient about is refused: bare line feeds, folded
  /// headers, blanks before a colon, targets with a scheme; and so is every body.
  ///
  /// - Parameter head: Up to and including the empty line.
  /// - Throws: ``HTTPFault`` with the status to answer.
  public init(head: [UInt8]) throws(HTTPFault) {
    guard head.count <= Self.maximumHeadBytes else { throw .headTooLarge }
    var lines = try Self.lines(of: head)
    guard !lines.isEmpty else { throw .malformed }
    let target = try Self.target(ofRequestLine: lines.removeFirst())
    guard lines.count <= Self.maximumHeaders else { throw .headTooLarge }
    var hosts: [String] = []
    for line in lines {
      let (name, value) = try Self.header(line)
      switch name {
      case "host": hosts.append(value)
      case "transfer-encoding", "upgrade": throw .malformed
      case "content-length" where value != "0": throw .malformed
      default: break
      }
    }
    guard hosts.count == 1 else { throw .malformed }
    self.init(path: target.path, query: target.query, host: hosts[0])
  }

  // MARK: Parts of a head

  /// The lines before the empty one, of printable ASCII and blanks.
  private static func lines(of head: [UInt8]) throws(HTTPFault) -> [ArraySlice<UInt8>] {
    guard let length = headLength(in: head), length == head.count else { throw .malformed }
    var lines: [ArraySlice<UInt8>] = []
    var rest = head.dropLast(2)
    while let end = rest.firstIndex(of: 0x0D) {
      guard end + 1 < rest.endIndex, rest[end + 1] == 0x0A else { throw .malformed }
      let line = rest[rest.startIndex..<end]
      guard line.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 }) else { throw .malformed }
      lines.append(line)
      rest = rest[(end + 2)...]
    }
    guard rest.isEmpty else { throw .malformed }
    return lines
  }

  private static func target(
    ofRequestLine line: ArraySlice<UInt8>
  ) throws(HTTPFault) -> (path: String, query: [String: String]) {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(isTokenByte),
      words[1].first == UInt8(ascii: "/"), !words[1].contains(0x09)
    else { throw .malformed }
    let version = String(decoding: words[2], as: UTF8.self)
    guard version.hasPrefix("HTTP/") else { throw .malformed }
    guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .otherVersion }
    guard words[0].elementsEqual("GET".utf8) else { throw .otherMethod }
    let parts = String(decoding: words[1], as: UTF8.self)
      .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count == 2 ? query(parts[1]) : [:])
  }

  private static func query(_ text: Substring) -> [String: String] {
    var query: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      query[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
    }
    return query
  }

  private static func header(
    _ line: ArraySlice<UInt8>
  ) throws(HTTPFault) -> (name: String, value: String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[line.startIndex..<colon].allSatisfy(isTokenByte)
    else { throw .malformed }
    var value = line[(colon + 1)...]
    while let first = value.first, first == 0x20 || first == 0x09 { value = value.dropFirst() }
    while let last = value.last, last == 0x20 || last == 0x09 { value = value.dropLast() }
    let name = String(decoding: line[line.startIndex..<colon], as: UTF8.self).lowercased()
    return (name, String(decoding: value, as: UTF8.self))
  }

  /// A byte of a token (RFC 9110, 5.6.2).
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
