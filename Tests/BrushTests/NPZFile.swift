import CZlib

struct NPZError: Error {
  let reason: String
}

/// One array of an `.npz` file in C order.
struct NPYArray {
  let type: String
  let shape: [Int]
  let data: [UInt8]

  /// The elements, whose type must have the size of `Element`.
  func elements<Element: BitwiseCopyable>(_: Element.Type) -> [Element] {
    data.withUnsafeBytes { raw in
      let size = MemoryLayout<Element>.size
      return (0..<raw.count / size).map {
        raw.loadUnaligned(fromByteOffset: $0 * size, as: Element.self)
      }
    }
  }
}

/// A zip of `.npy` arrays, as NumPy writes it: entries through the central directory, deflated.
struct NPZFile {
  private var arrays: [String: NPYArray] = [:]

  init(_ bytes: [UInt8]) throws {
    let places = stride(from: bytes.count - 22, through: 0, by: -1)
    guard let end = places.first(where: { Self.number(bytes, $0, 4) == 0x0605_4b50 })
    else { throw NPZError(reason: "no end of central directory") }
    var entry = Self.number(bytes, end + 16, 4)
    for _ in 0..<Self.number(bytes, end + 10, 2) {
      let nameLength = Self.number(bytes, entry + 28, 2)
      let name = String(decoding: bytes[(entry + 46)..<(entry + 46 + nameLength)], as: UTF8.self)
      arrays[String(name.dropLast(4))] = try Self.array(Self.contents(bytes, entry))
      entry +=
        46 + nameLength + Self.number(bytes, entry + 30, 2) + Self.number(bytes, entry + 32, 2)
    }
  }

  func array(_ name: String) throws -> NPYArray {
    guard let array = arrays[name] else { throw NPZError(reason: "no array \(name)") }
    return array
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> Int {
    (0..<size).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }

  private static func contents(_ bytes: [UInt8], _ entry: Int) throws -> [UInt8] {
    let method = number(bytes, entry + 10, 2)
    let packed = number(bytes, entry + 20, 4)
    let size = number(bytes, entry + 24, 4)
    let local = number(bytes, entry + 42, 4)
    let start = local + 30 + number(bytes, local + 26, 2) + number(bytes, local + 28, 2)
    let data = Array(bytes[start..<(start + packed)])
    return method == 0 ? data : try inflated(data, size: size)
  }

  private static func inflated(_ data: [UInt8], size: Int) throws -> [UInt8] {
    var input = data
    var output = [UInt8](repeating: 0, count: size)
    var stream = z_stream()
    guard
      inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw NPZError(reason: "zlib") }
    defer { inflateEnd(&stream) }
    let status = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { throw NPZError(reason: "damaged data") }
    return output
  }

  private static func array(_ bytes: [UInt8]) throws -> NPYArray {
    let headerLength = number(bytes, 8, 2)
    let header = String(decoding: bytes[10..<(10 + headerLength)], as: UTF8.self)
    guard header.contains("'fortran_order': False"),
      let type = header.split(separator: "'").first(where: { "<|".contains($0.prefix(1)) }),
      let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")")
    else { throw NPZError(reason: "unexpected header \(header)") }
    let shape = header[header.index(after: open)..<close].split(separator: ",").compactMap {
      Int($0.filter { $0.isNumber })
    }
    return NPYArray(type: String(type), shape: shape, data: Array(bytes[(10 + headerLength)...]))
  }
}
