import EnvironmentClient
import Foundation
import Glibc
import Testing

/// Mappings of a file, which stands for a server's memory.
struct SharedMemoryViewTests {
  /// Calls `body` with the path of a file of `byteCount` bytes.
  private func withFile(_ byteCount: Int, _ body: (String, Int32) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array("\(folder)/spiral-view-XXXXXX".utf8CString)
    let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map(mkstemp) ?? -1 }
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      close(descriptor)
      unlink(path)
    }
    try #require(ftruncate(descriptor, byteCount) == 0)
    try body(path, descriptor)
  }

  @Test func `what the owner writes is seen, with the number of its slot`() throws {
    try withFile(4096) { path, descriptor in
      let view = try SharedMemoryView(path: path, byteCount: 4096)
      var word: UInt64 = 77
      #expect(pwrite(descriptor, &word, 8, 2048) == 8)
      #expect(view.sequence(ofSlotAt: 2112, slotCount: 2) == 77)
      #expect(view.sequence(ofSlotAt: 64, slotCount: 2) == 0)
    }
  }

  @Test func `places outside are in no slot`() throws {
    try withFile(4096) { path, _ in
      let view = try SharedMemoryView(path: path, byteCount: 4096)
      for (offset, slots) in [(-1, 2), (4096, 2), (64, 0), (64, 4096), (.max, 1)] {
        #expect(view.sequence(ofSlotAt: offset, slotCount: slots) == nil)
      }
    }
  }

  @Test func `memory that is shorter than described is refused`() throws {
    try withFile(4096) { path, _ in
      for count in [4097, 1 << 40, 0, -1] {
        #expect(throws: ClientError.self) { try SharedMemoryView(path: path, byteCount: count) }
      }
    }
    #expect(throws: ClientError.self) { try SharedMemoryView(path: "/proc/1/no", byteCount: 1) }
  }
}
