import Testing

@testable import TrainingLog

/// The CRC-32C bit by bit.
func plainCRC32C(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
  }
  return ~crc
}

@Suite struct CRC32CTests {
  // RFC 3720, appendix B.4, and the check value of the catalogues for "123456789".
  @Test func `the published examples come out`() {
    let crc = CRC32C()
    #expect(crc.checksum(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(crc.checksum(Array(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(crc.checksum(Array(0..<32)) == 0x46DD_794E)
    #expect(crc.checksum(Array((0..<32).reversed())) == 0x113F_DB5C)
    #expect(crc.checksum(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test func `the table agrees with the bits`() {
    let crc = CRC32C()
    for length in [0, 1, 2, 255, 1000] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) }
      #expect(crc.checksum(bytes) == plainCRC32C(bytes))
    }
  }
}
