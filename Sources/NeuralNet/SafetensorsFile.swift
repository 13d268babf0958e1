import JSONText
public import TensorKernels

/// A tensor of a file.
public struct NamedTensor: Sendable {
  /// Its unique name.
  public var name: String
  /// Its numbers.
  public var tensor: Tensor

  /// Makes one.
  public init(_ name: String, _ tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

/// The content of a safetensors file: Float32 tensors and text about them.
///
/// The format (safetensors README, "Format"): the length of the header, 8 bytes, little-endian; the
/// header, a JSON object that maps names to `dtype`, `shape` and `data_offsets` and `__metadata__`
/// to an object of strings; the numbers, without gaps.
public struct SafetensorsFile: Sendable {
  /// The tensors, in the order of their numbers.
  public var tensors: [NamedTensor]
  /// What is said about them: configuration, data, seed, commit.
  public var metadata: [String: String]

  /// Makes a file.
  public init(_ tensors: [NamedTensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Returns the tensor of a name, or nil.
  public subscript(name: String) -> Tensor? { tensors.first { $0.name == name }?.tensor }

  /// Returns the bytes of the file. The header is padded with spaces so that the numbers start at a
  /// multiple of 8; metadata are sorted by key, so that equal content gives equal bytes.
  ///
  /// - Precondition: Names are unique and none is `__metadata__`.
  public func encoded() -> [UInt8] {
    let header = encodedHeader()
    let size = tensors.reduce(0) { $0 + 4 * $1.tensor.count }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + size)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: header)
    for entry in tensors {
      entry.tensor.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeRawBufferPointer($0)) }
    }
    return bytes
  }

  private func encodedHeader() -> [UInt8] {
    var names: Set<String> = ["__metadata__"]
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("__metadata__")
    writer.beginObject()
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      writer.key(escaping: key)
      writer.string(value)
    }
    writer.endObject()
    var offset = 0
    for entry in tensors {
      precondition(names.insert(entry.name).inserted, "two tensors are called \(entry.name)")
      writer.key(escaping: entry.name)
      write(entry.tensor, from: offset, to: &writer)
      offset += 4 * entry.tensor.count
    }
    writer.endObject()
    let padding = (8 - writer.bytes.count % 8) % 8
    return writer.bytes + [UInt8](repeating: UInt8(ascii: " "), count: padding)
  }

  private func write(_ tensor: Tensor, from offset: Int, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("dtype")
    writer.string("F32")
    writer.key("shape")
    writer.beginArray()
    for extent in tensor.shape { writer.integer(extent) }
    writer.endArray()
    writer.key("data_offsets")
    writer.beginArray()
    writer.integer(offset)
    writer.integer(offset + 4 * tensor.count)
    writer.endArray()
    writer.endObject()
  }
}
