/// The offset of the first byte that is not part of well-formed UTF-8, or nil when all are.
///
/// Well-formed as in table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing
/// beyond U+10FFFF. Runs of ASCII are passed eight bytes at a time.
public func validateUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  let raw = UnsafeRawBufferPointer(bytes)
  var place = 0
  while place < bytes.count {
    while place + 8 <= bytes.count,
      raw.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    { place += 8 }
    guard place < bytes.count else { break }
    let length = utf8SequenceLength(bytes, at: place)
    guard length > 0 else { return place }
    place += length
  }
  return nil
}

/// The offset of the first byte that is not part of well-formed UTF-8, or nil when all are.
public func validateUTF8(_ bytes: [UInt8]) -> Int? {
  bytes.withUnsafeBufferPointer { validateUTF8($0) }
}

/// The length of the well-formed sequence at `place`, or 0 when there is none.
func utf8SequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
  let first = bytes[place]
  if first < 0x80 { return 1 }
  let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  guard first >= 0xC2, first <= 0xF4, place + length <= bytes.count else { return 0 }
  // the second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF
  let second: ClosedRange<UInt8> =
    switch first {
    case 0xE0: 0xA0...0xBF
    case 0xED: 0x80...0x9F
    case 0xF0: 0x90...0xBF
    case 0xF4: 0x80...0x8F
    default: 0x80...0xBF
    }
  guard second.contains(bytes[place + 1]) else { return 0 }
  for index in (place + 2)..<max(place + length, place + 2) where bytes[index] & 0xC0 != 0x80 {
    return 0
  }
  return length
}
