import EnvironmentServer
import Glibc
import Testing

struct SharedMemoryFileTests {
  @Test func `what is written can be read through the path, and not changed there`() throws {
    let memory = try SharedMemoryFile(byteCount: 4096)
    memory.bytes.storeBytes(of: 0x5EED, toByteOffset: 128, as: UInt32.self)
    let reader = open(memory.path, O_RDONLY)
    try #require(reader >= 0)
    defer { close(reader) }
    var word: UInt32 = 0
    #expect(pread(reader, &word, 4, 128) == 4)
    #expect(word == 0x5EED)
    let writer = open(memory.path, O_RDWR)
    if writer >= 0 {
      #expect(ftruncate(writer, 1) == -1)
      #expect(ftruncate(writer, 1 << 20) == -1)
      #expect(pwrite(writer, &word, 4, 0) == -1)
      close(writer)
    }
  }

  @Test func `nothing is left when it goes`() throws {
    var memory: SharedMemoryFile? = try SharedMemoryFile(byteCount: 64)
    let path = try #require(memory?.path)
    #expect(access(path, F_OK) == 0)
    memory = nil
    #expect(access(path, F_OK) == -1)
  }
}
