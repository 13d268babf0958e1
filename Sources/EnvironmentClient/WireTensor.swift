public import EnvironmentAPI
import JSONText

/// An array of numbers as it travels (PROTOCOL.md, section 4).
public struct WireTensor: Sendable, Equatable {
  /// The type of the elements.
  public let type: ElementType
  /// The shape.
  public let shape: [Int]
  /// The elements, row-major and little-endian.
  public let bytes: [UInt8]

  /// Makes a tensor.
  ///
  /// - Precondition: The bytes fill the shape.
  public init(type: ElementType, shape: [Int], bytes: [UInt8]) {
    precondition(
      bytes.count == shape.reduce(1, *) * type.byteCount, "\(bytes.count) bytes for \(shape)")
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// Makes a tensor of numbers, each rounded to the type; what does not fit becomes its nearest
  /// bound.
  ///
  /// - Precondition: The numbers fill the shape.
  public init(type: ElementType, shape: [Int], numbers: [Double]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * type.byteCount)
    for number in numbers {
      switch type {
      case .uint8: Self.append(UInt8(nearest: number), to: &bytes)
      case .int32: Self.append(Int32(nearest: number), to: &bytes)
      case .int64: Self.append(Int64(nearest: number), to: &bytes)
      case .float32: Self.append(Float(number).bitPattern, to: &bytes)
      case .float64: Self.append(number.bitPattern, to: &bytes)
      }
    }
    self.init(type: type, shape: shape, bytes: bytes)
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

extension WireTensor {
  /// Writes the tensor in base64.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("enc")
    writer.string("b64")
    writer.key("dtype")
    writer.string(type.rawValue)
    writer.key("shape")
    writer.beginArray()
    for size in shape { writer.integer(size) }
    writer.endArray()
    writer.key("data")
    bytes.withUnsafeBytes { writer.base64($0) }
    writer.endObject()
  }

  /// Reads a tensor in base64.
  init(_ node: JSONNode) throws(JSONError) {
    let encoding = try node.member("enc")
    guard try encoding.string() == "b64" else { throw encoding.error(expected: "\"b64\"") }
    let name = try node.member("dtype")
    guard let type = ElementType(rawValue: try name.string()) else {
      throw name.error(expected: "a dtype")
    }
    self.type = type
    let sizes = try node.member("shape")
    var count = type.byteCount
    var shape: [Int] = []
    for size in try sizes.array() {
      let size = try size.integer(in: 0...1 << 30)
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { throw sizes.error(expected: "a shape that fits in memory") }
      count = product
      shape.append(size)
    }
    self.shape = shape
    bytes = try Self.decode(try node.member("data"), count)
  }

  private static func decode(_ node: JSONNode, _ count: Int) throws(JSONError) -> [UInt8] {
    var text = try node.string()
    var bytes: [UInt8] = []
    let outcome = text.withUTF8 { text in
      Result { () throws(Base64Error) in
        try Base64.decode(UnsafeRawBufferPointer(text), into: &bytes)
      }
    }
    if case .failure(let problem) = outcome {
      throw node.error(expected: "base64", got: problem.description)
    }
    guard bytes.count == count else {
      throw node.error(expected: "\(count) bytes", got: "\(bytes.count)")
    }
    return bytes
  }
}

extension FixedWidthInteger {
  /// The integer nearest to a number; 0 for one that is none.
  fileprivate init(nearest number: Double) {
    let bound: Self = number > 0 ? .max : number < 0 ? .min : 0
    self = Self(exactly: number.rounded()) ?? bound
  }
}
