/// The CRC-32C of TFRecord frames: polynomial 0x1EDC6F41, reflected (Castagnoli, Bräuer, Herrmann,
/// "Optimization of cyclic redundancy-check codes", 1993; RFC 3720, appendix B.4).
struct CRC32C: Sendable {
  /// What eight zero steps make of every byte.
  private let table: [UInt32]

  init() {
    table = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in
        crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1
      }
    }
  }

  /// The checksum of `bytes`.
  func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF) { crc, byte in
      crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
    }
  }

  /// The checksum as frames store it, so that data with checksums inside keep theirs telling:
  /// rotated right by 15 bits, plus a constant (TensorFlow, "TFRecord format details").
  func masked(_ bytes: [UInt8]) -> UInt32 {
    let crc = checksum(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }
}
