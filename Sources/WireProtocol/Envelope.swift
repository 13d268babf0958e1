import JSONText

/// A request line, checked as PROTOCOL.md's section 1 asks, with its parts as ranges of its bytes.
struct Envelope {
  /// The id as it was written, quotes included; nil for a notification.
  var id: Range<Int>?
  /// The method's name.
  var method: String
  /// The value of `params`.
  var params: Range<Int>?

  /// The longest id that is read, in bytes as written: responses must not grow with requests.
  static let maximumIDBytes = 128
  /// The most members that an object of a request may have.
  static let maximumMembers = 4096
}

/// What is wrong with a line, and the id to answer with when that could be read.
struct EnvelopeFault: Error {
  var id: Range<Int>?
  var error: WireError
}

/// Reads request lines; kept between lines so that it need not allocate.
struct EnvelopeReader {
  /// The members of the outermost object, as ranges of their values.
  private struct Members {
    var version: Range<Int>?
    var id: Range<Int>?
    var method: Range<Int>?
    var params: Range<Int>?
    var unknown: Range<Int>?
    var isObject = true
    var hasTwoIDs = false
  }

  /// The keys of all objects that are open, innermost last.
  private var keys: [Range<Int>] = []
  /// The first key that its object had already, or one too many.
  private var surplusKey: (place: Int, expected: String)?

  /// Reads a line to its end: a wrong character anywhere is a parse error, whatever it belongs to.
  mutating func read(_ line: UnsafeRawBufferPointer) throws(EnvelopeFault) -> Envelope {
    keys.removeAll(keepingCapacity: true)
    surplusKey = nil
    var scanner = JSONScanner(line)
    let members: Members
    do throws(JSONError) {
      members = try passRequest(&scanner)
      try scanner.expectEnd()
    } catch { throw EnvelopeFault(id: nil, error: WireError(.parseError, at: error)) }
    return try envelope(of: members, scanner)
  }

  // MARK: Syntax

  private mutating func passRequest(_ scanner: inout JSONScanner) throws(JSONError) -> Members {
    var members = Members()
    guard try scanner.peek() == .object else {
      members.isObject = false
      try passValue(&scanner)
      return members
    }
    try scanner.beginObject()
    var count = 0
    while let key = try scanner.nextKey() {
      note(key, scanner, &count)
      _ = try scanner.peek()
      let start = scanner.offset
      // The members' own keys go above those of this object on the stack and come off again.
      try passValue(&scanner)
      let value = start..<scanner.offset
      if scanner.key(key, equals: "jsonrpc") {
        members.version = value
      } else if scanner.key(key, equals: "id") {
        members.hasTwoIDs = members.id != nil
        members.id = value
      } else if scanner.key(key, equals: "method") {
        members.method = value
      } else if scanner.key(key, equals: "params") {
        members.params = value
      } else if members.unknown == nil {
        members.unknown = key
      }
    }
    checkKeys(from: 0, scanner)
    return members
  }

  private mutating func passValue(_ scanner: inout JSONScanner) throws(JSONError) {
    switch try scanner.peek() {
    case .object:
      let base = keys.count
      var count = 0
      try scanner.beginObject()
      while let key = try scanner.nextKey() {
        note(key, scanner, &count)
        try passValue(&scanner)
      }
      checkKeys(from: base, scanner)
      keys.removeSubrange(base...)
    case .array:
      try scanner.beginArray()
      while try scanner.nextElement() { try passValue(&scanner) }
    default: _ = try scanner.skipValue()
    }
  }

  private mutating func note(_ key: Range<Int>, _ scanner: JSONScanner, _ count: inout Int) {
    count += 1
    if count <= Envelope.maximumMembers { return keys.append(key) }
    if surplusKey == nil {
      surplusKey = (key.lowerBound - 1, "at most \(Envelope.maximumMembers) members")
    }
  }

  /// Looks for a key that occurs twice among those of one object.
  private mutating func checkKeys(from base: Int, _ scanner: JSONScanner) {
    guard surplusKey == nil else { return }
    if keys.count - base > 24 { return checkManyKeys(from: base, scanner) }
    for later in keys.indices.dropFirst(base + 1) {
      for earlier in base..<later where scanner.areEqual(keys[earlier], keys[later]) {
        surplusKey = (keys[later].lowerBound - 1, "a key that the object does not have yet")
        return
      }
    }
  }

  private mutating func checkManyKeys(from base: Int, _ scanner: JSONScanner) {
    var seen: Set<[UInt8]> = []
    for key in keys[base...] where !seen.insert(Array(scanner.text(of: key).utf8)).inserted {
      surplusKey = (key.lowerBound - 1, "a key that the object does not have yet")
      return
    }
  }

  // MARK: Meaning

  private func envelope(
    of members: Members, _ scanner: JSONScanner
  ) throws(EnvelopeFault) -> Envelope {
    let id = members.id.flatMap {
      !members.hasTwoIDs && scanner.isRequestID($0) ? $0 : nil
    }
    func fault(_ place: Int, _ expected: String) -> EnvelopeFault {
      let error = WireError(.invalidRequest, at: scanner.error(at: place, expected: expected))
      return EnvelopeFault(id: id, error: error)
    }
    guard members.isObject else { throw fault(0, "one request object") }
    if let surplusKey { throw fault(surplusKey.place, surplusKey.expected) }
    let end = scanner.bytes.count - 1
    guard let version = members.version, scanner.bytes[version].elementsEqual("\"2.0\"".utf8)
    else { throw fault(members.version?.lowerBound ?? end, "the member \"jsonrpc\":\"2.0\"") }
    if let unknown = members.unknown {
      throw fault(unknown.lowerBound - 1, "one of the members jsonrpc, id, method, params")
    }
    guard let method = members.method, let first = scanner.bytes[method].first, first == 0x22
    else { throw fault(members.method?.lowerBound ?? end, "the member \"method\", a string") }
    if let place = members.id, id == nil {
      let limit = Envelope.maximumIDBytes
      throw fault(place.lowerBound, "an id: an integer, or a string of at most \(limit) bytes")
    }
    let name = scanner.text(of: (method.lowerBound + 1)..<(method.upperBound - 1))
    guard id != nil || name.utf8.starts(with: "$/".utf8) else {
      throw fault(end, "the member \"id\", because only $/ methods are notifications")
    }
    return Envelope(id: id, method: name, params: members.params)
  }
}

extension JSONScanner {
  /// Whether two keys spell the same name.
  fileprivate func areEqual(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
    if bytes[first].elementsEqual(bytes[second]) { return true }
    let backslash = UInt8(ascii: "\\")
    guard bytes[first].contains(backslash) || bytes[second].contains(backslash) else {
      return false
    }
    return text(of: first).utf8.elementsEqual(text(of: second).utf8)
  }

  /// Whether a checked value can be an id.
  fileprivate func isRequestID(_ value: Range<Int>) -> Bool {
    guard value.count <= Envelope.maximumIDBytes else { return false }
    if bytes[value.lowerBound] == 0x22 { return true }
    var scanner = JSONScanner(UnsafeBufferPointer(rebasing: bytes[value]))
    return (try? scanner.integer()) != nil
  }
}
