import JSONText

/// Reads the values of one leaf strictly: every word of the tensor must be what the spec says.
struct LeafReader {
  /// What the spec says about it.
  let leaf: Leaf
  /// How many values there are; nil for one without a leading axis.
  let count: Int?
  /// How leaves of rank 2 and more travel.
  let encoding: String

  /// The bytes of each value, row-major and little-endian, which must lie in the space.
  ///
  /// - Parameter external: Gets a tensor whose bytes are not in the line.
  func rows(
    of node: JSONNode, external: (JSONNode) throws -> [UInt8] = { _ in [] }
  ) throws -> [[UInt8]] {
    let numbers: [Double]
    if case .discrete = leaf.space {
      numbers = try count == nil ? [Double(node.integer())] : node.integers().map(Double.init)
    } else {
      numbers = try self.numbers(ofTensor: node, external)
    }
    let elementCount = leaf.space.shape.reduce(1, *)
    let rowCount = count ?? 1
    try require(
      numbers.count == rowCount * elementCount,
      "'\(leaf.name)' has \(numbers.count) numbers instead of \(rowCount * elementCount)")
    try checkRange(numbers, elementCount)
    return (0..<rowCount).map { row in
      Array(numbers[(row * elementCount)..<((row + 1) * elementCount)]).flatMap {
        Self.bytes(of: $0, leaf.space.elementType)
      }
    }
  }

  // MARK: Tensors

  private func numbers(
    ofTensor node: JSONNode, _ external: (JSONNode) throws -> [UInt8]
  ) throws -> [Double] {
    let type = try node.member("dtype").string()
    let wanted = leaf.space.elementType
    try require(type == wanted, "'\(leaf.name)' has the dtype \(type) instead of \(wanted)")
    let shape = try node.member("shape").integers()
    let full = (count.map { [$0] } ?? []) + leaf.space.shape
    try require(shape == full, "'\(leaf.name)' has the shape \(shape) instead of \(full)")
    let enc = try node.member("enc").string()
    let agreed = leaf.space.shape.count < 2 ? "json" : encoding
    try require(
      enc == agreed || (["png", "shm"].contains(agreed) && enc == "b64"),
      "'\(leaf.name)' has the enc \(enc) instead of \(agreed)")
    switch enc {
    case "json":
      let data = try node.member("data")
      return full.isEmpty ? [try data.number()] : try data.numbers()
    case "b64": return try Self.numbers(in: node.member("data").base64(), type)
    default: return try Self.numbers(in: external(node), type)
    }
  }

  private func checkRange(_ numbers: [Double], _ elementCount: Int) throws(Violation) {
    for (index, number) in numbers.enumerated() {
      let range = leaf.space.range(at: index % max(1, elementCount))
      try require(
        number.isFinite && number >= range.low ?? number && number <= range.high ?? number,
        "'\(leaf.name)' has the number \(number) at index \(index), outside "
          + "\(range.low.map { "\($0)" } ?? "-inf")...\(range.high.map { "\($0)" } ?? "inf")")
    }
  }

  // MARK: Bytes

  private static func numbers(in bytes: [UInt8], _ type: String) throws -> [Double] {
    func words<Word: FixedWidthInteger>(_: Word.Type, _ value: (Word) -> Double) -> [Double] {
      let size = MemoryLayout<Word>.size
      return stride(from: 0, to: bytes.count - bytes.count % size, by: size).map { start in
        value(bytes[start..<(start + size)].reversed().reduce(0) { $0 << 8 | Word($1) })
      }
    }
    switch type {
    case "uint8": return bytes.map(Double.init)
    case "int32": return words(UInt32.self) { Double(Int32(bitPattern: $0)) }
    case "int64": return words(UInt64.self) { Double(Int64(bitPattern: $0)) }
    case "float32": return words(UInt32.self) { Double(Float(bitPattern: $0)) }
    case "float64": return words(UInt64.self) { Double(bitPattern: $0) }
    default: throw Violation("a tensor has the dtype '\(type)'")
    }
  }

  /// The bytes of a number as an element of a type.
  static func bytes(of number: Double, _ type: String) -> [UInt8] {
    switch type {
    case "uint8": [UInt8(exactly: number) ?? 0]
    case "int32": littleEndian(UInt32(bitPattern: Int32(exactly: number) ?? 0))
    case "int64": littleEndian(UInt64(bitPattern: Int64(exactly: number) ?? 0))
    case "float32": littleEndian(Float(number).bitPattern)
    default: littleEndian(number.bitPattern)
    }
  }

  /// The bytes of a word, the lowest first.
  static func littleEndian<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
  }
}

extension JSONNode {
  /// The bytes of a string in base64.
  func base64() throws -> [UInt8] {
    var bytes: [UInt8] = []
    let text = Array(try string().utf8)
    try text.withUnsafeBytes { try Base64.decode($0, into: &bytes) }
    return bytes
  }
}
