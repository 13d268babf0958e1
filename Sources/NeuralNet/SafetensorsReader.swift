import JSONText
import TensorKernels

extension SafetensorsFile {
  /// Reads the bytes of a file.
  ///
  /// - Throws: What is wrong first, for any bytes: nothing in them is trusted.
  /// - Complexity: O(bytes).
  public init(parsing bytes: [UInt8]) throws(SafetensorsError) {
    let header = try Self.header(of: bytes)
    let data = bytes[header.end...]
    metadata = [:]
    var entries: [Entry] = []
    for member in header.members {
      if member.name == "__metadata__" {
        metadata = try Self.strings(member)
      } else {
        entries.append(try Entry(member))
      }
    }
    entries.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    tensors = []
    var offset = 0
    for entry in entries {
      guard entry.start == offset, entry.end <= data.count else {
        throw SafetensorsError(
          at: entry.name, expected: "data from byte \(offset) on, inside 0..<\(data.count)",
          got: "\(entry.start)..<\(entry.end)")
      }
      tensors.append(NamedTensor(entry.name, try entry.tensor(from: data)))
      offset = entry.end
    }
    guard offset == data.count else {
      throw SafetensorsError(
        at: "data", expected: "\(offset) bytes, as in the header", got: "\(data.count)")
    }
  }

  private static func header(
    of bytes: [UInt8]
  ) throws(SafetensorsError) -> (members: [JSONMember], end: Int) {
    guard bytes.count >= 8 else {
      throw SafetensorsError(
        at: "start", expected: "8 bytes with the header's length", got: "\(bytes.count)")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard length <= UInt64(bytes.count - 8) else {
      throw SafetensorsError(
        at: "start", expected: "a header of at most \(bytes.count - 8) bytes", got: "\(length)")
    }
    let end = 8 + Int(length)
    do {
      let members = try JSON.parse(Array(bytes[8..<end]), maximumDepth: 4).object()
      return (members, end)
    } catch {
      throw SafetensorsError(
        at: "header, \(error.position)", expected: error.expected, got: error.got)
    }
  }

  private static func strings(_ member: JSONMember) throws(SafetensorsError) -> [String: String] {
    do throws(JSONError) {
      var strings: [String: String] = [:]
      for entry in try member.value.object() { strings[entry.name] = try entry.value.string() }
      return strings
    } catch {
      throw SafetensorsError(at: member.name, expected: error.expected, got: error.got)
    }
  }
}

/// What the header says about one tensor.
private struct Entry {
  let name: String
  let shape: [Int]
  let start: Int
  let end: Int

  init(_ member: JSONMember) throws(SafetensorsError) {
    name = member.name
    do throws(JSONError) {
      try member.value.allowOnly(["dtype", "shape", "data_offsets"])
      let type = try member.value.member("dtype")
      guard try type.string() == "F32" else { throw type.error(expected: "F32") }
      var shape: [Int] = []
      for extent in try member.value.member("shape").array() {
        shape.append(try extent.integer(in: 0...Int.max))
      }
      self.shape = shape
      let offsets = try member.value.member("data_offsets")
      let pair = try offsets.array()
      guard pair.count == 2 else { throw offsets.error(expected: "two offsets") }
      start = try pair[0].integer(in: 0...Int.max)
      end = try pair[1].integer(in: start...Int.max)
    } catch {
      throw SafetensorsError(at: member.name, expected: error.expected, got: error.got)
    }
    try checkSize()
  }

  /// Throws unless the shape has as many bytes as the offsets; the product may not overflow.
  private func checkSize() throws(SafetensorsError) {
    var bytes = 4
    for extent in shape {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflows else {
        throw SafetensorsError(at: name, expected: "a shape that fits in memory", got: "\(shape)")
      }
      bytes = product
    }
    guard bytes == end - start else {
      throw SafetensorsError(
        at: name, expected: "\(bytes) bytes for shape \(shape)", got: "\(end - start)")
    }
  }

  /// Copies the numbers.
  ///
  /// - Precondition: `start..<end` is inside `data`.
  func tensor(from data: ArraySlice<UInt8>) throws(SafetensorsError) -> Tensor {
    let first = data.startIndex + start
    return data[first..<data.startIndex + end].withUnsafeBytes { bytes in
      Tensor(shape: shape) { UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes) }
    }
  }
}
