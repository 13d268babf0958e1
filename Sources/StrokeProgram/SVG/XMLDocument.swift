/// The elements of an XML text, for readers of vector files.
///
/// Not a validating parser: comments, processing instructions and the document type are passed
/// without being looked into, so entities that a file defines itself are never expanded (they stay
/// as written). Tags have to match, and attributes to be in quotes. Prefixes are kept as written.
/// Format: W3C XML 1.0, fifth edition.
struct XMLDocument {
  /// In the order of their start tags; the first one is the root.
  private(set) var elements: [XMLElement] = []
  /// The offset of the first byte of each line.
  private var lineStarts = [0]

  /// The deepest nesting of elements.
  static let maximumDepth = 128
  /// The most attributes of one element.
  static let maximumAttributes = 1000

  /// Reads a text in UTF-8; bytes that are none become replacement characters.
  ///
  /// - Throws: The first error, with line and column.
  init(_ bytes: [UInt8]) throws(VectorFileError) {
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { lineStarts.append(offset + 1) }
    var parser = XMLParser(bytes)
    do throws(XMLSyntaxError) {
      elements = try parser.parse()
    } catch {
      let (line, column) = place(of: error.offset)
      throw VectorFileError(
        line: line, column: column, expected: error.expected, got: error.got)
    }
  }

  /// The line and the column, from 1, of a byte of the text.
  func place(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - lineStarts[low] + 1)
  }
}

/// One element of an XML text.
struct XMLElement {
  /// The name with its prefix, as written.
  var name: String
  var attributes: [XMLAttribute] = []
  /// Indices of the elements inside, in order.
  var children: [Int] = []
  /// The text directly inside; kept for style sheets only.
  var text = ""
  /// The byte of the `<`.
  var offset: Int

  /// The value of an attribute, by its name as written.
  subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
}

/// One attribute of an element.
struct XMLAttribute {
  var name: String
  /// The value with entities resolved.
  var value: String
  /// The first byte of the value.
  var offset: Int
  /// Whether byte n of the value is byte `offset + n` of the text.
  var isVerbatim: Bool
}

/// An error with its place as an offset.
struct XMLSyntaxError: Error {
  var offset: Int
  var expected: String
  var got: String
}
