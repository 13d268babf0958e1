import Testing

@testable import SceneDataset

@Suite struct NPYFileTests {
  @Test func `a file of floats has NumPy's header and little-endian elements`() {
    let file = NPYFile.encode([1, -2.5, .infinity, 0, 3, 4] as [Float], shape: [2, 3])
    #expect(file.count == 128 + 24)
    #expect(Array(file[..<10]) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
    let text = String(decoding: file[10..<128], as: UTF8.self)
    #expect(text.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"))
    #expect(text.last == "\n")
    #expect(Array(file[128..<140]) == [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0, 0, 0, 0x80, 0x7F])
  }

  @Test(arguments: 1...60)
  func `the data begins at a multiple of 64 bytes`(length: Int) {
    let file = NPYFile.encode([UInt8](repeating: 7, count: length), shape: [length])
    #expect((file.count - length) % 64 == 0)
    #expect(file.suffix(length).allSatisfy { $0 == 7 })
    #expect(String(decoding: file[10..<70], as: UTF8.self).contains("'shape': (\(length),)"))
  }
}
