import Glibc
import ImageFiles
import PaintCore
import TestMaterial

extension Noise {
  mutating func image(_ width: Int, _ height: Int, _ channels: Int) throws -> PixelImage {
    try PixelImage(
      width: width, height: height, channels: channels, pixels: bytes(width * height * channels))
  }
}

/// PNG files put together by hand, with uncompressed blocks of deflate.
enum HandmadePNG {
  static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(plainCRC32(body))
  }

  /// zlib data with one stored block (at most 65535 bytes).
  static func stored(_ data: [UInt8]) -> [UInt8] {
    var a: UInt32 = 1
    var b: UInt32 = 0
    for byte in data {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    let length = [UInt8(data.count & 255), UInt8(data.count >> 8)]
    return [0x78, 1, 1] + length + length.map { ~$0 } + data + bigEndian(b << 16 | a)
  }

  /// A file of `rows` of packed samples with optional chunks before the pixels.
  static func file(
    width: Int, height: Int, depth: UInt8, type: UInt8, extra: [UInt8] = [], rows: [[UInt8]]
  ) -> [UInt8] {
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, type, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + extra
      + chunk("IDAT", stored(rows.flatMap { [0] + $0 })) + chunk("IEND", [])
  }

  /// The file with every chunk's checksum made right, as far as its lengths make sense.
  static func withRepairedChecksums(_ file: [UInt8]) -> [UInt8] {
    var result = file
    var offset = 8
    while offset + 12 <= result.count {
      let length = result[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= result.count - offset - 12 else { break }
      let end = offset + 8 + length
      result.replaceSubrange(end..<end + 4, with: bigEndian(plainCRC32(result[offset + 4..<end])))
      offset = end + 4
    }
    return result
  }
}
