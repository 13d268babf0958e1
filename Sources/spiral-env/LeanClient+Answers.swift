import EnvironmentClient
import JSONText

extension LeanClient {
  /// Reads an answer to its end, what follows the line included.
  func readAnswer() throws {
    pixels.removeAll(keepingCapacity: true)
    rewards.removeAll(keepingCapacity: true)
    endCount = 0
    pictureByteCount = 0
    var attached = 0
    let line = try channel.receiveBorrowed()
    var scanner = JSONScanner(line)
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.key(key, equals: "result") {
        attached = try readResult(&scanner)
      } else if scanner.key(key, equals: "error") {
        throw Failure(description: String(decoding: line, as: UTF8.self))
      } else {
        _ = try scanner.skipValue()
      }
    }
    if attached > 0 { try readAttachments(attached) }
  }

  private func readAttachments(_ count: Int) throws {
    if pixels.count != count { pixels = [UInt8](repeating: 0, count: count) }
    let outcome = pixels.withUnsafeMutableBytes { bytes in
      Result { try channel.receive(into: bytes) }
    }
    try outcome.get()
    pictureByteCount = count
  }

  /// Reads a result and returns how many bytes follow the line.
  private func readResult(_ scanner: inout JSONScanner) throws -> Int {
    var attached = 0
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.key(key, equals: "obs") {
        try scanner.beginObject()
        while try scanner.nextKey() != nil { attached += try readLeaf(&scanner) }
      } else if scanner.key(key, equals: "reward") {
        _ = try scanner.numbers(into: &rewards)
      } else if scanner.key(key, equals: "terminated") || scanner.key(key, equals: "truncated") {
        try scanner.beginArray()
        while try scanner.nextElement() { endCount += try scanner.boolean() ? 1 : 0 }
      } else {
        _ = try scanner.skipValue()
      }
    }
    return attached
  }

  /// Reads one leaf and returns how many of its bytes follow the line.
  private func readLeaf(_ scanner: inout JSONScanner) throws -> Int {
    guard try scanner.peek() == .object else {
      _ = try scanner.skipValue()
      return 0
    }
    var (byteCount, offset, sequence): (Int?, Int?, UInt64?)
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.key(key, equals: "data") {
        try readData(&scanner)
      } else if scanner.key(key, equals: "bytes") {
        byteCount = Int(try scanner.integer())
      } else if scanner.key(key, equals: "offset") {
        offset = Int(try scanner.integer())
      } else if scanner.key(key, equals: "seq") {
        sequence = try scanner.unsigned64()
      } else {
        _ = try scanner.skipValue()
      }
    }
    guard let offset else { return byteCount ?? 0 }
    guard let memory, let sequence, let byteCount, offset + byteCount <= memory.bytes.count,
      memory.sequence(ofSlotAt: offset, slotCount: slotCount) == sequence
    else { throw Failure(description: "the tensor at \(offset) is not in the shared memory") }
    pictureByteCount += byteCount
    return 0
  }

  private func readData(_ scanner: inout JSONScanner) throws {
    switch try scanner.peek() {
    case .string:
      let before = pixels.count
      try scanner.base64(into: &pixels)
      pictureByteCount += pixels.count - before
    case .array:
      numbers.removeAll(keepingCapacity: true)
      pictureByteCount += try scanner.numbers(into: &numbers).count
    default: _ = try scanner.skipValue()
    }
  }
}
