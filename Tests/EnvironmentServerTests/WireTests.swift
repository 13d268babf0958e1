import CSystem
import EnvironmentServer
import Glibc
import Testing
import WireProtocol

@Suite struct WireTests {
  /// What `automatic` chooses for two kinds of descriptors.
  func choice(input: String, output: String) throws -> Wire {
    var ends: [Int32] = [-1, -1]
    try #require(csystem_pipe(&ends) == 0)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    defer { for descriptor in ends + [null, file] { close(descriptor) } }
    let kinds = ["pipe in": ends[0], "pipe out": ends[1], "null": null, "file": file, "closed": -1]
    let chosen = [try #require(kinds[input]), try #require(kinds[output])]
    return Wire.choose(.automatic, input: chosen[0], output: chosen[1])
  }

  @Test(arguments: [
    ("null", "pipe out", Wire.rendezvous), ("pipe in", "pipe out", .stdio),
    ("file", "pipe out", .stdio), ("null", "null", .stdio), ("null", "file", .stdio),
    ("closed", "pipe out", .stdio), ("null", "closed", .stdio),
  ])
  func `only a pipe out and a character device in make a rendezvous`(
    input: String, output: String, expected: Wire
  ) throws {
    #expect(try choice(input: input, output: output) == expected)
  }

  @Test func `the command line overrides`() {
    #expect(Wire.choose(.stdio, input: -1, output: -1) == .stdio)
    #expect(Wire.choose(.rendezvous, input: -1, output: -1) == .rendezvous)
  }
}
