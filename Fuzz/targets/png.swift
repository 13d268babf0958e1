import CZlib
import FuzzSupport
import ImageFiles

/// A PNG file, as it is and with its chunks' checksums put right.
func feed(_ bytes: [UInt8]) {
  read(bytes)
  let mended = mended(bytes)
  if mended != bytes { read(mended) }
}

private func read(_ bytes: [UInt8]) {
  guard bytes.count < 24 || isSmall(bytes), let image = try? PNG.decode(bytes) else { return }
  for isFast in [false, true] {
    let again = mustSucceed("an image that was encoded") {
      try PNG.decode(isFast ? PNG.encodeFast(image) : PNG.encode(image))
    }
    expect(again == image, "another image than was encoded")
  }
}

/// Whether the header says at most 1024 rows and columns; more only takes time.
private func isSmall(_ bytes: [UInt8]) -> Bool {
  number(bytes, at: 16) <= 1024 && number(bytes, at: 20) <= 1024
}

private func number(_ bytes: [UInt8], at place: Int) -> Int {
  bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
}

private func mended(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  var place = 8
  while place + 12 <= bytes.count {
    let length = number(bytes, at: place)
    guard length <= bytes.count - place - 12 else { break }
    let end = place + 8 + length
    let sum = bytes[(place + 4)..<end].withUnsafeBufferPointer {
      crc32(0, $0.baseAddress, UInt32($0.count))
    }
    for offset in 0..<4 {
      bytes[end + offset] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt(offset)))
    }
    place = end + 4
  }
  return bytes
}
