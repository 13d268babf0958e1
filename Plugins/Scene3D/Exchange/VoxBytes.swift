/// Reads the numbers and texts of a `.vox` file: little-endian, never beyond `end`.
struct VoxBytes {
  private let bytes: [UInt8]
  /// The next byte.
  private(set) var place: Int
  /// One after the last byte.
  let end: Int

  init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  private init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    place = range.lowerBound
    end = range.upperBound
  }

  /// How many bytes are left.
  var remaining: Int { end - place }

  /// Returns the next 32 bits as a number.
  mutating func integer(_ expected: String) throws(VoxError) -> Int {
    guard remaining >= 4 else { throw missing(expected) }
    let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    place += 4
    return Int(Int32(bitPattern: bits))
  }

  /// Returns the next 32 bits as a number in a range.
  mutating func integer(
    _ expected: String, in range: ClosedRange<Int>
  ) throws(VoxError) -> Int {
    let start = place
    let value = try integer(expected)
    guard range.contains(value) else {
      throw VoxError(
        offset: start, expected: "\(expected) in \(range.lowerBound)...\(range.upperBound)",
        got: "\(value)")
    }
    return value
  }

  /// Returns a length that the bytes left can hold.
  mutating func count(_ expected: String, of size: Int) throws(VoxError) -> Int {
    let start = place
    let value = try integer(expected)
    guard value >= 0, value <= remaining / size else {
      throw VoxError(
        offset: start, expected: "\(expected) of which \(remaining) bytes have room",
        got: "\(value)")
    }
    return value
  }

  /// Returns the next four bytes.
  mutating func quad(_ expected: String) throws(VoxError) -> SIMD4<UInt8> {
    guard remaining >= 4 else { throw missing(expected) }
    defer { place += 4 }
    return SIMD4(bytes[place], bytes[place + 1], bytes[place + 2], bytes[place + 3])
  }

  /// Returns the next four bytes as letters.
  mutating func name(_ expected: String) throws(VoxError) -> String {
    let quad = try quad(expected)
    return String(decoding: [quad.x, quad.y, quad.z, quad.w], as: UTF8.self)
  }

  /// Returns a part of the bytes left and goes behind it.
  mutating func part(_ count: Int) -> VoxBytes {
    defer { place += count }
    return VoxBytes(bytes, place..<place + count)
  }

  /// Returns a text with its length before it.
  mutating func string() throws(VoxError) -> String {
    let count = try count("the length of a text", of: 1)
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  /// Returns pairs of texts; of equal keys the last counts.
  mutating func dictionary() throws(VoxError) -> [String: String] {
    let count = try count("the number of attributes", of: 8)
    var pairs: [String: String] = [:]
    for _ in 0..<count {
      let key = try string()
      pairs[key] = try string()
    }
    return pairs
  }

  private func missing(_ expected: String) -> VoxError {
    VoxError(offset: place, expected: expected, got: "\(remaining) bytes before the end")
  }
}
