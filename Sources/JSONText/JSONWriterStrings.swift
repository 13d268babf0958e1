extension JSONWriter {
  /// Writes a string; quotes, backslashes and control characters are escaped, nothing else.
  public mutating func string(_ value: some StringProtocol) {
    beginValue()
    bytes.append(UInt8(ascii: "\""))
    let isWritten: Void? = value.utf8.withContiguousStorageIfAvailable { appendEscaped($0) }
    if isWritten == nil {
      let copy = Array(value.utf8)
      copy.withUnsafeBufferPointer { appendEscaped($0) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
    var written = 0
    for index in text.indices {
      let byte = text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        continue
      }
      bytes.append(contentsOf: text[written..<index])
      appendEscape(byte)
      written = index + 1
    }
    bytes.append(contentsOf: text[written...])
  }

  private mutating func appendEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x0C: append("\\f")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    default:
      append(byte < 16 ? "\\u000" : "\\u001")
      bytes.append((byte & 15) + (byte & 15 < 10 ? 0x30 : 0x61 - 10))
    }
  }
}

// MARK: Trees

extension JSONWriter {
  /// Writes a tree.
  ///
  /// It recurses as deep as the tree is; trees that were parsed have at most 64 levels.
  public mutating func node(_ node: JSONNode) {
    switch node.value {
    case .null: null()
    case .boolean(let flag): boolean(flag)
    case .number(let number):
      if let integer = number.integer { self.integer(integer) } else { self.number(number.value) }
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { self.node(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        key(escaping: member.name)
        self.node(member.value)
      }
      endObject()
    }
  }
}
