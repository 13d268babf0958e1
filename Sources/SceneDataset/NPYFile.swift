/// Arrays as NumPy's `.npy` files, version 1.0 (numpy.lib.format): a header of text, then the
/// elements in row-major order, little-endian.
enum NPYFile {
  /// A file of float32 elements.
  static func encode(_ elements: [Float], shape: [Int]) -> [UInt8] {
    encode(elements, type: "<f4", shape: shape)
  }

  /// A file of int32 elements.
  static func encode(_ elements: [Int32], shape: [Int]) -> [UInt8] {
    encode(elements, type: "<i4", shape: shape)
  }

  /// A file of uint8 elements.
  static func encode(_ elements: [UInt8], shape: [Int]) -> [UInt8] {
    encode(elements, type: "|u1", shape: shape)
  }

  /// - Precondition: The machine is little-endian, and the shape holds the elements.
  private static func encode<Element>(
    _ elements: [Element], type: String, shape: [Int]
  ) -> [UInt8] {
    precondition(
      shape.reduce(1, *) == elements.count, "shape \(shape) for \(elements.count) elements")
    var file = header(type: type, shape: shape)
    elements.withUnsafeBytes { file.append(contentsOf: $0) }
    return file
  }

  /// The magic number, the version, and a dictionary that is padded so that the data starts at a
  /// multiple of 64 bytes.
  private static func header(type: String, shape: [Int]) -> [UInt8] {
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(lengths)), }"
    let used = 10 + text.utf8.count + 1
    let padding = (64 - used % 64) % 64
    let length = text.utf8.count + padding + 1
    let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]
    return magic + [UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
      + [UInt8](repeating: 0x20, count: padding) + [0x0A]
  }
}
