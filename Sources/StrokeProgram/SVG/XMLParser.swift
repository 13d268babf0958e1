/// Turns an XML text into elements in one pass.
struct XMLParser {
  private var scanner: ByteScanner
  private var elements: [XMLElement] = []
  /// The elements that are open, the innermost last.
  private var open: [Int] = []

  init(_ bytes: [UInt8]) { scanner = ByteScanner(bytes) }

  /// Reads the whole text.
  mutating func parse() throws(XMLSyntaxError) -> [XMLElement] {
    _ = scanner.pass("\u{FEFF}")
    while let byte = scanner.next {
      if byte == UInt8(ascii: "<") { try readMarkup() } else { try readText() }
    }
    if let last = open.last {
      throw error("the end tag </\(elements[last].name)>")
    }
    guard !elements.isEmpty else { throw error("an element") }
    return elements
  }

  private func error(_ expected: String) -> XMLSyntaxError {
    XMLSyntaxError(offset: scanner.place, expected: expected, got: scanner.excerpt)
  }

  // MARK: Markup

  private mutating func readMarkup() throws(XMLSyntaxError) {
    let start = scanner.place
    if scanner.pass("<!--") {
      try passUntil("-->", "a comment that ends with -->", from: start)
    } else if scanner.pass("<?") {
      try passUntil("?>", "an instruction that ends with ?>", from: start)
    } else if scanner.pass("<![CDATA[") {
      let textStart = scanner.place
      try passUntil("]]>", "a section that ends with ]]>", from: start)
      addText(scanner.bytes[textStart..<(scanner.place - 3)])
    } else if scanner.pass("<!") {
      try passDeclaration(from: start)
    } else if scanner.pass("</") {
      try readEndTag(from: start)
    } else {
      try readStartTag(at: start)
    }
  }

  private mutating func passUntil(
    _ end: StaticString, _ expected: String, from start: Int
  ) throws(XMLSyntaxError) {
    while scanner.next != nil {
      if scanner.pass(end) { return }
      scanner.place += 1
    }
    throw XMLSyntaxError(offset: start, expected: expected, got: "the end of the file")
  }

  /// Passes a document type with its brackets, quotes and comments.
  private mutating func passDeclaration(from start: Int) throws(XMLSyntaxError) {
    var depth = 1
    while let byte = scanner.next {
      scanner.place += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): passQuoted(byte)
      case UInt8(ascii: "<"):
        if scanner.pass("!--") {
          try passUntil("-->", "a comment that ends with -->", from: start)
        } else {
          depth += 1
        }
      case UInt8(ascii: ">"):
        depth -= 1
        if depth == 0 { return }
      default: break
      }
    }
    throw XMLSyntaxError(
      offset: start, expected: "a declaration that ends with >", got: "the end of the file")
  }

  private mutating func passQuoted(_ quote: UInt8) {
    while let byte = scanner.next, byte != quote { scanner.place += 1 }
    if scanner.next != nil { scanner.place += 1 }
  }

  private mutating func readEndTag(from start: Int) throws(XMLSyntaxError) {
    let name = try readName()
    scanner.skipSpace()
    guard let last = open.popLast() else {
      throw XMLSyntaxError(offset: start, expected: "no end tag here", got: "</\(name)>")
    }
    guard elements[last].name == name else {
      throw XMLSyntaxError(
        offset: start, expected: "the end tag </\(elements[last].name)>", got: "</\(name)>")
    }
    guard scanner.pass(">") else { throw error("> after the end tag's name") }
  }

  private mutating func readStartTag(at start: Int) throws(XMLSyntaxError) {
    scanner.place += 1
    var element = XMLElement(name: try readName(), offset: start)
    guard !open.isEmpty || elements.isEmpty else {
      throw XMLSyntaxError(
        offset: start, expected: "one root element", got: "<\(element.name)> after it")
    }
    let isEmpty = try readAttributes(&element)
    let index = elements.count
    if let parent = open.last { elements[parent].children.append(index) }
    elements.append(element)
    guard !isEmpty else { return }
    guard open.count < XMLDocument.maximumDepth else {
      throw XMLSyntaxError(
        offset: start, expected: "at most \(XMLDocument.maximumDepth) levels of elements",
        got: "one more")
    }
    open.append(index)
  }

  // MARK: Names and attributes

  private mutating func readName() throws(XMLSyntaxError) -> String {
    let start = scanner.place
    while let byte = scanner.next,
      byte.isWord || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    {
      scanner.place += 1
    }
    guard scanner.place > start else { throw error("a name") }
    return String(decoding: scanner.bytes[start..<scanner.place], as: UTF8.self)
  }

  /// Reads up to the end of the tag; returns whether the element ends there too.
  private mutating func readAttributes(
    _ element: inout XMLElement
  ) throws(XMLSyntaxError) -> Bool {
    while true {
      scanner.skipSpace()
      if scanner.pass("/>") { return true }
      if scanner.pass(">") { return false }
      let start = scanner.place
      let attribute = try readAttribute()
      guard element[attribute.name] == nil,
        element.attributes.count < XMLDocument.maximumAttributes
      else {
        throw XMLSyntaxError(
          offset: start,
          expected: "each attribute once, at most \(XMLDocument.maximumAttributes) of them",
          got: attribute.name)
      }
      element.attributes.append(attribute)
    }
  }

  private mutating func readAttribute() throws(XMLSyntaxError) -> XMLAttribute {
    guard scanner.next?.isWord == true else { throw error("an attribute, > or />") }
    let name = try readName()
    scanner.skipSpace()
    guard scanner.pass("=") else { throw error("= after the attribute \(name)") }
    scanner.skipSpace()
    guard let quote = scanner.next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    else { throw error("a value in quotes for \(name)") }
    let start = scanner.place + 1
    scanner.place = start
    passQuoted(quote)
    guard scanner.place > start, scanner.bytes[scanner.place - 1] == quote else {
      throw XMLSyntaxError(
        offset: start - 1, expected: "a closing quote", got: "the end of the file")
    }
    let raw = scanner.bytes[start..<(scanner.place - 1)]
    return XMLAttribute(
      name: name, value: resolvedText(raw), offset: start,
      isVerbatim: !raw.contains(UInt8(ascii: "&")))
  }

  // MARK: Text

  private mutating func readText() throws(XMLSyntaxError) {
    let start = scanner.place
    while let byte = scanner.next, byte != UInt8(ascii: "<") {
      guard !open.isEmpty || byte.isSpace else { throw error("an element") }
      scanner.place += 1
    }
    addText(scanner.bytes[start..<scanner.place])
  }

  private mutating func addText(_ bytes: ArraySlice<UInt8>) {
    guard let last = open.last, elements[last].name.hasSuffix("style") else { return }
    elements[last].text += resolvedText(bytes)
  }
}

/// A text with the five predefined entities and character references resolved.
private func resolvedText(_ bytes: ArraySlice<UInt8>) -> String {
  guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
  var result: [UInt8] = []
  var place = bytes.startIndex
  while place < bytes.endIndex {
    // the longest reference that means anything is ten bytes
    let window = bytes[place..<min(place + 12, bytes.endIndex)]
    if bytes[place] == UInt8(ascii: "&"), let end = window.firstIndex(of: UInt8(ascii: ";")),
      let scalar = referencedScalar(bytes[(place + 1)..<end])
    {
      result += Array(String(Character(scalar)).utf8)
      place = end + 1
    } else {
      result.append(bytes[place])
      place += 1
    }
  }
  return String(decoding: result, as: UTF8.self)
}

private func referencedScalar(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
  let name = String(decoding: bytes, as: UTF8.self)
  switch name {
  case "amp": return "&"
  case "lt": return "<"
  case "gt": return ">"
  case "quot": return "\""
  case "apos": return "'"
  default: break
  }
  guard name.hasPrefix("#") else { return nil }
  let isHexadecimal = name.hasPrefix("#x")
  return UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
    .flatMap(Unicode.Scalar.init)
}
