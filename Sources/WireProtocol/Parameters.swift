package import JSONText

/// The `params` of one request: bytes that are known to be valid JSON without duplicate keys, so
/// that whatever a scanner still complains about is a question of meaning.
package struct Parameters {
  /// The bytes of the value; `{}` when the request had none.
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where they start in the line.
  let base: Int

  /// The parameters of a request.
  init(of envelope: Envelope, in line: UnsafeRawBufferPointer) {
    let bytes = line.bindMemory(to: UInt8.self)
    if let range = envelope.params {
      self.bytes = UnsafeBufferPointer(rebasing: bytes[range])
      base = range.lowerBound
    } else {
      let empty: StaticString = "{}"
      self.bytes = UnsafeBufferPointer(start: empty.utf8Start, count: empty.utf8CodeUnitCount)
      base = line.count
    }
  }

  /// A scanner at their start.
  package func scanner() -> JSONScanner { JSONScanner(bytes) }

  /// Them as a tree, for requests off the hot path.
  ///
  /// - Parameter names: The members that there may be.
  package func tree(allowing names: [String]) throws(JSONError) -> JSONNode {
    var scanner = scanner()
    let tree = try scanner.node()
    try tree.allowOnly(names)
    return tree
  }

  /// Writes the empty result of a method without parameters.
  package func acknowledge(to writer: inout JSONWriter) throws(JSONError) {
    _ = try tree(allowing: [])
    writer.beginObject()
    writer.endObject()
  }
}

/// Names that are looked up by the bytes of a request, without making strings of them.
struct NameTable {
  /// The names in order.
  let names: [String]
  private let bytes: [[UInt8]]

  /// Makes a table.
  init(_ names: [String]) {
    self.names = names
    bytes = names.map { Array($0.utf8) }
  }

  /// The index of the name that a key or string spells.
  func index(of range: Range<Int>, in scanner: JSONScanner) -> Int? {
    let spelled = UnsafeBufferPointer(rebasing: scanner.bytes[range])
    if let index = bytes.firstIndex(where: { $0.elementsEqual(spelled) }) { return index }
    guard spelled.contains(UInt8(ascii: "\\")) else { return nil }
    let text = scanner.text(of: range)
    return names.firstIndex { $0.utf8.elementsEqual(text.utf8) }
  }
}

extension JSONScanner {
  /// The error that a key is none of those that there are.
  package func unknownMember(_ key: Range<Int>, known: String) -> JSONError {
    error(at: key.lowerBound - 1, expected: "one of the members \(known)")
  }
}
