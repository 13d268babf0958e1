import CSystem
import EnvironmentClient
import Glibc
import ProcessTesting
import Testing

@testable import EnvironmentServer

@Suite struct RendezvousTests {
  // MARK: Both programs

  @Test func `server | agent, literally`() throws {
    let result = try shell(
      """
      $E serve </dev/null | $E agent --log log --send hello --send 'big 3000000' >out
      echo ${PIPESTATUS[@]}; head -1 log; tail -1 log | wc -c; wc -c <out
      """)
    #expect(result.lines == ["0 0", "hello", "3000001", "0"])
    #expect(result.leftovers == [])
  }

  @Test func `--wire rendezvous works with other descriptors`() throws {
    let result = try shell(
      """
      sleep 1 | $E serve --wire rendezvous 2>&1 | $E agent --wire rendezvous --log log --send hi | cat
      echo ${PIPESTATUS[@]:1:2}; cat log
      """)
    #expect(result.lines == ["0 0", "hi"])
    #expect(result.leftovers == [])
  }

  @Test(arguments: ["agent", "serve"])
  func `killing either side ends the other and leaves nothing`(victim: String) throws {
    let result = try shell(
      """
      ($E serve </dev/null; echo "server $?" >>ends) |
        ($E agent --log log --send pid --send 'sleep 1000' --send again >out <&0 &
          echo $! >agent; wait $!; echo "agent $?" >>ends) &
      until [ -s log ]; do sleep 0.02; done
      if [ \(victim) = serve ]; then kill -9 $(head -1 log); else
        kill -9 $(cat agent)
      fi
      wait; sort ends
      """)
    let killed = victim == "agent" ? "agent 137" : "server 137"
    #expect(result.lines.contains(killed), "\(result.lines)")
    #expect(result.lines.count { $0.hasPrefix("agent ") || $0.hasPrefix("server ") } == 2)
    #expect(result.leftovers == [])
  }

  // MARK: The server alone

  /// A server that waits at its socket: the channel is its life line.
  func startWaiting() throws -> (lifeLine: WireChannel, path: String) {
    let child = try ChildProcess(["/bin/bash", "-c", "exec \(echoProgram) serve </dev/null"])
    let channel = WireChannel(child: child, maximumLineBytes: 1 << 16)
    let line = String(decoding: try channel.receive(timeoutSeconds: 10), as: UTF8.self)
    let prefix =
      #"{"jsonrpc":"2.0","method":"$/rendezvous","params":{"protocolVersion":"1.0","unix":""#
    try #require(line.hasPrefix(prefix))
    #expect(line.hasSuffix("\",\"pid\":\(child.identifier)}}"))
    return (channel, String(line.dropFirst(prefix.count).prefix { $0 != "\"" }))
  }

  /// The permissions of a file, or nil when it is gone.
  func mode(_ path: String) -> UInt32? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  func directory(of path: String) -> String {
    path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }

  @Test func `one peer is served and the socket is gone at once`() throws {
    let (lifeLine, path) = try startWaiting()
    #expect(mode(directory(of: path)) == 0o700)
    let socket = csystem_connect(path)
    try #require(socket >= 0)
    let peer = WireChannel(input: socket, output: socket, maximumLineBytes: 1 << 20)
    #expect(try ask(peer, "hello") == "hello")
    #expect(csystem_connect(path) == -1)
    #expect(mode(directory(of: path)) == nil)
    peer.close()
    #expect(lifeLine.child?.wait(timeoutSeconds: 5) == .code(0))
  }

  @Test func `losing the reader of standard output ends the server while it serves`() throws {
    let (lifeLine, path) = try startWaiting()
    let socket = csystem_connect(path)
    try #require(socket >= 0)
    let peer = WireChannel(input: socket, output: socket, maximumLineBytes: 1 << 20)
    #expect(try ask(peer, "hello") == "hello")
    lifeLine.close()
    #expect(lifeLine.child?.wait(timeoutSeconds: 5) == .code(0))
  }

  @Test func `losing the reader of standard output ends the server while it waits`() throws {
    let (lifeLine, path) = try startWaiting()
    lifeLine.close()
    #expect(lifeLine.child?.wait(timeoutSeconds: 5) == .code(1))
    #expect(mode(directory(of: path)) == nil)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func `a signal while it waits leaves nothing`(signal: Int32) throws {
    let (lifeLine, path) = try startWaiting()
    lifeLine.child?.send(signal: signal)
    #expect(lifeLine.child?.wait(timeoutSeconds: 5) == .code(128 + signal))
    #expect(mode(directory(of: path)) == nil)
  }

  // MARK: Parts

  @Test func `patience ends`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(csystem_pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let meeting = Rendezvous(
      announcement: ends[1], waiter: Waiter(signals: -1, lifeLine: ends[1]),
      patience: .milliseconds(100)
    ).meet()
    guard case .ended(let code) = meeting else {
      Issue.record("somebody connected")
      return
    }
    #expect(code == 1)
  }

  @Test func `the announcement escapes the path`() {
    let bytes = Rendezvous.line(path: "/a\"b\\c\u{1}\né", process: 7)
    let line = String(decoding: bytes, as: UTF8.self)
    #expect(
      line == #"{"jsonrpc":"2.0","method":"$/rendezvous","params":{"protocolVersion":"1.0","#
        + #""unix":"/a\"b\\c\u0001\u000aé","pid":7}}"# + "\n")
  }

  @Test func `bases that cannot hold a socket are passed over`() throws {
    let long = "/" + String(repeating: "x", count: 120)
    let socket = try PrivateSocket(in: ["relative", long, "/nowhere/at/all", "/tmp"])
    #expect(socket.path.hasPrefix("/tmp/spiral-\(getpid())-"))
    #expect(mode(directory(of: socket.path)) == 0o700)
    let reason = failure(in: ["relative", long, "/nowhere/at/all"])
    #expect(reason?.contains("/nowhere/at/all: No such file or directory") == true)
  }

  /// Why no socket can be made in `bases`; nil when one can.
  func failure(in bases: [String]) -> String? {
    do {
      _ = try PrivateSocket(in: bases)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `the next server removes what a killed one left, and nothing else`() throws {
    let result = try shell(
      """
      cd sockets; sleep 0.01 & dead=$!; wait $dead
      mkdir spiral-$dead-abcdef spiral-$dead-locked spiral-$$-living other-$dead-abcdef spiral-x-abcdef
      touch spiral-$dead-abcdef/s; touch spiral-$dead-locked/s
      exec 8<spiral-$dead-locked; flock -s 8
      $E serve --wire rendezvous </dev/null | head -1 | wc -l
      ls | sed "s/$dead/DEAD/; s/$$/SELF/"; rm -r *
      """)
    #expect(
      result.lines.sorted() == [
        "1", "other-DEAD-abcdef", "spiral-DEAD-locked", "spiral-SELF-living", "spiral-x-abcdef",
      ])
  }
}
