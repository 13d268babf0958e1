import EnvironmentAPI
import JSONText

extension [ObservationLeaf] {
  /// Reads the observation of one lane without a leading axis: for each leaf its bytes, row-major and
  /// little-endian.
  ///
  /// - Throws: what is wrong with it: a missing leaf, another type or shape, a number outside the
  ///   leaf's space. Leaves that nobody declared are ignored.
  func bytes(in observation: JSONNode) throws(JSONError) -> [[UInt8]] {
    var result: [[UInt8]] = []
    for leaf in self {
      let node = try observation.member(leaf.name)
      result.append(try leaf.space.bytes(in: node))
    }
    return result
  }
}

extension LeafSpace {
  /// The bytes of one value: a tensor in base64 or as numbers, or a bare integer of a `Discrete`.
  fileprivate func bytes(in node: JSONNode) throws(JSONError) -> [UInt8] {
    if case .discrete = self, case .number = node.value {
      return try packed([try node.number()], at: node)
    }
    let type = try node.member("dtype")
    guard try type.string() == elementType.rawValue else {
      throw type.error(expected: "\"\(elementType.rawValue)\"")
    }
    try checkShape(node.member("shape"))
    let data = try node.member("data")
    let encoding = try node.member("enc")
    switch try encoding.string() {
    case "b64": return try decoded(data)
    case "json":
      if case .number = data.value { return try packed([try data.number()], at: data) }
      var numbers: [Double] = []
      for element in try data.array() { numbers.append(try element.number()) }
      return try packed(numbers, at: data)
    default: throw encoding.error(expected: "\"b64\", or \"json\"")
    }
  }

  private func checkShape(_ node: JSONNode) throws(JSONError) {
    var sides: [Int] = []
    for side in try node.array() { sides.append(try side.integer()) }
    guard sides == shape else { throw node.error(expected: "\(shape)", got: "\(sides)") }
  }

  private func decoded(_ node: JSONNode) throws(JSONError) -> [UInt8] {
    var text = try node.string()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    let outcome = text.withUTF8 { text in
      Result { () throws(Base64Error) in
        try Base64.decode(UnsafeRawBufferPointer(text), into: &bytes)
      }
    }
    if case .failure(let problem) = outcome {
      throw node.error(expected: "base64", got: problem.description)
    }
    guard bytes.count == byteCount else {
      throw node.error(expected: "\(byteCount) bytes", got: "\(bytes.count)")
    }
    if let wrong = bytes.withUnsafeBytes(firstNumberOutside) {
      throw node.error(expected: "numbers in \(self)", got: "\(wrong)")
    }
    return bytes
  }

  private func packed(_ numbers: [Double], at node: JSONNode) throws(JSONError) -> [UInt8] {
    guard numbers.count == elementCount else {
      throw node.error(expected: "\(elementCount) numbers", got: "\(numbers.count)")
    }
    for (index, number) in numbers.enumerated() where !contains(number, at: index) {
      throw node.error(expected: "numbers in \(self)", got: "\(number)")
    }
    var writer = StateWriter()
    for number in numbers {
      switch elementType {
      case .uint8: writer.write(UInt8(exactly: number) ?? 0)
      case .int32: writer.write(Int32(exactly: number) ?? 0)
      case .int64: writer.write(Int64(exactly: number) ?? 0)
      case .float32: writer.write(Float(number))
      case .float64: writer.write(number)
      }
    }
    return writer.bytes
  }

  /// The first element that is no value of this space; nil when all are.
  func firstNumberOutside(_ bytes: UnsafeRawBufferPointer) -> Double? {
    if case .box(.uint8, _, 0, 255) = self { return nil }
    for index in 0..<elementCount {
      let number = number(at: index, in: bytes)
      if !contains(number, at: index) { return number }
    }
    return nil
  }

  private func number(at index: Int, in bytes: UnsafeRawBufferPointer) -> Double {
    func word<Word: FixedWidthInteger>(_ type: Word.Type) -> Word {
      Word(
        littleEndian: bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self))
    }
    return switch elementType {
    case .uint8: Double(word(UInt8.self))
    case .int32: Double(Int32(bitPattern: word(UInt32.self)))
    case .int64: Double(Int64(bitPattern: word(UInt64.self)))
    case .float32: Double(Float(bitPattern: word(UInt32.self)))
    case .float64: Double(bitPattern: word(UInt64.self))
    }
  }
}
