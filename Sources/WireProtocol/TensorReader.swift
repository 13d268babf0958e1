package import EnvironmentAPI
package import JSONText

/// A tensor of a request before its data are decoded: the members may come in any order.
package struct TensorHeader {
  /// The type of the elements.
  package let type: ElementType
  /// The length of each axis.
  package let shape: [Int]
  /// How the data are written; only `b64` and `json` are read.
  package let encoding: TensorEncoding
  /// The bytes of the data's value.
  package let data: Range<Int>
  /// The product of the shape.
  package let elementCount: Int

  /// The shape and the type in a few characters, such as `uint8[2, 64, 64, 3]`.
  package var summary: String { "\(type.rawValue)\(shape)" }
}

extension JSONScanner {
  /// Reads `{"enc":...,"dtype":...,"shape":[...],"data":...}`.
  ///
  /// - Throws: `JSONError`, or `WireError` for an encoding that this server does not read.
  package mutating func tensorHeader() throws -> TensorHeader {
    var type: ElementType?
    var shape: [Int64]?
    var encoding: TensorEncoding?
    var data: Range<Int>?
    let start = offset
    try beginObject()
    while let key = try nextKey() {
      if self.key(key, equals: "enc") {
        encoding = try tensorEncoding()
      } else if self.key(key, equals: "dtype") {
        type = try elementType()
      } else if self.key(key, equals: "shape") {
        var sides: [Int64] = []
        _ = try integers(into: &sides, limit: 16)
        shape = sides
      } else if self.key(key, equals: "data") {
        data = try skipValue()
      } else {
        throw unknownMember(key, known: "enc, dtype, shape, data")
      }
    }
    guard let type, let shape, let encoding, let data else {
      throw error(at: start, expected: "a tensor with enc, dtype, shape and data")
    }
    guard let count = elementCount(of: shape) else {
      throw error(at: start, expected: "a shape of a tensor that fits in memory")
    }
    return TensorHeader(
      type: type, shape: shape.map(Int.init), encoding: encoding, data: data, elementCount: count)
  }

  /// Appends the numbers of a tensor.
  func values(of tensor: TensorHeader, into values: inout [Double]) throws(JSONError) {
    var scanner = JSONScanner(bytes, at: tensor.data)
    if tensor.encoding == .json {
      let start = values.count
      do throws(JSONError) {
        if tensor.shape.isEmpty {
          values.append(try scanner.number())
        } else {
          _ = try scanner.numbers(into: &values, limit: tensor.elementCount)
        }
      } catch { throw error.moved(by: tensor.data.lowerBound) }
      try check(values.count - start, tensor.elementCount, "numbers", tensor)
      return
    }
    let bytes = try self.bytes(of: tensor)
    bytes.withUnsafeBytes { append($0, tensor.type, to: &values) }
  }

  /// The bytes of a `b64` tensor, or of a `json` tensor of type uint8.
  package func bytes(of tensor: TensorHeader) throws(JSONError) -> [UInt8] {
    var scanner = JSONScanner(bytes, at: tensor.data)
    var result: [UInt8] = []
    do throws(JSONError) {
      if tensor.encoding == .json {
        try scanner.beginArray()
        while try scanner.nextElement() {
          let place = scanner.offset
          guard let byte = UInt8(exactly: try scanner.integer()) else {
            throw scanner.error(at: place, expected: "an integer in 0...255")
          }
          result.append(byte)
        }
      } else {
        try scanner.base64(into: &result)
      }
    } catch { throw error.moved(by: tensor.data.lowerBound) }
    let expected = tensor.elementCount.multipliedReportingOverflow(by: tensor.type.byteCount)
    try check(result.count, expected.overflow ? .max : expected.partialValue, "bytes", tensor)
    return result
  }

  // MARK: Parts

  private mutating func tensorEncoding() throws -> TensorEncoding {
    skipWhitespace()
    let place = offset
    let name = try string()
    switch TensorEncoding(rawValue: name) {
    case .base64?: return .base64
    case .json?: return .json
    case let other?:
      throw WireError(
        .unsupported, "tensors are read as b64 or json, not as \(other.rawValue)")
    case nil:
      throw error(at: place, expected: "b64 or json")
    }
  }

  private mutating func elementType() throws(JSONError) -> ElementType {
    skipWhitespace()
    let place = offset
    guard let type = ElementType(rawValue: try string()) else {
      throw error(at: place, expected: "uint8, int32, int64, float32 or float64")
    }
    return type
  }

  private func elementCount(of shape: [Int64]) -> Int? {
    var count = 1
    for side in shape {
      guard side >= 0, let side = Int(exactly: side) else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  private func check(
    _ count: Int, _ expected: Int, _ unit: String, _ tensor: TensorHeader
  ) throws(JSONError) {
    guard count != expected else { return }
    throw error(
      at: tensor.data.lowerBound, expected: "\(expected) \(unit) for \(tensor.summary)",
      got: "\(count)")
  }

  private func append(
    _ bytes: UnsafeRawBufferPointer, _ type: ElementType, to values: inout [Double]
  ) {
    func each<Word: FixedWidthInteger>(_ convert: (Word) -> Double) {
      for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size) {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
        values.append(convert(Word(littleEndian: word)))
      }
    }
    switch type {
    case .uint8: each { (word: UInt8) in Double(word) }
    case .int32: each { (word: Int32) in Double(word) }
    case .int64: each { (word: Int64) in Double(word) }
    case .float32: each { (word: UInt32) in Double(Float(bitPattern: word)) }
    case .float64: each { (word: UInt64) in Double(bitPattern: word) }
    }
  }
}

extension JSONScanner {
  /// A scanner of one value inside a text; its positions count from the value's start.
  fileprivate init(_ bytes: UnsafeBufferPointer<UInt8>, at range: Range<Int>) {
    self.init(UnsafeBufferPointer(rebasing: bytes[range]))
  }
}

extension JSONError {
  /// The same error in a text that has `count` more bytes in front.
  func moved(by count: Int) -> JSONError {
    var error = self
    error.position.offset += count
    error.position.column += count
    return error
  }
}
