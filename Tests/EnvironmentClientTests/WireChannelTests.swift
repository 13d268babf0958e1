import EnvironmentClient
import Glibc
import ProcessTesting
import Testing

@Suite struct WireChannelTests {
  func bash(_ script: String, limit: Int = 1 << 16) throws -> WireChannel {
    let child = try ChildProcess(["/bin/bash", "-c", script])
    return WireChannel(child: child, maximumLineBytes: limit)
  }

  /// What is known of the peer when an operation fails because it is gone.
  func ending(_ operation: () throws(WireChannelError) -> Void) -> PeerEnding? {
    do {
      try operation()
      return nil
    } catch {
      guard case .peerClosed(let ending) = error else { return nil }
      return ending
    }
  }

  @Test func `lines go both ways`() throws {
    let channel = try startEcho()
    for line in ["{}", "x", String(repeating: "long ", count: 100)] {
      #expect(try ask(channel, line) == line)
    }
  }

  @Test func `8 MB goes there and back`() throws {
    let channel = try startEcho()
    let line = (0..<(8 << 20)).map { UInt8(0x20 + $0 % 90) }
    try channel.send(line)
    #expect(try channel.receive(timeoutSeconds: 20) == line)
  }

  @Test func `a long request while the server still writes a long response`() throws {
    let channel = try startEcho()
    let line = [UInt8](repeating: 0x79, count: 5_000_000)
    try channel.send(Array("big 6000000".utf8))
    try channel.send(line)
    #expect(try channel.receive(timeoutSeconds: 20).count == 6_000_000)
    #expect(try channel.receive(timeoutSeconds: 20) == line)
  }

  @Test func `two hundred requests before the first response is read`() throws {
    let channel = try startEcho()
    let line = [UInt8](repeating: 0x7A, count: 16_000)
    for _ in 0..<200 { try channel.send(line) }
    for _ in 0..<200 { #expect(try channel.receive(timeoutSeconds: 20) == line) }
  }

  @Test func `the end of the peer is an error with its exit code`() throws {
    let channel = try startEcho()
    #expect(try ask(channel, "exit 3") == "bye")
    let ending = ending { () throws(WireChannelError) in
      _ = try channel.receive(timeoutSeconds: 10)
    }
    #expect(ending?.exit == .code(3))
    #expect(ending?.activity == .receiving)
    #expect(ending?.partialLineBytes == 0)
    #expect(ending?.description.contains("serve\" exited with code 3") == true)
  }

  @Test func `writing to a peer that is gone is an error with its exit code`() throws {
    let channel = try bash("exit 5")
    channel.child?.wait()
    let ending = ending { () throws(WireChannelError) in try channel.send(Array("x".utf8)) }
    #expect(ending?.exit == .code(5))
    #expect(ending?.activity == .sending)
  }

  @Test func `a peer killed in the middle of a line`() throws {
    let channel = try bash("printf abc; kill -9 $$")
    let ending = ending { () throws(WireChannelError) in
      _ = try channel.receive(timeoutSeconds: 10)
    }
    #expect(ending?.exit == .signal(9))
    #expect(ending?.partialLineBytes == 3)
  }

  @Test func `a peer that closes its output but runs on`() throws {
    let channel = try bash("exec >&-; sleep 60")
    let ending = ending { () throws(WireChannelError) in
      _ = try channel.receive(timeoutSeconds: 10)
    }
    #expect(ending != nil)
    #expect(ending?.exit == nil)
    #expect(ending?.description.contains("still runs") == true)
    channel.child?.terminate()
  }

  @Test func `a line over the limit is an error and the next line is whole`() throws {
    let channel = try bash("head -c 500000 /dev/zero; echo; echo next", limit: 1000)
    #expect(throws: WireChannelError.lineTooLong(bytes: 500_000, limit: 1000)) {
      try channel.receive(timeoutSeconds: 10)
    }
    #expect(try channel.receive(timeoutSeconds: 10) == Array("next".utf8))
  }

  @Test func `after a timeout the line can still be received`() throws {
    let channel = try startEcho()
    try channel.send(Array("sleep 300".utf8))
    #expect(throws: WireChannelError.timedOut(seconds: 0.05)) {
      try channel.receive(timeoutSeconds: 0.05)
    }
    #expect(try channel.receive(timeoutSeconds: 10) == Array("slept".utf8))
  }

  @Test func `closing the channel ends the server with 0`() throws {
    let channel = try startEcho()
    #expect(try ask(channel, "ready") == "ready")
    channel.close()
    #expect(channel.child?.wait(timeoutSeconds: 5) == .code(0))
    #expect(throws: WireChannelError.self) { try channel.receive() }
    #expect(throws: WireChannelError.self) { try channel.send([]) }
  }

  @Test(arguments: [0, 1, 1000, 65_536, 3_000_000])
  func `bytes behind a line are received whole, and the next line after them`(count: Int) throws {
    let channel = try startEcho()
    try channel.send(Array("attach \(count)".utf8))
    try channel.send(Array("after".utf8))
    #expect(try channel.receive(timeoutSeconds: 10) == Array("attached".utf8))
    var bytes = [UInt8](repeating: 0xFF, count: count)
    let outcome = bytes.withUnsafeMutableBytes { bytes in
      Result { try channel.receive(into: bytes, timeoutSeconds: 10) }
    }
    try outcome.get()
    #expect(bytes.indices.allSatisfy { bytes[$0] == UInt8($0 % 251) })
    #expect(try channel.receive(timeoutSeconds: 10) == Array("after".utf8))
  }

  @Test func `bytes that never come are an error`() throws {
    let channel = try startEcho()
    try channel.send(Array("attach 10".utf8))
    try channel.send(Array("exit 0".utf8))
    _ = try channel.receive(timeoutSeconds: 10)
    var bytes = [UInt8](repeating: 0, count: 100)
    let outcome = bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(WireChannelError) in
        try channel.receive(into: bytes, timeoutSeconds: 10)
      }
    }
    guard case .failure(.peerClosed) = outcome else {
      Issue.record("expected the peer to be gone")
      return
    }
  }
}
