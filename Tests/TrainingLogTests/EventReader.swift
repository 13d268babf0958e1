import Foundation

/// An event file read by plain means, independent of the writer.
struct EventReader {
  struct Failure: Error { let reason: String }

  /// The fields of a message in order: number and value.
  enum Value: Equatable {
    case number(UInt64)
    case wide(UInt64)
    case narrow(UInt32)
    case bytes([UInt8])
  }

  /// The messages of all frames, checksums checked.
  static func messages(in path: String) throws -> [[UInt8]] {
    var rest = [UInt8](try Data(contentsOf: URL(filePath: path)))[...]
    var result: [[UInt8]] = []
    while !rest.isEmpty {
      let head = try take(8, &rest)
      try check(head, take(4, &rest))
      let data = try take(Int(little(head)), &rest)
      try check(data, take(4, &rest))
      result.append(data)
    }
    return result
  }

  static func fields(of message: [UInt8]) throws -> [(number: Int, value: Value)] {
    var rest = message[...]
    var result: [(Int, Value)] = []
    while !rest.isEmpty {
      let key = try variable(&rest)
      let value: Value =
        switch key & 7 {
        case 0: .number(try variable(&rest))
        case 1: .wide(little(try take(8, &rest)))
        case 2: .bytes(try take(Int(variable(&rest)), &rest))
        case 5: .narrow(UInt32(little(try take(4, &rest))))
        default: throw Failure(reason: "wire type \(key & 7)")
        }
      result.append((Int(key >> 3), value))
    }
    return result
  }

  static func field(_ number: Int, of message: [UInt8]) throws -> Value? {
    try fields(of: message).first { $0.number == number }?.value
  }

  static func bytes(_ path: [Int], of message: [UInt8]) throws -> [UInt8] {
    try path.reduce(message) { message, number in
      guard case .bytes(let inner) = try field(number, of: message) else {
        throw Failure(reason: "no message in field \(number)")
      }
      return inner
    }
  }

  private static func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
    guard count >= 0, count <= rest.count else { throw Failure(reason: "cut off") }
    defer { rest.removeFirst(count) }
    return Array(rest.prefix(count))
  }

  private static func little(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func variable(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    var result: UInt64 = 0
    for place in 0..<10 {
      let byte = try take(1, &rest)[0]
      result |= UInt64(byte & 0x7F) << UInt64(7 * place)
      if byte < 0x80 { return result }
    }
    throw Failure(reason: "a number of more than ten bytes")
  }

  /// The stored checksum is rotated right by 15 and has a constant added.
  private static func check(_ data: [UInt8], _ stored: [UInt8]) throws {
    let rotated = UInt32(little(stored)) &- 0xA282_EAD8
    guard rotated << 15 | rotated >> 17 == plainCRC32C(data) else {
      throw Failure(reason: "wrong checksum")
    }
  }
}
